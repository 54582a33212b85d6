"""What SPP IS enters in the register of CPAS, for the tests that stand on it."""

from collections.abc import Sequence
from datetime import date

from models.database import Database
from models.enterprise import check_digits
from models.mergers import Merger
from models.people import Role
from rapport_unique.master_data import MERGERS_OF, bundled_mergers
from rapport_unique.mergers_file import read_mergers
from resolvers.context import Context
from resolvers.register import Recorded, record_mergers
from tests.running import actor
from tests.world import Clock

MANAGER = actor(Role.SPP_IS_MANAGER)


def mergers_of_2025() -> list[Merger]:
    """Those of 1 January 2025: 29 CPAS end, 12 begin."""
    return [line.merger for line in read_mergers(bundled_mergers()).lines]


INTO_PAJOTTEGEM = [merger for merger in mergers_of_2025() if merger.successor == "23106"]
"""Three of them: Galmaarden, Gooik and Herne end."""


def number_of(nis_code: str) -> str:
    """A synthetic enterprise number: none of that range was given out."""
    return f"199{nis_code}{check_digits(f'199{nis_code}')}"


async def record(
    database: Database,
    mergers: Sequence[Merger],
    *,
    day: date = MERGERS_OF,
    clock: Clock | None = None,
) -> Recorded:
    """Record the mergers as a manager of SPP IS does."""
    context = Context(
        actor=MANAGER,
        language=None,
        clock=clock or Clock(),
        database=database,
        request_id="request",
    )
    try:
        outcome = await record_mergers(context, mergers, day, reason="Decree", dry_run=False)
        return outcome.value
    finally:
        await context.close()
