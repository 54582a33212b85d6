"""The follow-up across the CPAS that exist for the caller: pages of forms, and how many match.

The scope narrows every statement; the gate decides row by row what of it the caller may read.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func

from auth.identity import Scope, Sight, sight_within
from models.cpas import EnterpriseNumber, Heir, NisCode, Region
from models.criteria import FormCriteria
from models.follow_up import FormOrder, asked_of_forms, page_statement
from models.form import FormId
from models.forms import CATALOGUE
from models.paging import PageRequest, page_values
from models.people import CPAS_ROLES
from models.reading import FORMS_BY_ID, HEIRS, SELECT_FORMS, heirs_of
from models.report import ReportId
from models.statements import Statement, one_of, rows_of
from models.tables import CPAS, FORM
from models.waiting import ENCODED_UNSENT
from resolvers.context import Context
from resolvers.loaders import load, see_form
from resolvers.scope import narrowed_for, narrowed_to, scope_shape, scope_values
from resolvers.views import FormView

Columns = tuple[ColumnElement[Any], ...]
Row = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which forms are wanted, in which order, and which page of them."""

    criteria: FormCriteria
    order: FormOrder
    page: PageRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class FormRows:
    """The rows of a page in their order, with what belongs to them.

    Each row holds the columns that were asked for, and behind them its id and its key in the
    order.
    """

    rows: Sequence[Row]
    order: FormOrder
    has_next: bool
    has_previous: bool

    def cursor(self, row: Row) -> str:
        """Return the cursor that names the row in its list."""
        return self.order.cursor(row[-2], row[-1])


# Pages -------------------------------------------------------------------------------------------


async def page_of_forms(context: Context, wanted: Wanted, columns: Columns) -> FormRows:
    """Return a page of rows with these columns, in one statement."""
    page = wanted.page
    statement = _page_statement(
        scope_shape(context.scope), wanted.criteria.shape, wanted.order, page.shape, columns
    )
    found = await context.snapshot.plain_rows(
        statement,
        **values_of(context, wanted.criteria),
        **page_values(page),
    )
    rows = found[: page.limit]
    if page.backward:
        rows.reverse()
    more = len(found) > page.limit
    return FormRows(
        rows=rows,
        order=wanted.order,
        has_next=page.before is not None if page.backward else more,
        has_previous=more if page.backward else page.after is not None,
    )


@lru_cache(maxsize=512)
def _page_statement(
    scope: Scope, criteria: FormCriteria, order: FormOrder, page: PageRequest, columns: Columns
) -> Statement:
    conditions = [narrowed_for(criteria, scope), *criteria.conditions()]
    return Statement(page_statement(columns, conditions, order, page))


async def views_of_forms(context: Context, rows: FormRows) -> list[FormView]:
    """Return the forms of the page with all that the rules ask of them."""
    found = await context.snapshot.forms(FORMS_BY_ID, ids=[row[-1] for row in rows.rows])
    seen = {of.form.id: see_form(context, of) for of in found}
    views = [view for row in rows.rows if (view := seen[row[-1]])]
    assert len(views) == len(rows.rows), "the scope and the gate are two forms of one rule"
    return views


async def rows_of_report(
    context: Context, report_id: ReportId, place: Hashable, columns: Columns
) -> Sequence[Row]:
    """Return rows of the forms of a report that exists for the caller, in their usual order.

    Each holds these columns. Reports that are asked for in the same `place` of an operation share
    the statement.
    """

    async def batch(ids: Sequence[ReportId]) -> list[list[Row]]:
        found = await context.snapshot.plain_rows(
            _forms_of_reports(columns), reports=ids, now=context.now
        )
        found.sort(key=lambda row: _ORDER[row[-1]])
        of_report: dict[int, list[Row]] = defaultdict(list)
        for row in found:
            of_report[row[-2]].append(row)
        return [of_report[id_] for id_ in ids]

    return await load(context, f"rows of reports {place}", batch, report_id)


@lru_cache(maxsize=512)
def _forms_of_reports(columns: Columns) -> Statement:
    tail = (FORM.c.report_id.label("of_report"), FORM.c.kind.label("of_kind"))
    return Statement(asked_of_forms([*columns, *tail], [one_of(FORM.c.report_id, "reports")]))


_ORDER = {kind.value: place for place, kind in enumerate(CATALOGUE)}

# Whose amounts may be read -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A CPAS as far as the gate asks of it."""

    nis_code: NisCode
    enterprise_number: EnterpriseNumber | None
    region: Region
    heirs: tuple[Heir, ...]


PLACE: Columns = (
    CPAS.c.nis_code,
    CPAS.c.enterprise_number,
    CPAS.c.region,
    HEIRS,
)
"""The columns that say it, in its order."""


def reads_amounts_of(context: Context, place: Sequence[Any]) -> bool:
    """Return whether the caller may read the amounts of the CPAS that the columns speak of."""
    nis_code, number, region, heirs = place
    where = Place(nis_code, number, region, heirs_of(rows_of(heirs)))
    return sight_within(context.scope, where) >= Sight.EVERYTHING


# How many there are ------------------------------------------------------------------------------


async def count_forms(context: Context, criteria: FormCriteria) -> int:
    """Return how many forms match, over all pages."""
    statement = _count_statement(scope_shape(context.scope), criteria.shape)
    ((count,),) = await context.snapshot.rows(statement, **values_of(context, criteria))
    return int(count)


@lru_cache(maxsize=512)
def _count_statement(scope: Scope, criteria: FormCriteria) -> Statement:
    conditions = [narrowed_for(criteria, scope), *criteria.conditions()]
    return Statement(asked_of_forms([func.count().label("count")], conditions))


def values_of(context: Context, criteria: FormCriteria) -> dict[str, Any]:
    """Return the parameters of a statement that is narrowed to the criteria and to the scope."""
    return {**criteria.parameters(context.now), **scope_values(context.scope)}


# The signer's inbox ------------------------------------------------------------------------------


async def awaiting_signature(context: Context) -> list[FormId]:
    """Return the forms that the caller may sign now, as the rules say.

    Those of their own CPAS, and of those that it took over.
    """
    scope = context.scope
    own = replace(scope, whole_country=False, region=None)
    if context.actor is None or not context.actor.roles & CPAS_ROLES:
        return []
    statement = _unsent_statement(scope_shape(own))
    found = await context.snapshot.forms(statement, **scope_values(own))
    views = [view for of in found if (view := see_form(context, of))]
    return [view.form.id for view in views if view.allowed.sign_as]


@lru_cache(maxsize=512)
def _unsent_statement(scope: Scope) -> Statement:
    return Statement(SELECT_FORMS.where(narrowed_to(scope), ENCODED_UNSENT))
