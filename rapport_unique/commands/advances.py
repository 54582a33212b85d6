"""Importing advances from a file."""

from collections.abc import Sequence
from pathlib import Path

import click

from models.cpas import NisCode
from models.language import Language
from models.refusals import Refusal, Refused
from models.spec import FormKind, LineKey
from rapport_unique.advances_file import AdvancesFile, UnreadableFileError, read_advances
from rapport_unique.commands.frame import Manager, for_manager
from resolvers.advances import Advance, Prefilled, prefill_advances
from resolvers.context import Context


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", type=int, required=True, help="The year of the reports.")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in FormKind]), required=True, help="The form."
)
@click.option("--dry-run", is_flag=True, help="Tell what would change, change nothing.")
@click.option("--skip-refused", is_flag=True, help="Import the good lines when others are bad.")
@for_manager
def import_advances(
    file: Path, year: int, kind: str, *, dry_run: bool, skip_refused: bool, manager: Manager
) -> None:
    """Grant the advances of a CSV file: columns nis, advance and, where needed, line.

    Either separator, decimal comma or point, with or without BOM. Without --skip-refused, a bad
    line means that nothing is imported. A form that was sent keeps its advance in any case.
    """
    read = _read(file, manager.language)
    importing = _Import(
        year=year,
        kind=FormKind(kind),
        language=manager.language,
        dry_run=dry_run,
        skip_refused=skip_refused,
    )
    manager.run("import-advances", lambda context: importing.run(context, read))


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
        year: int,
        kind: FormKind,
        language: Language,
        dry_run: bool,
        skip_refused: bool,
    ) -> None:
        self._year = year
        self._kind = kind
        self._language = language
        self._dry_run = dry_run
        self._skip_refused = skip_refused

    async def run(self, context: Context, file: AdvancesFile) -> None:
        """Import the file; tell what was done and every refused line."""
        refused = [
            (problem.line_number, problem.code.value, problem.message.in_language(self._language))
            for problem in file.problems
        ]
        done, more = await self._import(context, file, may_write=not refused)
        refused.extend(more)
        for line_number, code, message in sorted(refused):
            click.echo(f"line {line_number}: {code}: {message}")
        self._conclude(done, refused)

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
            outcome = await prefill_advances(
                context,
                self._year,
                self._kind,
                advances,
                all_or_nothing=False,
                dry_run=dry_run,
                key=None,
                told=lambda: bar.update(1),
            )
            return outcome.value

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
