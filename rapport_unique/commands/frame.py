"""The frame of a command: the settings, who acts, in which language, and how it ends.

A command that acts for SPP IS does so over the resolvers, with the token of a person: the journal
names them. An expected no ends it with its sentence and exit status 1.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from auth.identity import Actor
from auth.tokens import InvalidToken
from models.database import Database
from models.gathering import Gathered, gathered
from models.installation import check_installation
from models.language import Language
from models.migrated import check_database
from models.patience import UNHURRIED
from models.people import Role
from models.refusals import Refusal, Refused
from rapport_unique.app import make_verifier, persons_known, utc_now
from rapport_unique.commands.troubles import told
from rapport_unique.settings import load_settings
from resolvers.context import Context
from resolvers.denials import Denied

BRUSSELS = ZoneInfo("Europe/Brussels")
LANGUAGE = click.Choice([language.value.lower() for language in Language], case_sensitive=False)

Found = TypeVar("Found")


class Commands(click.Group):
    """Commands that end with a sentence, whatever goes wrong around them: never with a traceback.

    Who looks for a mistake of ours asks for it: `--traceback`, before the name of the command.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong ends it with exit status 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if ctx.params.get("traceback"):
                raise
            raise click.ClickException(told(error)) from error


@asynccontextmanager
async def opened_database() -> AsyncIterator[Database]:
    """Give the configured database, for as long as the command needs it.

    Raises:
        NotMigratedError: it lacks tables of this version.
    """
    url = load_settings().database_url
    check_database(url)
    database = Database(url, patience=UNHURRIED)
    try:
        yield database
    finally:
        await database.close()


def listed(count: int, codes: Sequence[str]) -> str:
    """Return a number of CPAS with the codes of the first of them."""
    return f"{count} CPAS: {', '.join(codes)}{', …' if len(codes) < count else ''}"


def local(at: datetime) -> str:
    """Return the instant as a clock in Brussels shows it."""
    return at.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, kw_only=True, slots=True)
class Manager:
    """The person of SPP IS for whom a command acts, and the language of its sentences."""

    token: str
    language: Language

    def run(self, command: str, act: Callable[[Context], Awaitable[Found]]) -> Found:
        """Return what the act returns; end the command with a sentence when it is refused."""
        try:
            return asyncio.run(self._run(command, act))
        except Denied as denied:
            raise click.ClickException(denied.message(self.language)) from denied
        except Refused as refused:
            sentences = self.sentences(refused.refusals)
            raise click.ClickException("\n".join(dict.fromkeys(sentences))) from refused

    def sentences(self, refusals: Sequence[Refusal]) -> list[str]:
        """Return a sentence for each kind of refusal, with the first CPAS that it is about."""
        return [self._sentence(of_kind) for of_kind in gathered(refusals)]

    def _sentence(self, of_kind: Gathered) -> str:
        sentence = f"{_option(of_kind.first)}{of_kind.first.message(self.language)}"
        codes = [of.nis_code for of in of_kind.examples if of.nis_code is not None]
        return f"{sentence} ({listed(of_kind.count, codes)})" if codes else sentence

    def end_if_refused(self, refusals: Sequence[Refusal]) -> None:
        """End the command with what was refused by itself, though the rest was done."""
        if refusals:
            raise click.ClickException("\n".join(self.sentences(refusals)))

    async def _run(self, command: str, act: Callable[[Context], Awaitable[Found]]) -> Found:
        async with opened_database() as database:
            context = Context(
                actor=await self._actor(),
                language=self.language,
                clock=utc_now,
                database=database,
                request_id=command,
            )
            context.require((Role.SPP_IS_MANAGER,))
            try:
                return await act(context)
            finally:
                await context.close()

    async def _actor(self) -> Actor:
        settings = load_settings()
        since = check_installation(settings.database_url, persons_known(settings))
        verifier, client = make_verifier(settings, since)
        try:
            return await verifier.verify(self.token, utc_now())
        except InvalidToken as invalid:
            raise click.ClickException(f"The token is refused: {invalid.reason}") from invalid
        finally:
            await verifier.aclose()
            await client.aclose()


def _option(refusal: Refusal) -> str:
    """Return which option of the command the refusal is about, or nothing where it is none."""
    argument = "_".join(part for part in refusal.path if not part.isdecimal())
    options = click.get_current_context().command.params
    return next((f"{each.opts[0]}: " for each in options if each.name == argument), "")


def for_manager(command: Callable[..., None]) -> Callable[..., None]:
    """Give the command, as `manager`, the person for whom it acts: by --token and --language."""

    @click.option(
        "--token",
        envvar="ACCESS_TOKEN",
        required=True,
        help="Access token of an SPP_IS_MANAGER; also taken from ACCESS_TOKEN.",
    )
    @click.option("--language", type=LANGUAGE, default="en", help="Of the sentences.")
    @wraps(command)
    def with_manager(*arguments: Any, token: str, language: str, **options: Any) -> None:
        manager = Manager(token=token, language=Language(language.upper()))
        command(*arguments, manager=manager, **options)

    return with_manager
