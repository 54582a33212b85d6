"""What an operation reads, in batches: each loader runs a fixed number of statements.

Every value passes the gate here, so that no field above can meet what its caller may not see.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import cache
from typing import TypeVar

from strawberry.dataloader import DataLoader

from auth.identity import Scope, standing
from models.canonical import Digest
from models.cpas import Cpas, CpasId
from models.criteria import FormCriteria
from models.events import EVENTS_BY_NUMBER, Behind, LineOfCpas, events_of_forms
from models.form import FormId
from models.forms import CATALOGUE
from models.paging import Page, PageRequest, page_of_rows
from models.reading import (
    CPAS_BY_ID,
    FORMS_BY_ID,
    FORMS_OF_REPORTS,
    PREDECESSORS,
    REPORTS_BY_ID,
    REPORTS_BY_YEAR,
    REPORTS_OF_CPAS,
    FormOfReport,
    ReportOfCpas,
)
from models.report import ReportId
from models.report_progress import PROGRESS_OF_REPORTS, ReportProgress, report_progress_of
from models.statements import Statement
from resolvers.context import Context
from resolvers.denials import CursorOutdated
from resolvers.scope import lines_for, scope_shape, scope_values
from resolvers.views import (
    CpasView,
    EventView,
    FormView,
    ReportView,
    form_view,
    report_view,
)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_ORDER = {kind: place for place, kind in enumerate(CATALOGUE)}


def see_cpas(context: Context, cpas: Cpas) -> CpasView | None:
    """Return the CPAS as the caller sees it, or None where it does not exist for them."""
    stands = standing(context.actor, cpas, context.today)
    return CpasView(cpas=cpas, standing=stands) if stands.exists else None


def see_report(context: Context, found: ReportOfCpas) -> ReportView | None:
    """Return the report as the caller sees it, or None where it does not exist for them."""
    stands = standing(context.actor, found.cpas, context.today)
    return report_view(found, stands, context.now) if stands.exists else None


def see_form(context: Context, found: FormOfReport) -> FormView | None:
    """Return the form as the caller sees it, or None where it does not exist for them."""
    stands = standing(context.actor, found.cpas, context.today)
    return form_view(found, stands, context.now) if stands.exists else None


def see_event(context: Context, found: LineOfCpas) -> EventView | None:
    """Return the line of the journal as the caller sees it, or None where it does not exist."""
    view = EventView(of_line=found, standing=standing(context.actor, found.cpas, context.today))
    return view if view.exists else None


def see_events(context: Context, page: Page[LineOfCpas]) -> Page[EventView]:
    """Return a page of lines as the caller sees it; all of them are in the caller's scope."""
    views = [view for line in page.items if (view := see_event(context, line))]
    assert len(views) == len(page.items), "the scope and the gate are two forms of one rule"
    return Page(
        items=views, cursors=page.cursors, has_next=page.has_next, has_previous=page.has_previous
    )


async def load_cpas(context: Context, cpas_id: CpasId) -> CpasView | None:
    """Return the CPAS, or None."""

    async def batch(ids: Sequence[CpasId]) -> list[CpasView | None]:
        found = await context.snapshot.cpas(CPAS_BY_ID, ids=ids)
        seen = {cpas.id: see_cpas(context, cpas) for cpas in found}
        return [seen.get(id_) for id_ in ids]

    return await load(context, "cpas", batch, cpas_id)


async def load_predecessors(context: Context, cpas_id: CpasId) -> list[CpasView]:
    """Return the CPAS that this one took over itself, by NIS code."""

    async def batch(ids: Sequence[CpasId]) -> list[list[CpasView]]:
        found = await context.snapshot.cpas(PREDECESSORS, ids=ids)
        seen = [view for cpas in found if (view := see_cpas(context, cpas))]
        return [[view for view in seen if view.cpas.heirs[0].id == id_] for id_ in ids]

    return await load(context, "predecessors", batch, cpas_id)


async def load_report(context: Context, report_id: ReportId) -> ReportView | None:
    """Return the report, or None."""

    async def batch(ids: Sequence[ReportId]) -> list[ReportView | None]:
        found = await context.snapshot.reports(REPORTS_BY_ID, ids=ids)
        seen = {of.report.id: see_report(context, of) for of in found}
        return [seen.get(id_) for id_ in ids]

    return await load(context, "report", batch, report_id)


def keep_report(context: Context, found: ReportOfCpas) -> None:
    """Keep a report that came with its CPAS for who asks for it in this operation."""
    key = _kept(found.cpas.id, found.report.year)
    context.loaders[key] = see_report(context, found)


def _kept(cpas_id: CpasId, year: int) -> str:
    return f"report of CPAS {cpas_id} for {year}"


