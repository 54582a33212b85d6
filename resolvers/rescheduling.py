"""SPP IS moves a campaign that has not begun, and with it its reports."""

from dataclasses import dataclass
from datetime import datetime

from models.campaign import reschedule, rescheduled
from models.campaign_refusals import NoCampaign
from models.refusals import Refused
from resolvers.changes import Call, Outcome, managing
from resolvers.chosen import read_reason
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class Rescheduling:
    """The dates of a planned campaign that are wanted, and why; a date that is None stays."""

    year: int
    opens_at: datetime | None
    closes_at: datetime | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rescheduled:
    """How many reports have other dates now, and how many of them keep a later closing."""

    moved: int
    keeping_closing: int


async def reschedule_campaign(
    context: Context, wanted: Rescheduling, *, dry_run: bool, key: str | None
) -> Outcome[Rescheduled]:
    """Move the campaign of a year, and its reports, before it begins.

    Raises:
        Refused: NO_CAMPAIGN, a problem of the reason, and see `models.campaign.reschedule`.
    """
    dates = (wanted.opens_at, wanted.closes_at)
    call = Call(
        operation="rescheduleCampaign",
        arguments=[
            wanted.year,
            *(None if at is None else str(at) for at in dates),
            wanted.reason,
            dry_run,
        ],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store:
        campaign = await store.campaign(wanted.year)
        reports = await store.reports_of_year(wanted.year)
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                assert isinstance(outcome, list), "as remembered below"
                done = Rescheduled(moved=outcome[0], keeping_closing=outcome[1])
                return Outcome(value=done, replayed=True)
            if campaign is None:
                raise Refused([NoCampaign(path=("year",))])
            why = read_reason(wanted.reason)
            moved = reschedule(campaign, wanted.opens_at, wanted.closes_at, change.now)
            dated = [(of, rescheduled(of.report, campaign, moved)) for of in reports]
            changes = [(of, after) for of, after in dated if after != of.report]
            done = Rescheduled(
                moved=len(changes),
                keeping_closing=sum(after.closes_at != moved.closes_at for _, after in changes),
            )
            if not dry_run:
                await store.reschedule_reports(changes, change.act, why)
                await change.remember(call, [done.moved, done.keeping_closing])
            return Outcome(value=done)
