"""The follow-up as a file: the forms that exist for the caller, some at a time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import lru_cache

from auth.identity import Scope, Sight, sight_within
from models.criteria import FormCriteria
from models.exported import ExportedForm, exported_of, exported_statement
from models.follow_up import FormOrder
from models.paging import PageRequest, page_values
from models.statements import Statement
from resolvers.context import Context
from resolvers.scope import narrowed_for, scope_shape, scope_values

AT_ONCE = 500
"""How many lines are read at once."""


async def export_forms(
    context: Context, criteria: FormCriteria, order: FormOrder
) -> AsyncIterator[list[ExportedForm]]:
    """Yield the forms as the caller sees them, in that order: one statement for each part.

    All of them are read on the snapshot of the context, which stays open until it is closed.
    """
    scope, page = context.scope, PageRequest(limit=AT_ONCE)
    asked = {**criteria.parameters(context.now), **scope_values(scope)}
    while True:
        statement = _statement(scope_shape(scope), criteria.shape, order, page.shape)
        rows = await context.snapshot.rows(statement, **asked, **page_values(page))
        forms = map(exported_of, rows[:AT_ONCE])
        yield [seen for form in forms if (seen := _see(scope, form)) is not None]
        if len(rows) <= AT_ONCE:
            return
        last = rows[AT_ONCE - 1]
        page = PageRequest(limit=AT_ONCE, after=(last.order_key, last.id))


def reaches_amounts(context: Context) -> bool:
    """Return whether there may be a CPAS whose amounts the caller reads."""
    return context.scope.of_amounts.is_somewhere


def _see(scope: Scope, form: ExportedForm) -> ExportedForm | None:
    """Return the form as it is seen within the scope, or None where it does not exist there."""
    match sight_within(scope, form):
        case Sight.NOTHING:
            return None
        case Sight.STATUS:
            return replace(form, totals=None, account=None, account_changed=None, content=None)
        case Sight.EVERYTHING:
            return form


@lru_cache(maxsize=512)
def _statement(
    scope: Scope, criteria: FormCriteria, order: FormOrder, page: PageRequest
) -> Statement:
    conditions = [narrowed_for(criteria, scope), *criteria.conditions()]
    return Statement(exported_statement(conditions, order, page))
