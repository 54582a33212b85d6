"""The frame of every payload: what was done, or why it was refused."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import strawberry
from strawberry import Info

from models.refusals import RefusalCode, Refused
from resolvers.changes import Outcome
from resolvers.context import Context
from resolvers.security import denied
from schema.described import attribute
from schema.user_errors import ERRORS, UserError, user_errors

Value = TypeVar("Value")
_OF_SECURITY = frozenset(
    {
        RefusalCode.MISSING_ROLE,
        RefusalCode.MISSING_NAME,
        RefusalCode.OTHER_SIGN_IN_REQUIRED,
        RefusalCode.ASSURANCE_LEVEL_TOO_LOW,
        RefusalCode.SAME_PERSON,
    }
)
"""Why somebody is refused for who they are, and not for what they sent."""


@strawberry.type
class Payload:
    done: bool = attribute(
        "Whether it was done, or would be where it was only tried. False: it was refused, and "
        "nothing was changed. True beside userErrors: these tell what of it was left out, and the "
        "rest was done.",
        default=False,
    )
    replayed: bool = attribute(
        "True when this call did nothing, because an earlier one had done it: the same call with "
        "this idempotencyKey, or one that left its form or report as this one wants it. Forms, "
        "reports and signatures are shown as they are now, counts as they were told then.",
        default=False,
    )
    user_errors: list[UserError] = attribute(ERRORS, default_factory=list)


Shown = TypeVar("Shown", bound=Payload)


async def answered(
    payload: type[Shown],
    info: Info[Context, None],
    outcome: Awaitable[Outcome[Value]],
    show: Callable[[Value], Shown],
    *,
    errors: Callable[[Refused, Info[Context, None]], list[UserError]] = user_errors,
    more: Callable[[Refused], Mapping[str, Any]] = lambda _: {},
) -> Shown:
    """Return the payload of what came of a call, or the bare payload with why it was refused.

    `errors` tells why as the contract shows it, `more` what other fields tell of it.
    """
    try:
        found = await outcome
    except Refused as refused:
        codes = {refusal.code for refusal in refused.refusals}
        denied(info.context, codes & _OF_SECURITY, info.field_name)
        return payload(user_errors=errors(refused, info), **more(refused))
    return replace(show(found.value), done=True, replayed=found.replayed)
