"""SPP IS moves the closing of reports: extends them, and closes them by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.campaign_refusals import ClosingChanged
from models.closing import against_closing, close, extend, extend_at_least
from models.reading import ReportOfCpas
from models.refusals import Refusal, Refused, refuse_if_any
from models.report import Report, ReportId
from resolvers.changes import Call, Change, Outcome, managing
from resolvers.chosen import Chosen, ChosenCpas, as_json, choose, from_json, named, read_reason
from resolvers.context import Context
from resolvers.denials import NotFound
from resolvers.views import ReportView, report_view

Changes = list[tuple[ReportOfCpas, Report]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension:
    """A later closing, why, and the present closing that was seen, if it was told."""

    closes_at: datetime
    reason: str
    expected: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Extended:
    """How many reports close later now, and how many did so already; what was left, and why."""

    extended: int
    unchanged: int
    refused: Sequence[Refusal] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """How many reports were open and are closed now, and how many of their forms were not sent."""

    reports: int
    unsent_forms: int


async def extend_report(
    context: Context, report_id: ReportId, extension: Extension, key: str | None
) -> Outcome[ReportView]:
    """Move the closing of one report to a later date; open it again where it was closed.

    Raises:
        NotFound: no such report.
        Refused: see `models.closing.extend`, or a problem of the reason.
    """
    call = Call(
        operation="extendReport", arguments=[report_id, *_told(extension)], idempotency_key=key
    )
    async with context.writing(call.turn) as store:
        found = await store.report(report_id)
        if found is None:
            raise NotFound
        async with managing(context, store) as change:
            after = found.report
            if await change.first_outcome(call) is None:
                after = await _extend(change, found, extension)
                await change.remember(call, [report_id])
            now = ReportOfCpas(report=after, cpas=found.cpas)
            view = report_view(now, change.standing, change.now)
            return Outcome(value=view, replayed=after == found.report)


async def _extend(change: Change, found: ReportOfCpas, extension: Extension) -> Report:
    why = read_reason(extension.reason)
    after = extend(found.report, extension.closes_at, expected=extension.expected, now=change.now)
    if after != found.report:
        await change.store.store_closings([(found, after)], change.act, why)
    return after


async def extend_reports(
    context: Context,
    year: int,
    cpas: ChosenCpas,
    extension: Extension,
    *,
    dry_run: bool,
    key: str | None,
) -> Outcome[Extended]:
    """Keep the reports of these CPAS, or all of that year, open at least until then.

    A report that was closed by hand, or has another closing than was expected, is left as it is and
    refused by itself. The closing that most reports have is that of those opened afterwards.

    Raises:
        Refused: INVALID_PERIOD, NO_CAMPAIGN, every unknown CPAS, a problem of the reason.
    """
    call = Call(
        operation="extendReports",
        arguments=[year, named(cpas), *_told(extension), dry_run],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store:
        await store.campaign(year)  # nobody opens reports of that year meanwhile
        reports = await store.reports_of_year(year)
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                assert isinstance(outcome, list), "as remembered below"
                refused = from_json(outcome[2], [ClosingChanged])
                done = Extended(extended=outcome[0], unchanged=outcome[1], refused=refused)
                return Outcome(value=done, replayed=True)
            why = read_reason(extension.reason)
            refuse_if_any(against_closing(extension.closes_at, year, change.now))
            chosen = choose(reports, cpas)
            changes, refused = _extend_each(chosen, extension, change.now)
            unchanged = len(chosen) - len(changes) - len(refused)
            done = Extended(extended=len(changes), unchanged=unchanged, refused=refused)
            if not dry_run:
                await store.store_closings(changes, change.act, why)
                await change.remember(call, [done.extended, done.unchanged, as_json(refused)])
            return Outcome(value=done)


def _extend_each(
    chosen: Sequence[Chosen], extension: Extension, now: datetime
) -> tuple[Changes, list[Refusal]]:
    changes: Changes = []
    refused: list[Refusal] = []
    for each in chosen:
        report = each.of.report
        try:
            after = extend_at_least(
                report, extension.closes_at, expected=extension.expected, now=now
            )
        except Refused as why:
            refused.extend(each.against(why.refusals))
        else:
            if after != report:
                changes.append((each.of, after))
    return changes, refused


async def close_reports(
    context: Context,
    year: int,
    cpas: ChosenCpas,
    reason: str,
    *,
    dry_run: bool,
    key: str | None,
) -> Outcome[Closed]:
    """Close the reports of these CPAS, or all of that year, now.

    Raises:
        Refused: NO_CAMPAIGN, every unknown CPAS, every report that is not open yet, a problem of
            the reason.
    """
    call = Call(
        operation="closeReports",
        arguments=[year, named(cpas), reason, dry_run],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store:
        reports = await store.reports_of_year(year)
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                assert isinstance(outcome, list), "as remembered below"
                done = Closed(reports=outcome[0], unsent_forms=outcome[1])
                return Outcome(value=done, replayed=True)
            why = read_reason(reason)
            changes = _closings(choose(reports, cpas), why, change.now)
            unsent = await store.unsent_forms(year)
            done = Closed(
                reports=len(changes),
                unsent_forms=sum(unsent.get(after.id, 0) for _, after in changes),
            )
            if not dry_run:
                await store.store_closings(changes, change.act, why)
                await change.remember(call, [done.reports, done.unsent_forms])
            return Outcome(value=done)


def _closings(chosen: Sequence[Chosen], why: str, now: datetime) -> Changes:
    problems: list[Refusal] = []
    changes: Changes = []
    for each in chosen:
        try:
            after = close(each.of.report, why, now)
        except Refused as refused:
            problems.extend(each.against(refused.refusals))
        else:
            if after != each.of.report:
                changes.append((each.of, after))
    refuse_if_any(problems)
    return changes


def _told(extension: Extension) -> list[str | None]:
    expected = extension.expected
    return [str(extension.closes_at), extension.reason, None if expected is None else str(expected)]
