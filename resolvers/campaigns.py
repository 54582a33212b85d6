"""SPP IS runs a campaign: opening it, extending and closing reports."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.campaign import Campaign, check_campaign, close, extend, new_form, new_report
from models.campaign_refusals import UnknownCpas
from models.cpas import CpasId
from models.form import Form
from models.forms import CATALOGUE
from models.reading import ReportOfCpas
from models.refusals import Path, Refusal, Refused, refuse_if_any
from models.report import Report, ReportId
from models.spec import FormKind
from models.text import read_line
from resolvers.changes import Call, Change, Outcome, managing
from resolvers.context import Context
from resolvers.denials import NotFound
from resolvers.views import ReportView, report_view

LONGEST_REASON = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedCampaign:
    """How many reports and forms the campaign has, those of an earlier call included."""

    reports: int
    forms: int


async def open_campaign(
    context: Context, campaign: Campaign, kinds: Sequence[FormKind], idempotency_key: str | None
) -> Outcome[OpenedCampaign]:
    """Open a report with these forms for every CPAS of that year; what exists already stays.

    Raises:
        Refused: see `models.campaign.check_campaign`.
    """
    call = Call(
        operation="openCampaign",
        arguments=[campaign.year, sorted(kinds), str(campaign.opens_at), str(campaign.closes_at)],
        idempotency_key=idempotency_key,
    )
    async with context.writing(call.turn) as store, managing(context, store) as change:
        if (outcome := await change.first_outcome(call)) is not None:
            assert isinstance(outcome, list), "as remembered below"
            opened = OpenedCampaign(reports=outcome[0], forms=outcome[1])
            return Outcome(value=opened, replayed=True)
        existing = await store.campaign(campaign.year)
        check_campaign(campaign, kinds, existing)
        if existing is None:
            await store.add_campaign(campaign)
        await _open_reports(change, campaign)
        reports = await store.reports_of_year(campaign.year)
        forms = await _open_forms(change, reports, kinds)
        await change.remember(call, [len(reports), forms])
        return Outcome(value=OpenedCampaign(reports=len(reports), forms=forms))


async def _open_reports(change: Change, campaign: Campaign) -> None:
    store = change.store
    present = {of.cpas.id for of in await store.reports_of_year(campaign.year)}
    before = await store.latest_reports_before(campaign.year)
    missing = [
        ReportOfCpas(report=new_report(campaign, cpas, before.get(cpas.id)), cpas=cpas)
        for cpas in await store.all_cpas()
        if cpas.id not in present and cpas.reports_on(campaign.year)
    ]
    if missing:
        await store.open_reports(missing, change.act)


async def _open_forms(
    change: Change, reports: Sequence[ReportOfCpas], kinds: Sequence[FormKind]
) -> int:
    """Add the forms that are missing; return how many there are then."""
    if not reports:
        return 0
    present = await change.store.kinds_of_reports(reports[0].report.year)
    missing = [
        (of.report.id, _blank_form(of, kind, change))
        for of in reports
        for kind in CATALOGUE
        if kind in kinds and (of.report.id, kind) not in present
    ]
    if missing:
        await change.store.open_forms(missing)
    return len(present) + len(missing)


def _blank_form(of: ReportOfCpas, kind: FormKind, change: Change) -> Form:
    salt = secrets.token_hex(16)
    return new_form(CATALOGUE[kind], of.cpas, of.report.year, salt=salt, act=change.act)


async def extend_report(
    context: Context, report_id: ReportId, closes_at: datetime, reason: str, key: str | None
) -> Outcome[ReportView]:
    """Move the closing of one report to a later date.

    Raises:
        NotFound: no such report.
        Refused: see `models.campaign.extend`, or a problem of the reason.
    """
    call = Call(
        operation="extendReport",
        arguments=[report_id, str(closes_at), reason],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store, managing(context, store) as change:
        found = await store.report(report_id)
        if found is None:
            raise NotFound
        after = found.report
        if await change.first_outcome(call) is None:
            why = _read_reason(reason)
            after = extend(found.report, closes_at, change.now)
            if after != found.report:
                await store.store_closing_dates([(found, after)], change.act, why)
            await change.remember(call, [report_id])
        view = report_view(ReportOfCpas(report=after, cpas=found.cpas), change.standing, change.now)
        return Outcome(value=view, replayed=after == found.report)


async def close_reports(
    context: Context, year: int, cpas: Sequence[CpasId | None] | None, reason: str, key: str | None
) -> Outcome[int]:
    """Close the reports of that year now, of these CPAS or of all; return how many were open.

    Raises:
        Refused: every unknown CPAS, every report that is not open yet, a problem of the reason.
    """
    call = Call(
        operation="closeReports",
        arguments=[year, None if cpas is None else list(cpas), reason],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store, managing(context, store) as change:
        outcome = await change.first_outcome(call)
        if outcome is not None:
            assert isinstance(outcome, list), "as remembered below"
            return Outcome(value=int(outcome[0]), replayed=True)
        why = _read_reason(reason)
        chosen = _choose(await store.reports_of_year(year), cpas)
        changes = _closings(chosen, change)
        await store.store_closing_dates(changes, change.act, why)
        await change.remember(call, [len(changes)])
        return Outcome(value=len(changes))


def _choose(
    reports: Sequence[ReportOfCpas], cpas: Sequence[CpasId | None] | None
) -> list[tuple[Path, ReportOfCpas]]:
    """Return the reports of these CPAS, each with the argument that named it."""
    if cpas is None:
        return [((), of) for of in reports]
    by_cpas = {of.cpas.id: of for of in reports}
    paths = {id_: ("cpas", str(index)) for index, id_ in enumerate(cpas)}
    unknown = [UnknownCpas(path=path) for id_, path in paths.items() if id_ not in by_cpas]
    refuse_if_any(unknown)
    return [(path, by_cpas[id_]) for id_, path in paths.items() if id_ is not None]


def _closings(
    chosen: Sequence[tuple[Path, ReportOfCpas]], change: Change
) -> list[tuple[ReportOfCpas, Report]]:
    problems: list[Refusal] = []
    changes: list[tuple[ReportOfCpas, Report]] = []
    for path, of in chosen:
        try:
            after = close(of.report, change.now)
        except Refused as refused:
            problems.extend(
                replace(refusal, path=path, nis_code=of.cpas.nis_code)
                for refusal in refused.refusals
            )
        else:
            if after != of.report:
                changes.append((of, after))
    refuse_if_any(problems)
    return changes


def _read_reason(reason: str) -> str:
    read = read_line(reason, limit=LONGEST_REASON, path=("reason",))
    if isinstance(read, Refusal):
        raise Refused([read])
    return read
