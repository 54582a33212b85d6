"""Finding CPAS: one's own, one by a name of it, and the list of those that exist for the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from auth.identity import Scope
from models.cpas import Cpas, CpasId, Region, folded
from models.language import Language
from models.paging import Page, PageRequest, narrow_to_page, page_of_rows, page_values
from models.reading import SELECT_CPAS
from models.statements import Statement, one_of
from models.tables import CPAS
from resolvers.context import Context
from resolvers.loaders import see_cpas
from resolvers.scope import narrowed_to, scope_shape, scope_values
from resolvers.views import CpasView

LONGEST_SEARCH = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class CpasCriteria:
    """Which CPAS are wanted; what is None does not narrow."""

    region: Sequence[Region] | None = None
    language: Sequence[Language] | None = None
    search: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the criteria as conditions on the columns of CPAS."""
        return [
            condition
            for asked, condition in (
                (self.region, one_of(CPAS.c.region, "regions")),
                (self.language, one_of(CPAS.c.language, "languages")),
                (self.search or None, CPAS.c.search_text.like(bindparam("search"), escape="/")),
            )
            if asked is not None
        ]

    def values(self) -> dict[str, Any]:
        """Return the parameters of the conditions."""
        return {
            "regions": [region.value for region in self.region or ()],
            "languages": [language.value for language in self.language or ()],
            "search": _pattern(self.search or ""),
        }

    @property
    def shape(self) -> "CpasCriteria":
        """What the text of a statement depends on: which criteria are given."""
        return CpasCriteria(
            region=None if self.region is None else (),
            language=None if self.language is None else (),
            search=self.search and "any",
        )


def _pattern(search: str) -> str:
    """Return what a text with the search in it is like; the empty text is like nothing."""
    if not _can_be_part_of_a_name(search):
        return ""
    escaped = (f"/{char}" if char in "/%_" else char for char in folded(search))
    return f"%{''.join(escaped)}%"


def _can_be_part_of_a_name(text: str) -> bool:
    return len(text) <= LONGEST_SEARCH and text.isprintable()


async def own_cpas(context: Context) -> CpasView | None:
    """Return the caller's own CPAS, or None for who has none."""
    scope = context.scope
    if scope.nis_code is not None:
        return await _cpas_named(context, "nis_code", scope.nis_code)
    if scope.enterprise_number is not None:
        return await _cpas_named(context, "enterprise_number", scope.enterprise_number)
    return None


async def cpas_by_id(context: Context, cpas_id: CpasId) -> CpasView | None:
    """Return that CPAS, or None where it does not exist for the caller."""
    return await _cpas_named(context, "id", cpas_id)


async def cpas_by_nis_code(context: Context, nis_code: str) -> CpasView | None:
    """Return the CPAS with that code, or None where it does not exist for the caller."""
    if not nis_code.isprintable():
        return None
    return await _cpas_named(context, "nis_code", nis_code)


async def cpas_by_enterprise_number(context: Context, number: str) -> CpasView | None:
    """Return the CPAS with that number, or None where it does not exist for the caller."""
    if not number.isprintable():
        return None
    return await _cpas_named(context, "enterprise_number", number)


async def _cpas_named(context: Context, name: str, value: int | str) -> CpasView | None:
    scope = context.scope
    statement = _one_cpas(name, scope_shape(scope))
    found = await context.snapshot.cpas(statement, named=value, **scope_values(scope))
    return see_cpas(context, found[0]) if found else None


@cache
def _one_cpas(name: str, scope: Scope) -> Statement:
    named = CPAS.c[name] == bindparam("named")
    return Statement(SELECT_CPAS.where(named, narrowed_to(scope)))


async def page_of_cpas(
    context: Context, criteria: CpasCriteria, request: PageRequest
) -> Page[CpasView]:
    """Return a page of the CPAS that exist for the caller, by NIS code."""
    scope = context.scope
    statement = _cpas_page(scope_shape(scope), criteria.shape, request.shape)
    found = await context.snapshot.cpas(
        statement, **page_values(request), **criteria.values(), **scope_values(scope)
    )
    page: Page[Cpas] = page_of_rows(found, request, lambda cpas: (cpas.nis_code,))
    views = [view for cpas in page.items if (view := see_cpas(context, cpas))]
    assert len(views) == len(page.items), "the scope and the gate are two forms of one rule"
    return Page(
        items=views, cursors=page.cursors, has_next=page.has_next, has_previous=page.has_previous
    )


@cache
def _cpas_page(scope: Scope, criteria: CpasCriteria, request: PageRequest) -> Statement:
    matching = SELECT_CPAS.where(narrowed_to(scope), *criteria.conditions())
    return Statement(narrow_to_page(matching, [CPAS.c.nis_code], request))


async def count_cpas(context: Context, criteria: CpasCriteria) -> int:
    """Return how many CPAS match, over all pages."""
    scope = context.scope
    statement = _cpas_count(scope_shape(scope), criteria.shape)
    ((count,),) = await context.snapshot.rows(statement, **criteria.values(), **scope_values(scope))
    return int(count)


@cache
def _cpas_count(scope: Scope, criteria: CpasCriteria) -> Statement:
    matching = SELECT_CPAS.where(narrowed_to(scope), *criteria.conditions())
    return Statement(select(func.count()).select_from(matching.subquery()))
