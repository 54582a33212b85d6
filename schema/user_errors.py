"""Refusals as data: what a mutation answers when the rules say no."""

import re
from collections.abc import Sequence
from datetime import datetime

import strawberry
from strawberry import Info

from models.canonical import Digest
from models.cpas import Cpas
from models.entry_refusals import InvalidEntry
from models.gathering import Gathered, gathered
from models.language import Language
from models.refusals import ContentChanged as ContentChangedRefusal
from models.refusals import Path, Refusal, RefusalCode, Refused
from models.refusals import VersionConflict as VersionConflictRefusal
from resolvers.context import Context
from schema.described import attribute
from schema.people import Person, person


@strawberry.type(description="One of several places in which the same problem occurs.")
class UserErrorExample:
    path: list[str] = attribute("Where in the arguments it stands.")
    nis_code: str | None = attribute("NIS code of the CPAS that it is about.")


@strawberry.interface(
    description="Every expected no. The code is stable, the message is in the caller's language "
    "and says what to do next."
)
class UserError:
    code: RefusalCode = attribute("Why; stable.")
    message: str = attribute("What happened and what to do next, for a person.")
    path: list[str] = attribute("Where in the arguments the problem stands; of several, the first.")
    count: int = strawberry.field(
        default=1,
        description="How often it occurs: what acts on many CPAS at once tells a problem once.",
    )
    examples: list[UserErrorExample] = strawberry.field(
        default_factory=list,
        description="The first of these places, at most ten. Empty for what acts on one object.",
    )


@strawberry.type(description="Something that was entered cannot be.")
class InvalidInput(UserError):
    pass


@strawberry.type(description="The operation is not possible now, or not for this person.")
class NotAllowedNow(UserError):
    pass


@strawberry.type(description="Somebody saved in between.")
class VersionConflict(UserError):
    current_version: int = attribute("The version as it is now.")
    changed_by: Person | None = attribute("Who made the present version.")
    changed_at: datetime | None = attribute("When the present version was made.")


@strawberry.type(description="The content is no longer what the signer saw.")
class ContentChanged(UserError):
    current_digest: Digest = attribute("The digest of the content as it is now.")


ERRORS = "Why it was refused; then nothing was changed. Empty when it was done."
"""The description of `userErrors` on every payload."""

USER_ERRORS = (InvalidInput, NotAllowedNow, VersionConflict, ContentChanged)


def user_errors(
    refused: Refused, info: Info[Context, None], *, lines_at: str = "lines"
) -> list[UserError]:
    """Return the refusals as the contract shows them.

    `lines_at` names the argument in which the amounts of the lines came.
    """
    language = language_for(info.context, refused.language)
    return [_user_error(refusal, language, lines_at) for refusal in refused.refusals]


def gathered_errors(refusals: Sequence[Refusal], info: Info[Context, None]) -> list[UserError]:
    """Return the refusals of an act on many objects as the contract shows them: each kind once."""
    language = language_for(info.context, None)
    return [_gathered_error(of_kind, language) for of_kind in gathered(refusals)]


def all_gathered(refused: Refused, info: Info[Context, None]) -> list[UserError]:
    """Return why an act on many objects was refused as the contract shows it."""
    return gathered_errors(refused.refusals, info)


def _gathered_error(of_kind: Gathered, language: Language) -> UserError:
    error = _user_error(of_kind.first, language, "lines")
    error.count = of_kind.count
    error.examples = [
        UserErrorExample(path=_argument_path(refusal.path, "lines"), nis_code=refusal.nis_code)
        for refusal in of_kind.examples
    ]
    return error


def language_for(context: Context, own: Language | None) -> Language:
    """Return the language for a message: as asked for, else that of the CPAS, else French."""
    locale = context.actor.locale if context.actor else None
    return context.language or own or locale or Language.FR


def messages(refusals: Sequence[Refusal], info: Info[Context, None], of: Cpas) -> list[str]:
    """Return the sentence of each refusal, about something of that CPAS."""
    language = language_for(info.context, of.language)
    return [refusal.message(language) for refusal in refusals]


def _user_error(refusal: Refusal, language: Language, lines_at: str) -> UserError:
    message = refusal.message(language)
    path = _argument_path(refusal.path, lines_at)
    match refusal:
        case VersionConflictRefusal():
            return VersionConflict(
                code=refusal.code,
                message=message,
                path=path,
                current_version=refusal.current_version,
                changed_by=person(refusal.changed_by) if refusal.changed_by else None,
                changed_at=refusal.changed_at,
            )
        case ContentChangedRefusal():
            return ContentChanged(
                code=refusal.code,
                message=message,
                path=path,
                current_digest=Digest(refusal.current_digest),
            )
        case InvalidEntry():
            return InvalidInput(code=refusal.code, message=message, path=path)
        case _:
            return NotAllowedNow(code=refusal.code, message=message, path=path)


def _argument_path(path: Path, lines_at: str) -> list[str]:
    if path[:1] != ("lines",):
        return ["input", *(camel_case(part) for part in path)]
    inside = path[1:] if lines_at == "lines" else ()
    return ["input", camel_case(lines_at), *inside]


def camel_case(name: str) -> str:
    """Return a name of ours as the contract writes it."""
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)
