"""Importing advances from a file."""

from collections.abc import Sequence
from pathlib import Path

import click

from models.cpas import NisCode
from models.language import Language
from models.money import Cents, format_euro, parse_euro
from models.refusals import Refused
from models.spec import FormKind, LineKey
from rapport_unique.advances_file import AdvanceLine, read_advances
from rapport_unique.commands import advances_words as words
from rapport_unique.commands.bad_lines import lines_of, problems_on, read_or_end, tell
from rapport_unique.commands.frame import Manager, for_manager
from rapport_unique.commands.options import dry_run_option, kind_option, year_option
from rapport_unique.line_problems import FileOf, LineProblem
from resolvers.advances import Advance, Prefilled, prefill_advances
from resolvers.context import Context

_MOST_LISTED = 20


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@year_option
@kind_option
@dry_run_option
@click.option("--reason", help="Why, for the journal, such as the decree; at most 500 characters.")
@click.option("--skip-refused", is_flag=True, help="Import the good lines when others are bad.")
@click.option("--expect-lines", type=int, help="Import only a file of so many lines.")
@click.option("--expect-total", help="Import only a file of this sum in EUR, such as 1250.00.")
@for_manager
def import_advances(
    *,
    file: Path,
    year: int,
    kind: str,
    dry_run: bool,
    reason: str | None,
    skip_refused: bool,
    expect_lines: int | None,
    expect_total: str | None,
    manager: Manager,
) -> None:
    """Grant the advances of a CSV file or a workbook: columns nis, advance and, if need be, line.

    Either separator, decimal comma or point, with or without BOM; lines above the titles do not
    count. Without --skip-refused, a bad line means that nothing is imported. A form that was sent
    keeps its advance in any case. A dry run ends as the import would.
    """
    read = read_or_end(read_advances, file.read_bytes(), manager.language)
    importing = _Import(
        year=year,
        kind=FormKind(kind),
        language=manager.language,
        reason=reason,
        dry_run=dry_run,
        skip_refused=skip_refused,
    )

    async def checked(context: Context) -> None:
        _check_totals(read, expect_lines, expect_total, manager.language)
        await importing.run(context, read)

    manager.run("import-advances", checked)


def _check_totals(
    file: FileOf[AdvanceLine], lines: int | None, total: str | None, language: Language
) -> None:
    """Tell the control totals of what the file says for certain; end where others are expected."""
    found = Cents(sum(line.advance for line in file.lines))
    click.echo(
        words.TOTALS.in_language(language).format(lines=len(file.lines), total=format_euro(found))
    )
    wrong_total = total is not None and parse_euro(total) != found
    if wrong_total or (lines is not None and lines != len(file.lines)):
        raise click.ClickException(words.OTHER_TOTALS.in_language(language))


class _Import:
    """One import: what was read of the file on its way into the forms."""

    def __init__(
        self,
        *,
        year: int,
        kind: FormKind,
        language: Language,
        reason: str | None,
        dry_run: bool,
        skip_refused: bool,
    ) -> None:
        self._year = year
        self._kind = kind
        self._language = language
        self._reason = reason
        self._dry_run = dry_run
        self._skip_refused = skip_refused

    async def run(self, context: Context, file: FileOf[AdvanceLine]) -> None:
        """Import the file; tell what was done and every refused line."""
        bad = list(file.problems)
        done, alone = await self._import(context, file, bad)
        tell([*bad, *alone], self._language)
        self._conclude(done, bad, alone)

    async def _import(
        self, context: Context, file: FileOf[AdvanceLine], bad: list[LineProblem]
    ) -> tuple[Prefilled, list[LineProblem]]:
        """Import the lines; those that the rules refuse join the bad ones, and the rest follows.

        Returns what was granted, and the lines that were refused without harm to the others.
        """
        lines = list(file.lines)
        while True:
            advances = [
                Advance(
                    nis_code=NisCode(line.nis_code),
                    advance=line.advance,
                    line=LineKey(line.line_key) if line.line_key else None,
                )
                for line in lines
            ]
            numbers = [line.line_number for line in lines]
            try:
                done = await self._prefill(context, advances, dry_run=not self._writes(bad))
            except Refused as refused:
                bad.extend(problems_on(numbers, refused.refusals))
                places = {int(refusal.path[1]) for refusal in refused.refusals}
                lines = [line for place, line in enumerate(lines) if place not in places]
                continue
            return done, problems_on(numbers, done.refused)

    def _writes(self, bad: Sequence[LineProblem]) -> bool:
        return not self._dry_run and self._goes_through(bad)

    def _goes_through(self, bad: Sequence[LineProblem]) -> bool:
        """Whether the good lines are imported although these are bad."""
        return self._skip_refused or not bad

    async def _prefill(
        self, context: Context, advances: Sequence[Advance], *, dry_run: bool
    ) -> Prefilled:
        label = words.IMPORTING.in_language(self._language)
        with click.progressbar(length=len(advances), label=label) as bar:
            outcome = await prefill_advances(
                context,
                self._year,
                self._kind,
                advances,
                reason=self._reason,
                all_or_nothing=False,
                dry_run=dry_run,
                key=None,
                told=lambda: bar.update(1),
            )
            return outcome.value

    def _conclude(
        self, done: Prefilled, bad: Sequence[LineProblem], alone: Sequence[LineProblem]
    ) -> None:
        """Tell the end; a dry run ends as the import itself would."""
        if not self._goes_through(bad):
            sentence = words.WOULD_NOT_IMPORT if self._dry_run else words.NOT_IMPORTED
            raise click.ClickException(
                sentence.in_language(self._language).format(bad=lines_of(bad))
            )
        told = words.WOULD_IMPORT if self._dry_run else words.IMPORTED
        click.echo(
            told.in_language(self._language).format(
                created=done.created,
                changed=done.changed,
                unchanged=done.unchanged,
                fallen=done.invalidated_signatures,
                refused=lines_of([*bad, *alone]),
            )
        )
        if done.not_named:
            listed = ", ".join(done.not_named[:_MOST_LISTED])
            more = " …" if len(done.not_named) > _MOST_LISTED else ""
            click.echo(
                words.NOT_NAMED.in_language(self._language).format(
                    count=len(done.not_named), listed=f"{listed}{more}"
                )
            )
        if (bad or alone) and not done.created + done.changed + done.unchanged:
            raise click.exceptions.Exit(1)  # each refused line was told, and there is no other
