"""The follow-up across the CPAS that exist for the caller: pages of forms, and how many match.

The scope narrows every statement; the gate decides row by row what of it the caller may read.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, func

from auth.identity import Scope
from models.criteria import FormCriteria
from models.follow_up import FormOrder, asked_of_forms
from models.form import FormId
from models.paging import Page, PageRequest, narrow_to_page, page_of_rows, page_values
from models.people import CPAS_ROLES
from models.reading import FORMS_BY_ID, SELECT_FORMS
from models.statements import Statement
from models.waiting import ENCODED_UNSENT
from resolvers.context import Context
from resolvers.loaders import see_form
from resolvers.scope import narrowed_for, narrowed_to, scope_shape, scope_values
from resolvers.views import FormView


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which forms are wanted, in which order, and which page of them."""

    criteria: FormCriteria
    order: FormOrder
    page: PageRequest


# Pages -------------------------------------------------------------------------------------------


def conditions_of(context: Context, criteria: FormCriteria) -> tuple[ColumnElement[bool], ...]:
    """Return which forms match, of those that exist for the caller."""
    return _conditions(scope_shape(context.scope), criteria.shape)


@lru_cache(maxsize=512)
def _conditions(scope: Scope, criteria: FormCriteria) -> tuple[ColumnElement[bool], ...]:
    return (narrowed_for(criteria, scope), *criteria.conditions())


async def page_of_forms(context: Context, wanted: Wanted) -> Page[FormView]:
    """Return a page of forms with all that the rules ask of them: their keys, then their values."""
    page, order = wanted.page, wanted.order
    conditions = conditions_of(context, wanted.criteria)
    keys = await context.snapshot.rows(
        _keys_statement(conditions, order, page.shape),
        **values_of(context, wanted.criteria),
        **page_values(page),
    )
    found = await context.snapshot.forms(FORMS_BY_ID, ids=[key.id for key in keys])
    seen = {of.form.id: see_form(context, of) for of in found}
    chosen = page_of_rows(keys, page, lambda key: order.key(key.order_key, key.id))
    views = [view for key in chosen.items if (view := seen[key.id])]
    assert len(views) == len(chosen.items), "the scope and the gate are two forms of one rule"
    return replace(chosen, items=views)


@lru_cache(maxsize=512)
def _keys_statement(
    conditions: tuple[ColumnElement[bool], ...], order: FormOrder, page: PageRequest
) -> Statement:
    ordered = order.columns()
    found = asked_of_forms(ordered, conditions)
    return Statement(narrow_to_page(found, ordered, page, descending=order.descending))


# How many there are ------------------------------------------------------------------------------


async def count_forms(context: Context, criteria: FormCriteria) -> int:
    """Return how many forms match, over all pages."""
    statement = _count_statement(conditions_of(context, criteria))
    ((count,),) = await context.snapshot.rows(statement, **values_of(context, criteria))
    return int(count)


@lru_cache(maxsize=512)
def _count_statement(conditions: tuple[ColumnElement[bool], ...]) -> Statement:
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
