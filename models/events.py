"""The journal as clients read it: its lines, each with the CPAS that it speaks of.

Lines are numbered while the head of the journal is locked, so they become visible in the order of
their numbers: who has read up to a number has missed nothing before it.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from models.canonical import Digest
from models.chain import SELECT_LINES, JournalLine, line_of
from models.cpas import Cpas
from models.criteria import FormCriteria
from models.form import FormId
from models.journal import FIRST_HASH
from models.readers import Reader
from models.reading import CPAS_COLUMNS, cpas_of
from models.report import ReportId
from models.statements import Statement, one_of
from models.tables import CPAS, JOURNAL, JOURNAL_HEAD, REPORT


@dataclass(frozen=True, kw_only=True, slots=True)
class LineOfCpas:
    """A line of the journal with its CPAS, and the report and the form that it may be about."""

    line: JournalLine
    cpas: Cpas
    report_id: ReportId | None
    form_id: FormId | None

    @property
    def number(self) -> int:
        """The place in the journal; the first line is number 1."""
        return self.line.number

    @property
    def key(self) -> tuple[int, str]:
        """What names the line in a cursor: its number, and the beginning of its hash."""
        return key_of(self.line.number, self.line.hash)


KEPT_OF_HASH = 12
"""How much of a line's hash stands in its cursor: once restored, another line has its number."""


def key_of(number: int, hash_: Digest) -> tuple[int, str]:
    """Return what names a line in a cursor: its number, and the beginning of its hash."""
    return (number, hash_[:KEPT_OF_HASH])


@dataclass(frozen=True, kw_only=True, slots=True)
class Behind:
    """The line behind which somebody goes on, as a cursor names it."""

    number: int
    begins: str

    def is_of(self, hash_: Digest | None) -> bool:
        """Return whether that is the hash of the line that is meant."""
        return hash_ is not None and hash_[:KEPT_OF_HASH] == self.begins


SELECT_EVENTS = (
    SELECT_LINES.add_columns(*CPAS_COLUMNS)
    .outerjoin(REPORT, JOURNAL.c.report_id == REPORT.c.id)  # some criteria ask when it closes
    .order_by(None)
)


_HEAD = Statement(select(JOURNAL_HEAD.c.number, JOURNAL_HEAD.c.hash))
_HASHES = Statement(
    select(JOURNAL.c.number, JOURNAL.c.hash).where(one_of(JOURNAL.c.number, "numbers"))
)
EVENTS_BY_NUMBER = Statement(SELECT_EVENTS.where(one_of(JOURNAL.c.number, "numbers")))
# With a limit, because PostgreSQL plans it for any `behind`: it then follows the numbers.
EVENTS_BEHIND = Statement(
    SELECT_EVENTS.where(JOURNAL.c.number > bindparam("behind"))
    .order_by(JOURNAL.c.number)
    .limit(bindparam("most"))
)


def conditions_of(criteria: FormCriteria) -> list[ColumnElement[bool]]:
    """Return the criteria as conditions on `SELECT_EVENTS`; `criteria.parameters` has the values.

    What is asked of forms narrows to lines about forms that are so now. What is asked of CPAS and
    year narrows all lines, and so does the instant: lines of then or later.
    """
    of_all = replace(criteria, year=None, updated_since=None)
    about_forms = JOURNAL.c.form_id.is_not(None)
    of_year = JOURNAL.c.year == bindparam("year")
    since = JOURNAL.c.at >= bindparam("updated_since", type_=JOURNAL.c.at.type)
    return [
        *([of_year] if criteria.year is not None else []),
        *of_all.conditions(),
        *([about_forms] if of_all.of_forms() else []),
        *([since] if criteria.updated_since is not None else []),
    ]


def could_match(criteria: FormCriteria) -> Callable[[LineOfCpas], bool]:
    """Return what tells, without asking, whether a line could be one of those that are wanted.

    It says no only where `conditions_of` would say it, too.
    """
    of_cpas: list[tuple[Container[object], Callable[[Cpas], object]]] = [
        (frozenset(wanted), of)
        for wanted, of in (
            (criteria.cpas, lambda cpas: cpas.id),
            (criteria.nis_codes, lambda cpas: cpas.nis_code),
            (criteria.regions, lambda cpas: cpas.region),
            (criteria.provinces, lambda cpas: cpas.province),
            (criteria.languages, lambda cpas: cpas.language),
        )
        if wanted is not None
    ]
    only_forms = bool(replace(criteria, updated_since=None).of_forms())

    def matches(line: LineOfCpas) -> bool:
        return (
            (criteria.year is None or line.line.event.year == criteria.year)
            and (line.form_id is not None or not only_forms)
            and all(of(line.cpas) in wanted for wanted, of in of_cpas)
        )

    return matches


def events_of_forms(exist: ColumnElement[bool], *, go_on: bool) -> Statement:
    """Return the statement for the first `most` lines of each of the `forms`, of those that exist.

    Where it goes on, those behind the number `after`. The condition speaks of lines and CPAS.
    """
    place = func.row_number().over(partition_by=JOURNAL.c.form_id, order_by=JOURNAL.c.number)
    of_forms = (
        select(JOURNAL.c.number, place.label("place"))
        .join_from(JOURNAL, CPAS, CPAS.c.id == JOURNAL.c.cpas_id)
        .where(
            exist,
            one_of(JOURNAL.c.form_id, "forms"),
            *([JOURNAL.c.number > bindparam("after")] if go_on else []),
        )
    )
    placed = of_forms.subquery()
    wanted = select(placed.c.number).where(placed.c.place <= bindparam("most"))
    return Statement(SELECT_EVENTS.where(JOURNAL.c.number.in_(wanted)).order_by(JOURNAL.c.number))


async def read_events(reader: Reader, statement: Statement, **values: Any) -> list[LineOfCpas]:
    """Return the lines that the statement, made of `SELECT_EVENTS`, finds: one statement."""
    return [
        LineOfCpas(
            line=line_of(row),
            cpas=cpas_of(row),
            report_id=None if row.report_id is None else ReportId(row.report_id),
            form_id=None if row.form_id is None else FormId(row.form_id),
        )
        for row in await statement.fetch(reader, **values)
    ]


async def read_head(reader: Reader) -> tuple[int, Digest]:
    """Return number and hash of the last line; 0 and `FIRST_HASH` where there is none."""
    ((number, hash_),) = await _HEAD.fetch(reader)
    return int(number), Digest(hash_)


async def read_hashes(reader: Reader, numbers: Sequence[int]) -> dict[int, Digest]:
    """Return the hashes of these lines, as far as they are there; before the first stands 0."""
    rows = await _HASHES.fetch(reader, numbers=numbers)
    return {0: FIRST_HASH, **{row.number: Digest(row.hash) for row in rows}}
