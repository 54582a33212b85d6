"""Finding CPAS: one's own, one by a name of it, and the list of those that exist for the caller."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false

from models.cpas import Cpas, CpasId, Region, folded
from models.language import Language
from models.paging import Page, PageRequest, narrow_to_page, page_of_rows
from models.reading import SELECT_CPAS
from models.tables import CPAS
from resolvers.context import Context
from resolvers.loaders import in_scope, see_cpas
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
        conditions: list[ColumnElement[bool]] = []
        if self.region is not None:
            conditions.append(CPAS.c.region.in_(self.region))
        if self.language is not None:
            conditions.append(CPAS.c.language.in_(self.language))
        if self.search:
            found = CPAS.c.search_text.contains(folded(self.search), autoescape=True)
            conditions.append(found if _can_be_part_of_a_name(self.search) else false())
        return conditions


def _can_be_part_of_a_name(text: str) -> bool:
    return len(text) <= LONGEST_SEARCH and text.isprintable()


async def own_cpas(context: Context) -> CpasView | None:
    """Return the caller's own CPAS, or None for who has none."""
    scope = context.scope
    if scope.nis_code is not None:
        return await cpas_where(context, CPAS.c.nis_code == scope.nis_code)
    if scope.enterprise_number is not None:
        return await cpas_where(context, CPAS.c.enterprise_number == scope.enterprise_number)
    return None


async def cpas_by_id(context: Context, cpas_id: CpasId) -> CpasView | None:
    """Return that CPAS, or None where it does not exist for the caller."""
    return await cpas_where(context, CPAS.c.id == cpas_id)


async def cpas_by_nis_code(context: Context, nis_code: str) -> CpasView | None:
    """Return the CPAS with that code, or None where it does not exist for the caller."""
    if not nis_code.isprintable():
        return None
    return await cpas_where(context, CPAS.c.nis_code == nis_code)


async def cpas_by_enterprise_number(context: Context, number: str) -> CpasView | None:
    """Return the CPAS with that number, or None where it does not exist for the caller."""
    if not number.isprintable():
        return None
    return await cpas_where(context, CPAS.c.enterprise_number == number)


async def cpas_where(context: Context, condition: ColumnElement[bool]) -> CpasView | None:
    """Return the one CPAS of which the condition is true, or None."""
    found = await context.snapshot.cpas(SELECT_CPAS.where(condition, in_scope(context.scope)))
    return see_cpas(context, found[0]) if found else None


def _matching(context: Context, criteria: CpasCriteria) -> Select[tuple[object, ...]]:
    return SELECT_CPAS.where(in_scope(context.scope), *criteria.conditions())


async def page_of_cpas(
    context: Context, criteria: CpasCriteria, request: PageRequest
) -> Page[CpasView]:
    """Return a page of the CPAS that exist for the caller, by NIS code."""
    statement = narrow_to_page(_matching(context, criteria), [CPAS.c.nis_code], request)
    found = await context.snapshot.cpas(statement)
    page: Page[Cpas] = page_of_rows(found, request, lambda cpas: (cpas.nis_code,))
    views = [view for cpas in page.items if (view := see_cpas(context, cpas))]
    assert len(views) == len(page.items), "the scope and the gate are two forms of one rule"
    return Page(
        items=views, cursors=page.cursors, has_next=page.has_next, has_previous=page.has_previous
    )


async def count_cpas(context: Context, criteria: CpasCriteria) -> int:
    """Return how many CPAS match, over all pages."""
    return await context.snapshot.count(_matching(context, criteria))
