"""The mergers of 2025 in the demo country: from then on, others act for the CPAS that ended."""

from datetime import datetime

from auth.identity import Actor
from models.database import Database
from rapport_unique.demo import SPP_IS
from rapport_unique.master_data import MERGERS_OF, bundled_mergers
from rapport_unique.mergers_file import read_mergers
from resolvers.context import Context
from resolvers.register import record_mergers

REASON = "Fusions du 1er janvier 2025 (démo)"


async def record_mergers_of_2025(database: Database, now: datetime) -> None:
    """Record them as SPP IS does; the successors that are new have no report of their own yet."""
    context = Context(
        actor=Actor(person=SPP_IS),
        language=None,
        clock=lambda: now,
        database=database,
        request_id="demo",
    )
    mergers = [line.merger for line in read_mergers(bundled_mergers()).lines]
    try:
        await record_mergers(context, mergers, MERGERS_OF, reason=REASON, dry_run=False)
    finally:
        await context.close()
