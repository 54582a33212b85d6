"""Opening a campaign, moving it, and taking back forms that were opened by mistake."""

from datetime import datetime

import click

from models.campaign import Absence, Opening
from models.spec import FormKind
from rapport_unique.commands.frame import Manager, for_manager, listed
from rapport_unique.commands.options import (
    KIND,
    Instant,
    chosen,
    closes_at_option,
    cpas_options,
    dry_run_option,
    kind_option,
    reason_option,
    year_option,
)
from resolvers.campaigns import OpenedCampaign, open_campaign
from resolvers.changes import Outcome
from resolvers.context import Context
from resolvers.rescheduling import Rescheduling, reschedule_campaign
from resolvers.withdrawals import Withdrawn, withdraw_forms

_ABSENT = {
    Absence.NOT_YET: "begin later",
    Absence.NO_LONGER: "ended before",
}
_OPENS_AT = "The first day, or the instant."


@click.command("open-campaign")
@year_option
@click.option(
    "--kind",
    "kinds",
    type=KIND,
    multiple=True,
    required=True,
    help="A form; may be repeated.",
)
@click.option("--opens-at", type=Instant(), help=f"{_OPENS_AT} Left out: as it stands.")
@closes_at_option("The last day, or the instant. Left out: as it stands.", required=False)
@click.option("--reason", help="Why, for the journal.")
@dry_run_option
@for_manager
def open_campaign_command(
    *,
    year: int,
    kinds: tuple[str, ...],
    opens_at: datetime | None,
    closes_at: datetime | None,
    reason: str | None,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Open the reports of a year, with their forms; again, it adds the forms that are missing."""
    opening = Opening(
        year=year,
        kinds=[FormKind(kind) for kind in kinds],
        opens_at=opens_at,
        closes_at=closes_at,
    )
    opened = manager.run(
        "open-campaign",
        lambda context: open_campaign(context, opening, reason, dry_run=dry_run, key=None),
    ).value
    _tell_opened(opened, year, dry_run=dry_run)


def _tell_opened(opened: OpenedCampaign, year: int, *, dry_run: bool) -> None:
    has = "would have" if dry_run else "has"
    click.echo(
        f"The campaign of {year} {has} {opened.reports} reports ({opened.new_reports} new) "
        f"and {opened.forms} forms ({opened.new_forms} new)."
    )
    for absent in opened.not_reporting:
        cpas = listed(absent.count, absent.nis_codes)
        click.echo(f"No report, because they {_ABSENT[absent.reason]}: {cpas}.")
    if opened.closed_reports:
        click.echo(
            f"{opened.closed_reports} reports are closed and get no new form: extend them first."
        )


@click.command("reschedule-campaign")
@year_option
@click.option("--opens-at", type=Instant(), help=f"{_OPENS_AT} Left out: it stays.")
@closes_at_option("The last day, or the instant. Left out: it stays.", required=False)
@reason_option
@dry_run_option
@for_manager
def reschedule_campaign_command(
    *,
    year: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    reason: str,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Move a campaign that has not begun, and its reports."""
    wanted = Rescheduling(year=year, opens_at=opens_at, closes_at=closes_at, reason=reason)
    done = manager.run(
        "reschedule-campaign",
        lambda context: reschedule_campaign(context, wanted, dry_run=dry_run, key=None),
    ).value
    moved = "would be moved" if dry_run else "moved"
    click.echo(
        f"{done.moved} reports {moved}; {done.keeping_closing} of them keep a later closing of "
        "their own."
    )


@click.command("withdraw-forms")
@year_option
@kind_option
@cpas_options
@reason_option
@dry_run_option
@for_manager
def withdraw_forms_command(
    *,
    year: int,
    kind: str,
    cpas: tuple[str, ...],
    every: bool,
    reason: str,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Take back forms that were opened by mistake and that nobody has touched.

    A form on which something was granted or encoded stays; exit status 1 tells that there are some.
    """

    async def withdraw(context: Context) -> Outcome[Withdrawn]:
        of_whom = await chosen(context, cpas, every=every)
        return await withdraw_forms(
            context, year, FormKind(kind), of_whom, reason, dry_run=dry_run, key=None
        )

    done = manager.run("withdraw-forms", withdraw).value
    click.echo(f"{done.forms} forms {'would be withdrawn' if dry_run else 'withdrawn'}.")
    manager.end_if_refused(done.refused)
