"""What there is to say of all forms that match: counts, sums, days, and which CPAS keep waiting.

Each question is one statement, and is asked only where somebody selects its answer.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from auth.identity import Scope
from models.counts import Counts, counts_of
from models.cpas import Region
from models.criteria import FormCriteria
from models.days import day_of
from models.forms import CATALOGUE
from models.money import Cents
from models.reading import cpas_of
from models.spec import FormKind
from models.statements import Statement
from models.summaries import SUMMED, cpas_statement, hours_statement, summary_statement
from resolvers.context import Context
from resolvers.follow_up import values_of
from resolvers.loaders import see_cpas
from resolvers.scope import narrowed_for, narrowed_to, scope_shape
from resolvers.views import CpasView


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A region, or one of its provinces; Brussels has none."""

    region: Region
    province: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """The sums of the amounts, in cents."""

    advance: Cents
    justified: Cents
    to_repay: Cents
    to_receive: Cents
    set_off: Cents
    borne: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """When the first of several reports opens and closes, and when the last one closes."""

    opens_first: datetime
    closes_first: datetime
    closes_last: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The counts altogether, by place and by kind of form; `period` is None where nothing matches.

    Sums, how many declared that they spent nothing, and how many have no advance yet, are None
    unless the caller may read the amounts of every one of these forms.
    """

    altogether: Counts
    by_region: Mapping[Region, Counts]
    by_province: Mapping[Place, Counts]
    by_kind: Mapping[FormKind, Counts]
    declared_zero: int | None
    without_advance: int | None
    money: Money | None
    period: Period | None


async def summary_of_forms(context: Context, criteria: FormCriteria) -> Summary:
    """Return the summary of all forms that match, in one statement."""
    statement = _summary_statement(scope_shape(context.scope), criteria.shape)
    rows = await context.snapshot.rows(statement, **values_of(context, criteria))
    counts = counts_of(rows)

    def total(name: str) -> int:
        return sum(int(getattr(row, name)) for row in rows)

    legible = total("legible") == counts.total
    return Summary(
        altogether=counts,
        by_region=_counts_by(rows, lambda row: Region(row.region), list(Region)),
        by_province=_counts_by(rows, _place_of, sorted(map(_place_of, rows), key=_by_name)),
        by_kind=_counts_by(rows, lambda row: FormKind(row.kind), list(CATALOGUE)),
        declared_zero=total("declared_zero") if legible else None,
        without_advance=total("without_advance") if legible else None,
        money=_money(total) if legible else None,
        period=_period(rows) if rows else None,
    )


def _counts_by(
    rows: Sequence[Any], key: Callable[[Any], Any], in_order: Iterable[Any]
) -> dict[Any, Counts]:
    places = {wanted: place for place, wanted in enumerate(dict.fromkeys(in_order))}

    def place(row: Any) -> int:
        return places[key(row)]

    found = groupby(sorted(rows, key=place), key=key)
    return {wanted: counts_of(of_it) for wanted, of_it in found}


def _place_of(row: Any) -> Place:
    return Place(region=Region(row.region), province=row.province)


def _by_name(place: Place) -> tuple[str, str]:
    return place.region.value, place.province or ""


def _money(total: Callable[[str], int]) -> Money:
    return Money(**{column.name: Cents(total(column.name)) for column in SUMMED})


def _period(rows: Sequence[Any]) -> Period:
    return Period(
        opens_first=min(row.opens_first for row in rows),
        closes_first=min(row.closes_first for row in rows),
        closes_last=max(row.closes_last for row in rows),
    )


# Over time ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """How many forms got their marks on one day."""

    day: date
    encoded: int
    sent: int


async def days_of_forms(context: Context, criteria: FormCriteria) -> list[Day]:
    """Return the days, in Brussels, on which forms got the marks that they carry, in order."""
    statement = _hours_statement(scope_shape(context.scope), criteria.shape)
    marked: dict[str, Counter[date]] = {"encoded": Counter(), "sent": Counter()}
    for row in await context.snapshot.rows(statement, **values_of(context, criteria)):
        marked[row.mark][day_of(datetime.fromtimestamp(row.begins_at, UTC))] += row.forms
    return [
        Day(day=day, encoded=marked["encoded"][day], sent=marked["sent"][day])
        for day in sorted({*marked["encoded"], *marked["sent"]})
    ]


# By CPAS -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class OfCpas:
    """The counts of one CPAS, and since when somebody there is waited for."""

    view: CpasView
    counts: Counts
    waiting_since: datetime | None


async def cpas_of_forms(context: Context, criteria: FormCriteria) -> list[OfCpas]:
    """Return the CPAS whose forms match: those first that have been waited for the longest.

    Those for whom nobody waits come last; by name where it is the same.
    """
    statement = _cpas_statement(scope_shape(context.scope), criteria.shape)
    rows = await context.snapshot.rows(statement, **values_of(context, criteria))
    found = [
        OfCpas(view=view, counts=counts_of([row]), waiting_since=row.waiting_since)
        for row in rows
        if (view := see_cpas(context, cpas_of(row)))
    ]
    assert len(found) == len(rows), "the scope and the gate are two forms of one rule"
    return sorted(found, key=lambda of: of.waiting_since or _NEVER)


_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


# The statements, written once for each shape of what is asked ------------------------------------


@lru_cache(maxsize=512)
def _summary_statement(scope: Scope, criteria: FormCriteria) -> Statement:
    conditions = [narrowed_for(criteria, scope), *criteria.conditions()]
    return Statement(summary_statement(conditions, narrowed_to(scope.of_amounts)))


@lru_cache(maxsize=512)
def _hours_statement(scope: Scope, criteria: FormCriteria) -> Statement:
    return Statement(hours_statement([narrowed_for(criteria, scope), *criteria.conditions()]))


@lru_cache(maxsize=512)
def _cpas_statement(scope: Scope, criteria: FormCriteria) -> Statement:
    return Statement(cpas_statement([narrowed_for(criteria, scope), *criteria.conditions()]))
