"""The campaigns that a caller follows: dates, and how far reports and forms have come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from auth.identity import Scope
from models.campaign import Campaign, ReportCounts
from models.campaign_list import select_campaigns, select_form_counts, select_report_counts
from models.counts import Counts, counts_of
from models.forms import CATALOGUE
from models.paging import Page, PageRequest, page_of_rows, page_values
from models.spec import FormKind
from models.statements import Statement
from resolvers.context import Context
from resolvers.loaders import load
from resolvers.scope import narrowed_to, scope_shape, scope_values


@dataclass(frozen=True, kw_only=True, slots=True)
class FormCounts:
    """How many forms stand where, altogether and of each kind that there is."""

    counts: Counts
    by_kind: Mapping[FormKind, Counts]


async def page_of_campaigns(context: Context, request: PageRequest) -> Page[Campaign]:
    """Return a page of the campaigns of which the caller follows a report, the latest first."""
    scope = context.scope
    rows = await context.snapshot.rows(
        _campaigns(scope_shape(scope), request.shape),
        **page_values(request),
        **scope_values(scope),
    )
    found = [
        Campaign(year=row.year, opens_at=row.opens_at, closes_at=row.closes_at) for row in rows
    ]
    return page_of_rows(found, request, lambda campaign: (campaign.year,))


async def count_reports(context: Context, year: int) -> ReportCounts:
    """Return how many reports of that year the caller follows, by status."""

    async def batch(years: Sequence[int]) -> list[ReportCounts]:
        scope = context.scope
        rows = await context.snapshot.rows(
            _report_counts(scope_shape(scope)),
            years=years,
            now=context.now,
            **scope_values(scope),
        )
        counts = {
            row.year: ReportCounts(
                planned=int(row.planned),
                open=row.reports - int(row.planned) - int(row.closed),
                closed=int(row.closed),
            )
            for row in rows
        }
        return [counts.get(year, ReportCounts()) for year in years]

    return await load(context, "reports_of_campaign", batch, year)


async def count_forms_of_year(context: Context, year: int) -> FormCounts:
    """Return how many forms of that year the caller follows, by status, and of which kinds."""

    async def batch(years: Sequence[int]) -> list[FormCounts]:
        scope = context.scope
        rows = await context.snapshot.rows(
            _form_counts(scope_shape(scope)), years=years, now=context.now, **scope_values(scope)
        )
        return [_form_counts_of([row for row in rows if row.year == year]) for year in years]

    return await load(context, "forms_of_campaign", batch, year)


def _form_counts_of(rows: Sequence[Any]) -> FormCounts:
    found = {FormKind(row.kind): counts_of([row]) for row in rows}
    return FormCounts(
        counts=counts_of(rows),
        by_kind={kind: found[kind] for kind in CATALOGUE if kind in found},
    )


@cache
def _campaigns(scope: Scope, request: PageRequest) -> Statement:
    return Statement(select_campaigns(narrowed_to(scope), request))


@cache
def _report_counts(scope: Scope) -> Statement:
    return Statement(select_report_counts(narrowed_to(scope)))


@cache
def _form_counts(scope: Scope) -> Statement:
    return Statement(select_form_counts(narrowed_to(scope)))
