"""Recording mergers of municipalities."""

import asyncio

import click

from rapport_unique.commands.frame import opened_database
from rapport_unique.master_data import mergers_of_2025
from resolvers.mergers import record_mergers


@click.command("record-mergers")
def record_mergers_command() -> None:
    """Record the mergers of municipalities of 1 January 2025 in this database."""

    async def record() -> int:
        async with opened_database() as database:
            return await record_mergers(database, mergers_of_2025(), 2025)

    click.echo(f"{asyncio.run(record())} CPAS ended; their successors may consult their reports.")
