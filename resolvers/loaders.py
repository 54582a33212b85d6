"""What an operation reads, in batches: each loader runs a fixed number of statements.

Every value passes the gate here, so that no field above can meet what its caller may not see.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, false, or_, true
from strawberry.dataloader import DataLoader

from auth.identity import Scope, standing
from models.cpas import Cpas, CpasId
from models.form import FormId
from models.forms import CATALOGUE
from models.reading import (
    CPAS_BY_ID,
    FORMS_BY_ID,
    FORMS_OF_REPORTS,
    REPORTS_BY_ID,
    REPORTS_BY_YEAR,
    REPORTS_OF_CPAS,
    SUCCESSOR,
    FormOfReport,
    ReportOfCpas,
)
from models.report import ReportId
from models.tables import CPAS
from resolvers.context import Context
from resolvers.views import CpasView, FormView, ReportView, form_view, report_view

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

_ORDER = {kind: place for place, kind in enumerate(CATALOGUE)}


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """Return the scope as a condition on the columns of CPAS."""
    if scope.whole_country:
        return true()
    conditions = [
        column == value
        for column, value in (
            (CPAS.c.nis_code, scope.nis_code),
            (SUCCESSOR.c.nis_code, scope.nis_code),
            (CPAS.c.enterprise_number, scope.enterprise_number),
            (CPAS.c.region, scope.region),
        )
        if value is not None
    ]
    return or_(false(), *conditions)


def see_cpas(context: Context, cpas: Cpas) -> CpasView | None:
    """Return the CPAS as the caller sees it, or None where it does not exist for them."""
    stands = standing(context.actor, cpas)
    return CpasView(cpas=cpas, standing=stands) if stands.exists else None


def see_report(context: Context, found: ReportOfCpas) -> ReportView | None:
    """Return the report as the caller sees it, or None where it does not exist for them."""
    stands = standing(context.actor, found.cpas)
    return report_view(found, stands, context.now) if stands.exists else None


def see_form(context: Context, found: FormOfReport) -> FormView | None:
    """Return the form as the caller sees it, or None where it does not exist for them."""
    stands = standing(context.actor, found.cpas)
    return form_view(found, stands, context.now) if stands.exists else None


async def load_cpas(context: Context, cpas_id: CpasId) -> CpasView | None:
    """Return the CPAS, or None."""

    async def batch(ids: Sequence[CpasId]) -> list[CpasView | None]:
        found = await context.snapshot.cpas(CPAS_BY_ID, ids=ids)
        seen = {cpas.id: see_cpas(context, cpas) for cpas in found}
        return [seen.get(id_) for id_ in ids]

    return await _load(context, "cpas", batch, cpas_id)


async def load_report(context: Context, report_id: ReportId) -> ReportView | None:
    """Return the report, or None."""

    async def batch(ids: Sequence[ReportId]) -> list[ReportView | None]:
        found = await context.snapshot.reports(REPORTS_BY_ID, ids=ids)
        seen = {of.report.id: see_report(context, of) for of in found}
        return [seen.get(id_) for id_ in ids]

    return await _load(context, "report", batch, report_id)


async def load_report_of_year(context: Context, cpas_id: CpasId, year: int) -> ReportView | None:
    """Return the report of the CPAS for that year, or None."""

    async def batch(keys: Sequence[tuple[CpasId, int]]) -> list[ReportView | None]:
        found = await context.snapshot.reports(
            REPORTS_BY_YEAR,
            cpas=list({cpas_id for cpas_id, _ in keys}),
            years=list({year for _, year in keys}),
        )
        seen = {(of.cpas.id, of.report.year): see_report(context, of) for of in found}
        return [seen.get(key) for key in keys]

    return await _load(context, "report_of_year", batch, (cpas_id, year))


async def load_reports_of_cpas(context: Context, cpas_id: CpasId) -> list[ReportView]:
    """Return all reports of the CPAS, by year."""

    async def batch(ids: Sequence[CpasId]) -> list[list[ReportView]]:
        found = await context.snapshot.reports(REPORTS_OF_CPAS, cpas=ids)
        seen = [view for of in found if (view := see_report(context, of))]
        return [[view for view in seen if view.cpas.id == id_] for id_ in ids]

    return await _load(context, "reports_of_cpas", batch, cpas_id)


async def load_form(context: Context, form_id: FormId) -> FormView | None:
    """Return the form, or None."""

    async def batch(ids: Sequence[FormId]) -> list[FormView | None]:
        found = await context.snapshot.forms(FORMS_BY_ID, ids=ids)
        seen = {of.form.id: see_form(context, of) for of in found}
        return [seen.get(id_) for id_ in ids]

    return await _load(context, "form", batch, form_id)


async def load_forms_of_report(context: Context, report_id: ReportId) -> list[FormView]:
    """Return the forms of the report, in the order of the catalogue."""

    async def batch(ids: Sequence[ReportId]) -> list[list[FormView]]:
        found = await context.snapshot.forms(FORMS_OF_REPORTS, reports=ids)
        of_report: dict[ReportId, list[FormView]] = {id_: [] for id_ in ids}
        for view in filter(None, (see_form(context, of) for of in found)):
            of_report[view.of_report.report.id].append(view)
        return [sorted(of_report[id_], key=lambda view: _ORDER[view.form.spec.kind]) for id_ in ids]

    return await _load(context, "forms_of_report", batch, report_id)


async def _load(
    context: Context,
    name: str,
    batch: Callable[[Sequence[Key]], Awaitable[list[Value]]],
    key: Key,
) -> Value:
    loader: DataLoader[Key, Value] = context.loaders.setdefault(name, DataLoader(batch))
    return await loader.load(key)
