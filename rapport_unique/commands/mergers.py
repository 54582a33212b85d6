"""Recording mergers of municipalities."""

import asyncio

import click

from rapport_unique.commands.frame import opened_database
from rapport_unique.master_data import mergers_of_2025
from resolvers.mergers import UnknownCodeError, record_mergers


@click.command("record-mergers")
def record_mergers_command() -> None:
    """Record the mergers of municipalities of 1 January 2025 in this database."""

    async def record() -> int:
        async with opened_database() as database:
            return await record_mergers(database, mergers_of_2025(), 2025)

    try:
        ended = asyncio.run(record())
    except UnknownCodeError as unknown:
        raise click.ClickException(f"These CPAS are not there: {unknown}. Load them.") from unknown
    click.echo(f"{ended} CPAS ended; their successors may consult their reports.")
