"""Extending reports, closing them, and acknowledging what was sent."""

from datetime import datetime

import click

from models.spec import FormKind
from rapport_unique.commands.frame import Manager, for_manager
from rapport_unique.commands.options import (
    Instant,
    chosen,
    closes_at_option,
    cpas_options,
    dry_run_option,
    kind_option,
    reason_option,
    year_option,
)
from resolvers.acknowledgements import Acknowledged, acknowledge_submissions
from resolvers.changes import Outcome
from resolvers.closings import Closed, Extended, Extension, close_reports, extend_reports
from resolvers.context import Context


@click.command("extend-reports")
@year_option
@cpas_options
@closes_at_option("The last day, or the instant.", required=True)
@click.option(
    "--expected-closes-at",
    type=Instant(),
    help="The present closing, to open again what was closed before its date.",
)
@reason_option
@dry_run_option
@for_manager
def extend_reports_command(
    *,
    year: int,
    cpas: tuple[str, ...],
    every: bool,
    closes_at: datetime,
    expected_closes_at: datetime | None,
    reason: str,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Give some CPAS, or all of them, more time; reports that are closed are open again.

    What was closed before its date is left as it is unless its closing is given; exit status 1
    tells that there are such reports.
    """
    extension = Extension(closes_at=closes_at, reason=reason, expected=expected_closes_at)

    async def extend(context: Context) -> Outcome[Extended]:
        of_whom = await chosen(context, cpas, every=every)
        return await extend_reports(context, year, of_whom, extension, dry_run=dry_run, key=None)

    done = manager.run("extend-reports", extend).value
    click.echo(
        f"{done.extended} reports {'would be extended' if dry_run else 'extended'}; "
        f"{done.unchanged} close so late already."
    )
    manager.end_if_refused(done.refused)


@click.command("close-reports")
@year_option
@cpas_options
@reason_option
@dry_run_option
@for_manager
def close_reports_command(
    *,
    year: int,
    cpas: tuple[str, ...],
    every: bool,
    reason: str,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Close reports now, before their date. What was not sent stays as it is."""

    async def close(context: Context) -> Outcome[Closed]:
        of_whom = await chosen(context, cpas, every=every)
        return await close_reports(context, year, of_whom, reason, dry_run=dry_run, key=None)

    done = manager.run("close-reports", close).value
    click.echo(
        f"{done.reports} reports {'would be closed' if dry_run else 'closed'}; "
        f"{done.unsent_forms} of their forms are not sent."
    )


@click.command()
@year_option
@kind_option
@cpas_options
@click.option("--reason", help="Why, for the journal.")
@dry_run_option
@for_manager
def acknowledge(
    *,
    year: int,
    kind: str,
    cpas: tuple[str, ...],
    every: bool,
    reason: str | None,
    dry_run: bool,
    manager: Manager,
) -> None:
    """Note that SPP IS has taken note of forms that were sent.

    Of CPAS that are named, a form that was not sent is told; exit status 1 tells that there are
    some.
    """

    async def take_note(context: Context) -> Outcome[Acknowledged]:
        of_whom = await chosen(context, cpas, every=every)
        return await acknowledge_submissions(
            context, year, FormKind(kind), of_whom, reason, dry_run=dry_run, key=None
        )

    done = manager.run("acknowledge", take_note).value
    click.echo(
        f"{done.acknowledged} forms {'would be acknowledged' if dry_run else 'acknowledged'}; "
        f"{done.unchanged} were already."
    )
    manager.end_if_refused(done.refused)
