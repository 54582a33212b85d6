"""The register of CPAS: loading them from a file, and recording mergers of municipalities."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

from models.cpas import Cpas
from models.language import Language, Text
from models.refusals import Refused
from models.registry import Loaded
from models.words import REGIONS
from rapport_unique.commands.bad_lines import end_with, problems_on, read_or_end
from rapport_unique.commands.frame import Manager, for_manager
from rapport_unique.commands.options import dry_run_option
from rapport_unique.cpas_file import CpasLine, read_cpas
from rapport_unique.line_problems import FileOf
from rapport_unique.master_data import MERGERS_OF, bundled_cpas, bundled_mergers
from rapport_unique.mergers_file import MergerLine, read_mergers
from resolvers.context import Context
from resolvers.register import Recorded, load_cpas, record_mergers

Line = TypeVar("Line", bound=CpasLine | MergerLine)
Found = TypeVar("Found")

BUNDLED = "bundled master data"
_FILE = click.argument("file", type=click.Path(path_type=Path), required=False)
_REASON = click.option("--reason", help="Why, for the journal; by default the name of the file.")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Act:
    """One act on the register: why, in which language it is told, and whether it is only told."""

    reason: str
    language: Language
    dry_run: bool

    def tell(self, done: Text, would: Text, **facts: object) -> None:
        """Print what was done, or what would be."""
        text = would if self.dry_run else done
        click.echo(text.in_language(self.language).format(**facts))


@click.command("load-cpas")
@_FILE
@click.option("--bundled", is_flag=True, help="The 581 CPAS of 2019 to 2024, from Statbel.")
@_REASON
@dry_run_option
@for_manager
def load_cpas_command(
    file: Path | None, *, bundled: bool, reason: str | None, dry_run: bool, manager: Manager
) -> None:
    """Enter the CPAS of a CSV file in the register: those that are new, and what has changed.

    Columns: nis; name (or name fr, name nl, name de), language, region, province, enterprise
    number, valid from, valid until, successor; in any of the languages. A column that the file does
    not have leaves what is known. One bad line, and nothing is loaded.
    """
    content = _content(file, bundled_cpas() if bundled else None)
    read = read_or_end(read_cpas, content, manager.language)
    act = _Act(reason=reason or _name_of(file), language=manager.language, dry_run=dry_run)
    manager.run("load-cpas", lambda context: _load(context, read, act))


async def _load(context: Context, file: FileOf[CpasLine], act: _Act) -> None:
    entries = [line.entry for line in file.lines]
    loaded, then = await _whole(
        file,
        act,
        lambda dry_run: load_cpas(context, entries, reason=act.reason, dry_run=dry_run),
    )
    _tell_loaded(loaded, then, act)


def _tell_loaded(loaded: Loaded, then: Sequence[Cpas], act: _Act) -> None:
    for change in loaded.changes:
        if change.before is not None:
            click.echo(f"{change.after.nis_code}: {', '.join(change.fields)}")
    regions = Counter(REGIONS[cpas.region].in_language(act.language) for cpas in then)
    act.tell(
        _LOADED,
        _WOULD_LOAD,
        lines=len(then),
        added=loaded.added,
        changed=loaded.changed,
        unchanged=loaded.unchanged,
        regions=", ".join(f"{region} {count}" for region, count in sorted(regions.items())),
        numbers=sum(cpas.enterprise_number is not None for cpas in then),
    )


@click.command("record-mergers")
@_FILE
@click.option("--bundled", is_flag=True, help="Those of 1 January 2025, from Statbel.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day from which on the new CPAS are there; as in 2025-01-01.",
)
@_REASON
@dry_run_option
@for_manager
def record_mergers_command(
    file: Path | None,
    *,
    bundled: bool,
    day: datetime | None,
    reason: str | None,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Record the mergers of a CSV file: CPAS that end, and those that take them over.

    Columns: old code, new code, and the names of successors that are new (new name fr, new name nl,
    new name de); in any of the languages. A code is a NIS code or an enterprise number. One bad
    line, and nothing is recorded.
    """
    content = _content(file, bundled_mergers() if bundled else None)
    read = read_or_end(read_mergers, content, manager.language)
    act = _Act(reason=reason or _name_of(file), language=manager.language, dry_run=dry_run)
    merged_on = day.date() if day else _day_of_bundled(bundled=bundled)
    manager.run("record-mergers", lambda context: _record(context, read, merged_on, act))


def _day_of_bundled(*, bundled: bool) -> date:
    if not bundled:
        raise click.ClickException("Give the day of the mergers, for example --date 2025-01-01.")
    return MERGERS_OF


async def _record(context: Context, file: FileOf[MergerLine], day: date, act: _Act) -> None:
    mergers = [line.merger for line in file.lines]
    outcome = await _whole(
        file,
        act,
        lambda dry_run: record_mergers(context, mergers, day, reason=act.reason, dry_run=dry_run),
    )
    _tell_recorded(outcome.value, act)


