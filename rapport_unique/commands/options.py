"""Options that several commands take: which year, which form, which CPAS, when, and why."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from models.spec import FormKind
from rapport_unique.commands.frame import BRUSSELS
from resolvers.chosen import ChosenCpas, cpas_with_codes
from resolvers.context import Context

Command = Callable[..., None]


class Instant(click.ParamType[datetime]):
    """A day in Brussels, or an instant; a day that ends something is meant to its end."""

    name = "instant"

    def __init__(self, *, ends: bool = False) -> None:
        self._ends = ends

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the instant, in UTC."""
        try:
            at = datetime.fromisoformat(value)
            if len(value) == len("2027-06-30") and self._ends:
                at += timedelta(days=1)
            return (at if at.tzinfo else at.replace(tzinfo=BRUSSELS)).astimezone(UTC)
        except (ValueError, OverflowError):
            example = "write 2027-06-30, 2027-06-30T17:00 or 2027-06-30T15:00:00Z."
            self.fail(f"{value!r} is neither a day nor an instant: {example}", param, ctx)


year_option = click.option("--year", type=int, required=True, help="The year of the reports.")
reason_option = click.option("--reason", required=True, help="Why, for the journal.")
dry_run_option = click.option("--dry-run", is_flag=True, help="Tell the numbers, change nothing.")


KIND = click.Choice([kind.value for kind in FormKind], case_sensitive=False)
kind_option = click.option("--kind", type=KIND, required=True, help="The form.")


def closes_at_option(help_: str, *, required: bool) -> Callable[[Command], Command]:
    """Give the command a closing, as `closes_at`."""
    ends = Instant(ends=True)
    return click.option("--closes-at", type=ends, required=required, help=help_)


def cpas_options(command: Command) -> Command:
    """Give the command the CPAS that it is about, as `cpas` and `every`."""
    by_code = click.option("--cpas", multiple=True, metavar="NIS", help="A CPAS; may be repeated.")
    every = click.option("--all", "every", is_flag=True, help="All the CPAS of the year.")
    return by_code(every(command))


async def chosen(context: Context, cpas: tuple[str, ...], *, every: bool) -> ChosenCpas:
    """Return the CPAS that were named, or all of them; end the command when it is not said."""
    if every == bool(cpas):
        raise click.ClickException("Name the CPAS, by --cpas, or all of them, by --all.")
    if every:
        return None
    found = await cpas_with_codes(context, cpas)
    unknown = [code for code, id_ in zip(cpas, found, strict=True) if id_ is None]
    if unknown:
        raise click.ClickException(f"There is no CPAS with the NIS code {', '.join(unknown)}.")
    return found
