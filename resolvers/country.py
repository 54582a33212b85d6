"""Finding CPAS: one's own, one by a name of it, and the list of those that exist for the caller."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from auth.identity import Scope
from auth.notices import NoticeCode
from models.cpas import Cpas, NisCode, Region
from models.language import Language
from models.paging import Page, PageRequest, narrow_to_page, page_of_rows, page_values
from models.reading import SELECT_CPAS, SELECT_REPORTS
from models.searching import SEARCHED, pattern
from models.statements import Statement, one_of
from models.tables import CPAS, REPORT
from resolvers.context import Context
from resolvers.loaders import keep_report, see_cpas
from resolvers.scope import narrowed_to, scope_shape, scope_values
from resolvers.views import CpasView


@dataclass(frozen=True, kw_only=True, slots=True)
class CpasCriteria:
    """Which CPAS are wanted; what is None does not narrow."""

    region: Sequence[Region] | None = None
    province: Sequence[str] | None = None
    language: Sequence[Language] | None = None
    search: str | None = None
    nis_code: Sequence[NisCode] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the criteria as conditions on the columns of CPAS."""
        return [
            condition
            for asked, condition in (
                (self.region, one_of(CPAS.c.region, "regions")),
                (self.province, one_of(CPAS.c.province, "provinces")),
                (self.language, one_of(CPAS.c.language, "languages")),
                (self.search or None, SEARCHED),
                (self.nis_code, one_of(CPAS.c.nis_code, "nis_codes")),
            )
            if asked is not None
        ]

    def values(self) -> dict[str, Any]:
        """Return the parameters of the conditions."""
        return {
            "regions": [region.value for region in self.region or ()],
            "provinces": list(self.province or ()),
            "languages": [language.value for language in self.language or ()],
            "search": pattern(self.search or ""),
            "nis_codes": list(self.nis_code or ()),
        }

    @property
    def shape(self) -> "CpasCriteria":
        """What the text of a statement depends on: which criteria are given."""
        return CpasCriteria(
            region=None if self.region is None else (),
            province=None if self.province is None else (),
            language=None if self.language is None else (),
            search=self.search and "any",
            nis_code=None if self.nis_code is None else (),
        )


@dataclass(frozen=True, slots=True)
class CpasName:
    """What names one CPAS: its id, its NIS code or its enterprise number."""

    column: str
    value: int | str

    @property
    def is_possible(self) -> bool:
        """Whether it can name any: no database is asked for what it cannot hold."""
        return not isinstance(self.value, str) or self.value.isprintable()


def own_name(context: Context) -> CpasName | None:
    """Return what names the caller's own CPAS, or None for who has none."""
    scope = context.scope
    if scope.nis_code is not None:
        return CpasName("nis_code", scope.nis_code)
    if scope.enterprise_number is not None:
        return CpasName("enterprise_number", scope.enterprise_number)
    return None


def conditions_for_cpas(context: Context) -> tuple[ColumnElement[bool], ...]:
    """Return which CPAS exist for the caller."""
    return _narrowed(scope_shape(context.scope))


@lru_cache(maxsize=16)
def _narrowed(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    return (narrowed_to(scope),)


async def cpas_named(
    context: Context, name: CpasName | None, *, with_report: int | None = None
) -> CpasView | None:
    """Return that CPAS, or None where it does not exist for the caller.

    With it comes the report of a year, in the same statement, where somebody will ask for it.
    """
    if name is None or not name.is_possible:
        return None
    scope = context.scope
    values = {"named": name.value, **scope_values(scope)}
    if with_report is not None:
        together = _cpas_with_report(name.column, scope_shape(scope))
        reports = await context.snapshot.reports(together, year=with_report, **values)
        for found in reports:
            keep_report(context, found)
            return see_cpas(context, found.cpas)
    cpas = await context.snapshot.cpas(_one_cpas(name.column, scope_shape(scope)), **values)
    return see_cpas(context, cpas[0]) if cpas else None


async def own_cpas(context: Context, *, with_report: int | None = None) -> CpasView | None:
    """Return the caller's own CPAS, as `cpas_named`; the log says once that one is not known."""
    name = own_name(context)
    view = await cpas_named(context, name, with_report=with_report)
    if view is None and name is not None and context.actor is not None:
        context.told.say(context.actor.issuer, [NoticeCode.CPAS_UNKNOWN])
    return view


async def notices_of(context: Context) -> list[NoticeCode]:
    """Return what the caller's sign-in leaves unsaid, and whether their CPAS is not known here."""
    said = [] if context.actor is None else list(context.actor.notices)
    if own_name(context) is not None and await own_cpas(context) is None:
        said.append(NoticeCode.CPAS_UNKNOWN)
    return said


@lru_cache(maxsize=512)
def _cpas_with_report(name: str, scope: Scope) -> Statement:
    named = CPAS.c[name] == bindparam("named")
    of_year = REPORT.c.year == bindparam("year")
    return Statement(SELECT_REPORTS.where(named, of_year, narrowed_to(scope)))


@lru_cache(maxsize=512)
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


@lru_cache(maxsize=512)
def _cpas_page(scope: Scope, criteria: CpasCriteria, request: PageRequest) -> Statement:
    matching = SELECT_CPAS.where(narrowed_to(scope), *criteria.conditions())
    return Statement(narrow_to_page(matching, [CPAS.c.nis_code], request))


async def count_cpas(context: Context, criteria: CpasCriteria) -> int:
    """Return how many CPAS match, over all pages."""
    scope = context.scope
    statement = _cpas_count(scope_shape(scope), criteria.shape)
    ((count,),) = await context.snapshot.rows(statement, **criteria.values(), **scope_values(scope))
    return int(count)


@lru_cache(maxsize=512)
def _cpas_count(scope: Scope, criteria: CpasCriteria) -> Statement:
    matching = SELECT_CPAS.where(narrowed_to(scope), *criteria.conditions())
    return Statement(select(func.count()).select_from(matching.subquery()))