def _tell_recorded(recorded: Recorded, act: _Act) -> None:
    act.tell(
        _RECORDED,
        _WOULD_RECORD,
        ended=recorded.ended,
        added=recorded.added,
        unchanged=recorded.unchanged,
    )
    if recorded.later_reports:
        click.echo(_LATER_REPORTS.in_language(act.language).format(count=recorded.later_reports))


# What both have in common ------------------------------------------------------------------------


async def _whole(file: FileOf[Line], act: _Act, do: Callable[[bool], Awaitable[Found]]) -> Found:
    """Return what is done with all the lines; with a bad one, end the command and do nothing.

    `do` is told whether it may only try: so the lines that the rules refuse are told with those
    that cannot be read.
    """
    try:
        done = await do(act.dry_run or bool(file.problems))
    except Refused as refused:
        numbers = [line.line_number for line in file.lines]
        end_with(
            [*file.problems, *problems_on(numbers, refused.refusals, file.titles)], act.language
        )
        raise
    end_with(file.problems, act.language)
    return done


def _content(file: Path | None, bundled: bytes | None) -> bytes:
    """Return what is to be read: the file, or what comes with this program."""
    match file, bundled:
        case Path(), None:
            return file.read_bytes()
        case None, bytes():
            return bundled
        case _:
            raise click.ClickException("Give either a file or --bundled.")


def _name_of(file: Path | None) -> str:
    return file.name if file else BUNDLED


_LOADED = Text(
    fr="{lines} CPAS : {added} ajoutés, {changed} modifiés, {unchanged} inchangés. {regions}. Avec "
    "un numéro d'entreprise : {numbers}.",
    nl="{lines} OCMW's: {added} toegevoegd, {changed} gewijzigd, {unchanged} ongewijzigd. "
    "{regions}. Met een ondernemingsnummer: {numbers}.",
    de="{lines} ÖSHZ: {added} hinzugefügt, {changed} geändert, {unchanged} unverändert. {regions}. "
    "Mit Unternehmensnummer: {numbers}.",
    en="{lines} CPAS: {added} added, {changed} changed, {unchanged} unchanged. {regions}. With an "
    "enterprise number: {numbers}.",
)
_WOULD_LOAD = Text(
    fr="{lines} CPAS : {added} seraient ajoutés, {changed} modifiés, {unchanged} inchangés. "
    "{regions}. Avec un numéro d'entreprise : {numbers}.",
    nl="{lines} OCMW's: {added} zouden worden toegevoegd, {changed} gewijzigd, {unchanged} "
    "ongewijzigd. {regions}. Met een ondernemingsnummer: {numbers}.",
    de="{lines} ÖSHZ: {added} würden hinzugefügt, {changed} geändert, {unchanged} unverändert. "
    "{regions}. Mit Unternehmensnummer: {numbers}.",
    en="{lines} CPAS: {added} would be added, {changed} changed, {unchanged} unchanged. {regions}. "
    "With an enterprise number: {numbers}.",
)
_RECORDED = Text(
    fr="{ended} CPAS prennent fin, {added} successeurs sont nouveaux, {unchanged} fusions étaient "
    "déjà connues.",
    nl="{ended} OCMW's houden op te bestaan, {added} opvolgers zijn nieuw, {unchanged} fusies "
    "waren al bekend.",
    de="{ended} ÖSHZ enden, {added} Nachfolger sind neu, {unchanged} Fusionen waren bereits "
    "bekannt.",
    en="{ended} CPAS end, {added} successors are new, {unchanged} mergers were known already.",
)
_WOULD_RECORD = Text(
    fr="{ended} CPAS prendraient fin, {added} successeurs seraient nouveaux, {unchanged} fusions "
    "sont déjà connues.",
    nl="{ended} OCMW's zouden ophouden te bestaan, {added} opvolgers zouden nieuw zijn, "
    "{unchanged} fusies zijn al bekend.",
    de="{ended} ÖSHZ würden enden, {added} Nachfolger wären neu, {unchanged} Fusionen sind bereits "
    "bekannt.",
    en="{ended} CPAS would end, {added} successors would be new, {unchanged} mergers are known "
    "already.",
)
_LATER_REPORTS = Text(
    fr="Attention : {count} rapports de CPAS qui prennent fin portent sur des années suivantes. "
    "Clôturez-les, et ouvrez à nouveau la campagne pour leurs successeurs.",
    nl="Let op: {count} verslagen van OCMW's die ophouden te bestaan, gaan over latere jaren. "
    "Sluit ze af, en open de campagne opnieuw voor hun opvolgers.",
    de="Achtung: {count} Berichte von ÖSHZ, die enden, betreffen spätere Jahre. Schließen Sie sie, "
    "und eröffnen Sie die Kampagne erneut für ihre Nachfolger.",
    en="Mind: {count} reports of CPAS that end are about later years. Close them, and open the "
    "campaign again for their successors.",
)
