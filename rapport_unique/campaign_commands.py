"""What SPP IS does from the command line: import advances, record mergers, check the journal."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from auth.tokens import InvalidToken
from models.chain import SELECT_LINES, read_lines, verify_journal
from models.cpas import NisCode
from models.database import Database
from models.language import Language
from models.people import Role
from models.refusals import Refusal, Refused
from models.spec import FormKind, LineKey
from models.tables import CPAS, REPORT
from rapport_unique.advances_file import AdvancesFile, UnreadableFileError, read_advances
from rapport_unique.app import make_verifier, utc_now
from rapport_unique.master_data import mergers_of_2025
from rapport_unique.settings import ConfigurationError, Settings, load_settings
from resolvers.advances import Advance, Prefilled, prefill_advances
from resolvers.context import Context
from resolvers.denials import Denied
from resolvers.mergers import record_mergers

BRUSSELS = ZoneInfo("Europe/Brussels")
_LANGUAGE = click.Choice([language.value.lower() for language in Language])


def usable_settings() -> Settings:
    """Return the settings, or end the command with what is wrong with them."""
    try:
        return load_settings()
    except ConfigurationError as error:
        raise click.ClickException(f"The configuration is not usable:\n{error}") from error


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, required=True, help="The year of the reports.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in FormKind]), required=True, help="The form."
)
@click.option(
    "--token",
    envvar="ACCESS_TOKEN",
    required=True,
    help="Access token of an SPP_IS_MANAGER; also taken from ACCESS_TOKEN.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would change, change nothing.")
@click.option("--skip-refused", is_flag=True, help="Import the good lines when others are bad.")
@click.option("--language", type=_LANGUAGE, default="en", help="Of the sentences.")
def import_advances(
    file: Path,
    year: int,
    kind: str,
    token: str,
    *,
    dry_run: bool,
    skip_refused: bool,
    language: str,
) -> None:
    """Grant the advances of a CSV file: columns nis, advance and, where needed, line.

    Either separator, decimal comma or point, with or without BOM. Without --skip-refused, a bad
    line means that nothing is imported. A form that was sent keeps its advance in any case.
    """
    read = _read(file, Language(language.upper()))
    importing = _Import(
        settings=usable_settings(),
        token=token,
        year=year,
        kind=FormKind(kind),
        language=Language(language.upper()),
        dry_run=dry_run,
        skip_refused=skip_refused,
    )
    asyncio.run(importing.run(read))


def _read(file: Path, language: Language) -> AdvancesFile:
    try:
        return read_advances(file.read_bytes())
    except UnreadableFileError as error:
        raise click.ClickException(error.message.in_language(language)) from error


class _Import:
    """One import: what was read of the file on its way into the forms."""

    def __init__(
        self,
        *,
        settings: Settings,
        token: str,
        year: int,
        kind: FormKind,
        language: Language,
        dry_run: bool,
        skip_refused: bool,
    ) -> None:
        self._settings = settings
        self._token = token
        self._year = year
        self._kind = kind
        self._language = language
        self._dry_run = dry_run
        self._skip_refused = skip_refused

    async def run(self, file: AdvancesFile) -> None:
        """Import the file; tell what was done and every refused line."""
        refused = [
            (problem.line_number, problem.code.value, problem.message.in_language(self._language))
            for problem in file.problems
        ]
        database = Database(self._settings.database_url)
        try:
            context = await self._context(database)
            done, more = await self._import(context, file, may_write=not refused)
        finally:
            await database.close()
        refused.extend(more)
        for line_number, code, message in sorted(refused):
            click.echo(f"line {line_number}: {code}: {message}")
        self._conclude(done, refused)

    async def _context(self, database: Database) -> Context:
        verifier, client = make_verifier(self._settings)
        try:
            actor = await verifier.verify(self._token, utc_now())
        except InvalidToken as invalid:
            raise click.ClickException(f"The token is refused: {invalid.reason}") from invalid
        finally:
            await verifier.aclose()
            await client.aclose()
        context = Context(
            actor=actor,
            language=self._language,
            clock=utc_now,
            database=database,
            request_id="import-advances",
        )
        try:
            context.require((Role.SPP_IS_MANAGER,))
        except Denied as denied:
            raise click.ClickException(denied.message(self._language)) from denied
        return context

    async def _import(
        self, context: Context, file: AdvancesFile, *, may_write: bool
    ) -> tuple[Prefilled | None, list[tuple[int, str, str]]]:
        """Import the lines; those that the rules refuse are left out, if that was asked for."""
        lines = list(file.lines)
        refused: list[tuple[int, str, str]] = []
        while True:
            advances = [
                Advance(
                    nis_code=NisCode(line.nis_code),
                    advance=line.advance,
                    line=LineKey(line.line_key) if line.line_key else None,
                )
                for line in lines
            ]
            writes = not self._dry_run and (self._skip_refused or (may_write and not refused))
            try:
                done = await self._prefill(context, advances, dry_run=not writes)
            except Refused as bad:
                self._end_when_nothing_can_be_granted(bad)
                places = {int(refusal.path[1]) for refusal in bad.refusals}
                numbers = [line.line_number for line in lines]
                refused.extend(self._told(bad.refusals, numbers))
                lines = [line for place, line in enumerate(lines) if place not in places]
                continue
            refused.extend(self._told(done.refused, [line.line_number for line in lines]))
            return (done if writes or self._dry_run else None), refused

    def _end_when_nothing_can_be_granted(self, bad: Refused) -> None:
        """End the command when it is not the lines that are bad."""
        for refusal in bad.refusals:
            if refusal.path[0] != "advances":
                raise click.ClickException(refusal.message(self._language))

    async def _prefill(
        self, context: Context, advances: Sequence[Advance], *, dry_run: bool
    ) -> Prefilled:
        with click.progressbar(length=len(advances), label="Importing") as bar:
            return await prefill_advances(
                context,
                self._year,
                self._kind,
                advances,
                all_or_nothing=False,
                dry_run=dry_run,
                key=None,
                told=lambda: bar.update(1),
            )

    def _told(
        self, refusals: Sequence[Refusal], numbers: Sequence[int]
    ) -> list[tuple[int, str, str]]:
        return [
            (numbers[int(no.path[1])], no.code.value, no.message(self._language)) for no in refusals
        ]

    def _conclude(self, done: Prefilled | None, refused: Sequence[object]) -> None:
        if done is None:
            raise click.ClickException(
                f"Nothing was imported: {len(refused)} bad lines. Correct them, or give "
                "--skip-refused to import the others."
            )
        would = "would be " if self._dry_run else ""
        click.echo(
            f"{done.created} advances {would}created, {done.changed} {would}changed, "
            f"{done.unchanged} unchanged; {done.invalidated_signatures} signatures "
            f"{'would fall' if self._dry_run else 'fell'}; {len(refused)} lines refused."
        )


@click.command("record-mergers")
def record_mergers_command() -> None:
    """Record the mergers of municipalities of 1 January 2025 in this database."""

    async def record() -> int:
        database = Database(usable_settings().database_url)
        try:
            return await record_mergers(database, mergers_of_2025(), 2025)
        finally:
            await database.close()

    click.echo(f"{asyncio.run(record())} CPAS ended; their successors may consult their reports.")


@click.group()
def journal() -> None:
    """The journal: who did what and when, each line with the hash of the one before it."""


@journal.command()
def verify() -> None:
    """Walk the whole chain; name the first broken line, if there is one."""

    async def walk() -> None:
        database = Database(usable_settings().database_url)
        try:
            async with database.reading() as connection:
                found = await verify_journal(connection)
        finally:
            await database.close()
        if found.broken_at is not None:
            raise click.ClickException(f"The journal is broken at line {found.broken_at}.")
        click.echo(f"{found.lines} lines, all of them intact.")

    asyncio.run(walk())


@journal.command("list")
@click.option("--year", type=int, required=True, help="The year of the reports.")
@click.option("--nis", help="One CPAS, by its NIS code.")
def list_lines(year: int, nis: str | None) -> None:
    """Print the lines of one year, in order, with instants in Brussels time."""

    async def print_lines() -> None:
        statement = SELECT_LINES.where(REPORT.c.year == year)
        if nis is not None:
            statement = statement.where(CPAS.c.nis_code == nis)
        database = Database(usable_settings().database_url)
        try:
            async with database.reading() as connection:
                async for line in read_lines(connection, statement):
                    event = line.event
                    about = f"{event.nis_code} {event.kind or 'report':22} v{event.version}"
                    by = event.act.by.display_name
                    told = f"{line.number:7} {_local(event.act.at)} {event.type:24} {about} {by}"
                    click.echo(f"{told} - {event.reason}" if event.reason else told)
        finally:
            await database.close()

    asyncio.run(print_lines())


def _local(at: datetime) -> str:
    return at.astimezone(BRUSSELS).strftime("%Y-%m-%d %H:%M:%S")
