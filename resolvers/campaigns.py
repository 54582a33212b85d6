"""SPP IS runs a campaign: opening it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from models.campaign import Campaign, check_campaign, new_form, new_report
from models.form import Form
from models.forms import CATALOGUE, edition
from models.reading import ReportOfCpas
from models.spec import FormKind
from resolvers.changes import Call, Change, Outcome, managing
from resolvers.context import Context


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
    spec = edition(kind, of.report.year)
    assert spec is not None, "the campaign was checked"
    return new_form(spec, of.cpas, of.report.year, salt=salt, act=change.act)
