"""Checking and printing the journal."""

import asyncio

import click

from models.chain import SELECT_LINES, JournalLine, read_lines
from models.journal import Event
from models.tables import CPAS, JOURNAL
from models.verification import verify as verify_everything
from rapport_unique.commands.frame import local, opened_database


@click.group()
def journal() -> None:
    """The journal: who did what and when, each line with the hash of the one before it."""


@journal.command()
def verify() -> None:
    """Check the journal and all that follows from the facts; name the first that does not agree."""

    async def walk() -> None:
        async with opened_database() as database, database.reading() as connection:
            found = await verify_everything(connection)
        if found.disagreement is not None:
            raise click.ClickException(found.disagreement)
        counted = f"{found.lines} lines, {found.reports} reports and {found.forms} forms"
        click.echo(f"{counted}, all of them intact.")

    asyncio.run(walk())


@journal.command("list")
@click.option(
    "--year", type=int, required=True, help="The year of the reports, or of an act about a CPAS."
)
@click.option("--nis", help="One CPAS, by its NIS code.")
def list_lines(year: int, nis: str | None) -> None:
    """Print the lines of one year, in order, with instants in Brussels time."""

    async def print_lines() -> int:
        told = 0
        statement = SELECT_LINES.where(JOURNAL.c.year == year)
        if nis is not None:
            statement = statement.where(CPAS.c.nis_code == nis)
        async with opened_database() as database, database.reading() as connection:
            async for line in read_lines(connection, statement):
                click.echo(_told(line))
                told += 1
        return told

    if not asyncio.run(print_lines()):
        about = f"{year}" if nis is None else f"{year} about {nis}"
        raise click.ClickException(f"The journal holds no line of {about}.")


def _told(line: JournalLine) -> str:
    event = line.event
    about = f"{event.nis_code} {_what(event):27}"
    by = event.act.by.display_name
    told = f"{line.number:7} {local(event.act.at)} {event.type:24} {about} {by}"
    return f"{told} - {event.reason}" if event.reason else told


def _what(event: Event) -> str:
    """Return what the line is about: a version of a form or of a report's data, or the CPAS."""
    if event.version is None:
        return "CPAS"
    return f"{event.kind or 'report':22} v{event.version}"
