"""SPP IS opens a campaign: a report with its forms for every CPAS of a year."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.campaign import (
    Absence,
    Campaign,
    Opening,
    absence,
    campaign_to_open,
    new_form,
    new_report,
)
from models.canonical import Json
from models.cpas import Cpas, CpasId, NisCode
from models.form import Form
from models.forms import CATALOGUE, edition
from models.reading import FormOfReport, ReportOfCpas
from models.refusals import Refused, ReportClosed
from models.report import Report, ReportId, ReportStatus
from models.spec import FormKind
from models.store import Store
from resolvers.changes import Call, Change, Outcome, managing
from resolvers.chosen import read_reason_if_given
from resolvers.context import Context

MOST_NAMED = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class NotReporting:
    """How many CPAS have no report of the year, for one reason, and the first of them."""

    reason: Absence
    count: int
    nis_codes: Sequence[NisCode]


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenedCampaign:
    """How many reports and forms the campaign has, and how many of them are new.

    `closed_reports` are closed, and got none of the forms that they lack.
    """

    reports: int
    forms: int
    new_reports: int
    new_forms: int
    closed_reports: int
    not_reporting: Sequence[NotReporting]


async def open_campaign(
    context: Context, opening: Opening, reason: str | None, *, dry_run: bool, key: str | None
) -> Outcome[OpenedCampaign]:
    """Open a report with these forms for every CPAS of that year; what exists already stays.

    Raises:
        Refused: see `models.campaign.campaign_to_open`; REPORT_CLOSED where forms are missing in
            closed reports only; a problem of the reason.
    """
    call = Call(
        operation="openCampaign", arguments=[*_told(opening), reason, dry_run], idempotency_key=key
    )
    async with context.writing(call.turn) as store:
        existing = await store.campaign(opening.year)
        reports = await store.reports_of_year(opening.year)
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                return Outcome(value=_opened_before(outcome), replayed=True)
            why = read_reason_if_given(reason)
            known = await store.all_cpas()
            campaign = campaign_to_open(opening, existing, known, change.now)
            plan = await _plan(change, campaign, opening.kinds, known, reports)
            opened = _counted(plan, campaign, known)
            if not dry_run:
                await _carry_out(change, plan, why)
                await change.remember(call, _outcome(opened))
            return Outcome(value=opened)


# What is missing ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """What there is, and what is to be added to it."""

    reports: Sequence[ReportOfCpas]
    forms: int
    new_reports: Sequence[ReportOfCpas]
    kinds_of_new: Sequence[FormKind]
    added: Sequence[tuple[ReportOfCpas, FormKind]]
    withdrawn: Mapping[tuple[ReportId, FormKind], FormOfReport]
    closed: Sequence[ReportOfCpas]


async def _plan(
    change: Change,
    campaign: Campaign,
    kinds: Sequence[FormKind],
    known: Sequence[Cpas],
    reports: Sequence[ReportOfCpas],
) -> _Plan:
    present = await change.store.kinds_of_reports(campaign.year)
    missing = [
        (of, kind)
        for of in reports
        for kind in CATALOGUE
        if kind in kinds and (of.report.id, kind) not in present
    ]
    closed = {
        of.report.id: of for of, _ in missing if of.report.status(change.now) is ReportStatus.CLOSED
    }
    of_year = {*kinds, *(kind for _, kind in present)}
    plan = _Plan(
        reports=reports,
        forms=len(present),
        new_reports=await _new_reports(change.store, campaign, known, reports),
        kinds_of_new=[kind for kind in CATALOGUE if kind in of_year],
        added=[(of, kind) for of, kind in missing if of.report.id not in closed],
        withdrawn={
            (of.report.id, of.form.spec.kind): of
            for of in await change.store.withdrawn_forms(campaign.year)
        },
        closed=list(closed.values()),
    )
    if plan.closed and not (plan.added or plan.new_reports):
        raise Refused([ReportClosed(nis_code=of.cpas.nis_code) for of in plan.closed])
    return plan


async def _new_reports(
    store: Store, campaign: Campaign, known: Sequence[Cpas], reports: Sequence[ReportOfCpas]
) -> list[ReportOfCpas]:
    present = {of.cpas.id for of in reports}
    before = await store.latest_reports_before(campaign.year)
    taken_over: dict[CpasId, list[Report]] = defaultdict(list)
    for cpas in known:
        if cpas.heirs and cpas.id in before:
            taken_over[cpas.heirs[0].id].append(before[cpas.id])
    reporting = [
        cpas for cpas in known if cpas.id not in present and cpas.reports_on(campaign.year)
    ]
    return [
        ReportOfCpas(
            report=new_report(
                campaign, cpas, before.get(cpas.id), taken_over[cpas.id], salt=_drawn_salt()
            ),
            cpas=cpas,
        )
        for cpas in reporting
    ]


async def _carry_out(change: Change, plan: _Plan, why: str | None) -> None:
    store = change.store
    if plan.new_reports:
        ids = await store.open_reports(plan.new_reports, change.act, why)
        await store.open_forms(
            [
                (id_, _blank_form(of, kind, change))
                for id_, of in zip(ids, plan.new_reports, strict=True)
                for kind in plan.kinds_of_new
            ]
        )
    again = [
        plan.withdrawn[key]
        for of, kind in plan.added
        if (key := (of.report.id, kind)) in plan.withdrawn
    ]
    added = [
        (of.report.id, _blank_form(of, kind, change))
        for of, kind in plan.added
        if (of.report.id, kind) not in plan.withdrawn
    ]
    if again:
        await store.open_again(again, change.act, why)
    if added:
        await store.add_forms(added, change.act, why)


def _blank_form(of: ReportOfCpas, kind: FormKind, change: Change) -> Form:
    spec = edition(kind, of.report.year)
    assert spec is not None, "the campaign was checked"
    return new_form(spec, of.cpas, of.report.year, salt=_drawn_salt(), act=change.act)


def _drawn_salt() -> str:
    return secrets.token_hex(16)


# What is told ------------------------------------------------------------------------------------


def _counted(plan: _Plan, campaign: Campaign, known: Iterable[Cpas]) -> OpenedCampaign:
    new_forms = len(plan.added) + len(plan.new_reports) * len(plan.kinds_of_new)
    return OpenedCampaign(
        reports=len(plan.reports) + len(plan.new_reports),
        forms=plan.forms + new_forms,
        new_reports=len(plan.new_reports),
        new_forms=new_forms,
        closed_reports=len(plan.closed),
        not_reporting=_not_reporting(known, campaign.year),
    )


def _not_reporting(known: Iterable[Cpas], year: int) -> list[NotReporting]:
    absent: dict[Absence, list[NisCode]] = {reason: [] for reason in Absence}
    for cpas in known:
        if (reason := absence(cpas, year)) is not None:
            absent[reason].append(cpas.nis_code)
    return [
        NotReporting(reason=reason, count=len(codes), nis_codes=codes[:MOST_NAMED])
        for reason, codes in absent.items()
        if codes
    ]


def _told(opening: Opening) -> list[Json]:
    dates = (opening.opens_at, opening.closes_at)
    return [opening.year, sorted(opening.kinds), *(None if at is None else str(at) for at in dates)]


def _outcome(opened: OpenedCampaign) -> Json:
    counts = [
        *(opened.reports, opened.forms),
        *(opened.new_reports, opened.new_forms, opened.closed_reports),
    ]
    absent: list[Json] = [[of.reason, of.count, list(of.nis_codes)] for of in opened.not_reporting]
    return [counts, absent]


def _opened_before(outcome: Json) -> OpenedCampaign:
    assert isinstance(outcome, list), "as remembered above"
    (reports, forms, new_reports, new_forms, closed), absent = outcome
    return OpenedCampaign(
        reports=reports,
        forms=forms,
        new_reports=new_reports,
        new_forms=new_forms,
        closed_reports=closed,
        not_reporting=[
            NotReporting(reason=Absence(reason), count=count, nis_codes=codes)
            for reason, count, codes in absent
        ],
    )
