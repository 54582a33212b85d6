"""Mergers of municipalities: a CPAS that ends keeps its reports, and its successor is linked.

Nothing is rewritten: the reports stay with the CPAS that made them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.cpas import Cpas, CpasId, NisCode
from models.database import Database
from models.language import Text
from models.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Merger:
    """A CPAS that ends, and the one that takes it over from the first day of a year."""

    ended: NisCode
    successor: NisCode
    successor_name: Text


class UnknownCodeError(ValueError):
    """A merger names a CPAS that is not there; the text is its code."""


async def record_mergers(database: Database, mergers: Sequence[Merger], year: int) -> int:
    """Record the mergers of that year; return how many CPAS ended. The same again changes nothing.

    A successor with a new code becomes a CPAS of its own, with reports from that year on; one that
    keeps its code goes on.

    Raises:
        UnknownCodeError: a CPAS that is to end does not exist.
    """
    async with database.writing() as connection:
        store = Store(connection)
        known = {cpas.nis_code: cpas for cpas in await store.all_cpas()}
        missing = [merger.ended for merger in mergers if merger.ended not in known]
        if missing:
            raise UnknownCodeError(", ".join(missing))
        known |= await _add_successors(store, mergers, known, year)
        ending = [
            (known[merger.ended].id, known[merger.successor].id)
            for merger in mergers
            if merger.ended != merger.successor and known[merger.ended].successor_id is None
        ]
        await store.end_cpas(ending, until_year=year - 1)
        return len(ending)


async def _add_successors(
    store: Store, mergers: Sequence[Merger], known: dict[NisCode, Cpas], year: int
) -> dict[NisCode, Cpas]:
    added = {
        merger.successor: replace(
            known[merger.ended],
            id=CpasId(0),
            nis_code=merger.successor,
            enterprise_number=None,
            name=merger.successor_name,
            since_year=year,
            until_year=None,
            successor_id=None,
            successor_nis_code=None,
        )
        for merger in reversed(mergers)  # of several predecessors, the first one gives the province
        if merger.successor not in known
    }
    if not added:
        return {}
    ids = await store.add_cpas(list(added.values()))
    return {
        cpas.nis_code: replace(cpas, id=id_) for id_, cpas in zip(ids, added.values(), strict=True)
    }