async def load_report_of_year(context: Context, cpas_id: CpasId, year: int) -> ReportView | None:
    """Return the report of the CPAS for that year, or None."""
    if (key := _kept(cpas_id, year)) in context.loaders:
        kept: ReportView | None = context.loaders[key]
        return kept

    async def batch(keys: Sequence[tuple[CpasId, int]]) -> list[ReportView | None]:
        found = await context.snapshot.reports(
            REPORTS_BY_YEAR,
            cpas=list({cpas_id for cpas_id, _ in keys}),
            years=list({year for _, year in keys}),
        )
        seen = {(of.cpas.id, of.report.year): see_report(context, of) for of in found}
        return [seen.get(key) for key in keys]

    return await load(context, "report_of_year", batch, (cpas_id, year))


async def load_reports_of_cpas(context: Context, cpas_id: CpasId) -> list[ReportView]:
    """Return all reports of the CPAS, by year."""

    async def batch(ids: Sequence[CpasId]) -> list[list[ReportView]]:
        found = await context.snapshot.reports(REPORTS_OF_CPAS, cpas=ids)
        seen = [view for of in found if (view := see_report(context, of))]
        return [[view for view in seen if view.cpas.id == id_] for id_ in ids]

    return await load(context, "reports_of_cpas", batch, cpas_id)


async def load_form(context: Context, form_id: FormId) -> FormView | None:
    """Return the form, or None."""

    async def batch(ids: Sequence[FormId]) -> list[FormView | None]:
        found = await context.snapshot.forms(FORMS_BY_ID, ids=ids)
        seen = {of.form.id: see_form(context, of) for of in found}
        return [seen.get(id_) for id_ in ids]

    return await load(context, "form", batch, form_id)


async def load_forms_of_report(context: Context, report_id: ReportId) -> list[FormView]:
    """Return the forms of the report, in the order of the catalogue."""

    async def batch(ids: Sequence[ReportId]) -> list[list[FormView]]:
        found = await context.snapshot.forms(FORMS_OF_REPORTS, reports=ids)
        of_report: dict[ReportId, list[FormView]] = {id_: [] for id_ in ids}
        for view in filter(None, (see_form(context, of) for of in found)):
            of_report[view.of_report.report.id].append(view)
        return [sorted(of_report[id_], key=lambda view: _ORDER[view.form.spec.kind]) for id_ in ids]

    return await load(context, "forms_of_report", batch, report_id)


async def load_progress_of_report(context: Context, report_id: ReportId) -> ReportProgress:
    """Return how far the forms of the report have come."""

    async def batch(ids: Sequence[ReportId]) -> list[ReportProgress]:
        rows = await context.snapshot.rows(PROGRESS_OF_REPORTS, reports=ids)
        found = report_progress_of(rows)
        none = ReportProgress(forms=0, encoded=0, signed=0, sent=0)
        return [found.get(id_, none) for id_ in ids]

    return await load(context, "progress_of_report", batch, report_id)


async def load_event(context: Context, number: int) -> EventView | None:
    """Return the line of the journal with that number, or None."""

    async def batch(numbers: Sequence[int]) -> list[EventView | None]:
        found = await context.snapshot.events(EVENTS_BY_NUMBER, numbers=numbers)
        seen = {line.number: see_event(context, line) for line in found}
        return [seen.get(number) for number in numbers]

    return await load(context, "event", batch, number)


async def check_behind(context: Context, behind: Behind | None) -> None:
    """Return when the journal holds the line behind which somebody goes on.

    Raises:
        CursorOutdated: it does not, or holds another one.
    """

    async def batch(numbers: Sequence[int]) -> list[Digest | None]:
        found = await context.snapshot.hashes(numbers)
        return [found.get(number) for number in numbers]

    if behind is not None and not behind.is_of(await load(context, "hashes", batch, behind.number)):
        raise CursorOutdated


async def load_events_of_form(
    context: Context, form_id: FormId, request: PageRequest, behind: Behind | None
) -> Page[EventView]:
    """Return a page of the lines about a form that the caller sees, in the journal's order.

    Raises:
        CursorOutdated: the journal does not hold the line behind which they go on.
    """
    await check_behind(context, behind)

    async def batch(ids: Sequence[FormId]) -> list[Page[EventView]]:
        after = {} if request.after is None else {"after": request.after[0]}
        found = await context.snapshot.events(
            _events_of_forms(scope_shape(context.scope), go_on=bool(after)),
            forms=ids,
            most=request.limit + 1,
            **after,
            **scope_values(context.scope),
        )
        lines: dict[FormId | None, list[LineOfCpas]] = {id_: [] for id_ in ids}
        for line in found:
            lines[line.form_id].append(line)
        pages = (page_of_rows(lines[id_], request, lambda line: line.key) for id_ in ids)
        return [see_events(context, page) for page in pages]

    return await load(context, f"events_of_form {request}", batch, form_id)


@cache
def _events_of_forms(scope: Scope, *, go_on: bool) -> Statement:
    return events_of_forms(lines_for(FormCriteria(year=None), scope), go_on=go_on)


async def load(
    context: Context,
    name: str,
    batch: Callable[[Sequence[Key]], Awaitable[list[Value]]],
    key: Key,
) -> Value:
    """Return the value of the key; what an operation asks for at once is read in one batch."""
    loader: DataLoader[Key, Value] = context.loaders.setdefault(name, DataLoader(batch))
    return await loader.load(key)
