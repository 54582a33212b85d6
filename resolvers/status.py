"""What the status page shows a caller: one snapshot, a fixed number of statements, one gate."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from auth.identity import Scope
from models.forms import CATALOGUE
from models.paging import Page, PageRequest, page_of_rows, page_values
from models.progress import (
    CpasProgress,
    Hour,
    ProgressCriteria,
    cpas_progress_of,
    groups_of,
    hours_of,
    select_cpas_page,
    select_groups,
    select_hours,
    select_years,
)
from models.spec import FormKind
from models.statements import Statement
from models.tail import KEPT_LINES
from models.tally import Group
from resolvers.context import Context
from resolvers.loaders import see_cpas
from resolvers.scope import narrowed_to, scope_shape, scope_values

EVERYTHING = ProgressCriteria()
FIRST_PAGE = PageRequest(limit=50)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is asked of the page; no year is the latest."""

    year: int | None = None
    criteria: ProgressCriteria = EVERYTHING
    page: PageRequest = FIRST_PAGE

    @property
    def is_part(self) -> bool:
        """Whether a part of what the caller may see is asked for, and so a list of it."""
        criteria = self.criteria
        return any((criteria.region, criteria.province, criteria.shown))


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """How far the forms of one year have come, as far as the caller may follow them.

    `groups` are those that were asked for, `kinds` the forms of the year, whatever was asked for.
    `listed` is there where a part of the country is asked for, or the caller sees only one.
    """

    years: Sequence[int]
    year: int
    kinds: Sequence[FormKind]
    groups: Sequence[Group]
    encoded: Sequence[Hour]
    sent: Sequence[Hour]
    listed: Page[CpasProgress] | None
    head: int
    """The number of the last line of the journal; what comes after it is not in here."""


async def status_of(context: Context, asked: Asked) -> Status | None:
    """Return what the caller may follow; None where there is no report of that year for them."""
    head = await context.snapshot.journal_head()
    years = [row.year for row in await _rows(context, _years_statement)]
    year = years[0] if asked.year is None and years else asked.year
    if year is None or year not in years:
        return None
    of_year = groups_of(
        await _rows(context, _groups_statement, **EVERYTHING.values(year, context.now))
    )
    hours = await _hours(context, asked.criteria, year)
    return Status(
        years=years,
        year=year,
        kinds=[kind for kind in CATALOGUE if any(group.kind is kind for group in of_year)],
        groups=[group for group in of_year if _is_wanted(group, asked.criteria)],
        encoded=hours["encoded"],
        sent=hours["sent"],
        listed=await _list(context, asked, year) if _has_list(asked, of_year) else None,
        head=head,
    )


def _is_wanted(group: Group, criteria: ProgressCriteria) -> bool:
    return (
        criteria.kind in {None, group.kind}
        and criteria.region in {None, group.region}
        and criteria.province in {None, group.province}
    )


def _has_list(asked: Asked, of_year: Sequence[Group]) -> bool:
    return asked.is_part or len({(group.region, group.province) for group in of_year}) == 1


async def _hours(context: Context, criteria: ProgressCriteria, year: int) -> dict[str, list[Hour]]:
    """Return when the forms got their marks, whatever a list shows of them."""
    wanted = replace(criteria, shown=None)
    return hours_of(
        await _rows(context, _hours_statement, wanted.shape, **wanted.values(year, context.now))
    )


async def _list(context: Context, asked: Asked, year: int) -> Page[CpasProgress]:
    page, wanted = asked.page, asked.criteria
    values = {**wanted.values(year, context.now), **page_values(page)}
    rows = await _rows(context, _list_statement, wanted.shape, page.shape, **values)
    found = cpas_progress_of(rows)
    assert all(see_cpas(context, of.cpas) for of in found), (
        "the scope and the gate are two forms of one rule"
    )
    return page_of_rows(found[:: -1 if page.backward else 1], page, _key)


def _key(of: CpasProgress) -> tuple[str, str]:
    return (of.sort_name, of.cpas.nis_code)


# What moves --------------------------------------------------------------------------------------


async def follow_status(context: Context, after: int) -> AsyncGenerator[int, None]:
    """Yield the number of the journal's last line, whenever the caller's status may have moved.

    That is when a line was written behind the number `after` about a CPAS that exists for them.
    No connection is held while nothing moves.
    """
    tail = context.tail
    assert tail is not None, "who follows is given the tail"
    async with tail.followed():
        while True:
            await tail.beyond(after)
            lines = tail.lines_after(after, KEPT_LINES)
            if lines is None:  # too long ago to tell: it may have been theirs
                after = await context.snapshot.journal_head()
                await context.renew()
                yield after
            else:
                after = lines[-1].number
                if any(see_cpas(context, line.cpas) for line in lines):
                    yield after


# The statements, written once for each shape of what is asked ------------------------------------


async def _rows(context: Context, statement: Any, *shapes: Any, **values: Any) -> list[Any]:
    scope = context.scope
    written: Statement = statement(scope_shape(scope), *shapes)
    return await context.snapshot.rows(written, **scope_values(scope), **values)


@cache
def _years_statement(scope: Scope) -> Statement:
    return Statement(select_years(narrowed_to(scope)))


@cache
def _groups_statement(scope: Scope) -> Statement:
    return Statement(select_groups(narrowed_to(scope), narrowed_to(scope.of_amounts)))


@cache
def _hours_statement(scope: Scope, criteria: ProgressCriteria) -> Statement:
    return Statement(select_hours(criteria, narrowed_to(scope)))


@cache
def _list_statement(scope: Scope, criteria: ProgressCriteria, page: PageRequest) -> Statement:
    return Statement(select_cpas_page(criteria, narrowed_to(scope), page))
