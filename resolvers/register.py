"""SPP IS enters CPAS in the register, and records their mergers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.canonical import Json
from models.cpas import Cpas
from models.mergers import Merger, merge
from models.registry import CpasEntry, Loaded, load
from resolvers.changes import Call, Outcome, managing
from resolvers.chosen import read_reason
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """How many CPAS end, how many successors are new, and how many mergers were recorded already.

    `later_reports` are reports of CPAS that ended, of years on which they no longer report: they
    were opened before the merger was recorded.
    """

    ended: int
    added: int
    unchanged: int
    later_reports: int


async def load_cpas(
    context: Context, entries: Sequence[CpasEntry], *, reason: str, dry_run: bool
) -> tuple[Loaded, Sequence[Cpas]]:
    """Enter the CPAS in the register; return what changes, and the CPAS of it as they are then.

    Raises:
        Refused: see `models.registry.load`, or a problem of the reason.
    """
    async with context.writing(None) as store:
        register = await store.register()
        async with managing(context, store) as change:
            why = read_reason(reason)
            loaded = load(register, entries)
            if not dry_run:
                await store.store_cpas(register, loaded.changes, change.act, why)
            after = {**register, **{done.after.nis_code: done.after for done in loaded.changes}}
            return loaded, [after[entry.nis_code] for entry in entries]


async def record_mergers(
    context: Context,
    mergers: Sequence[Merger],
    day: date,
    *,
    reason: str,
    dry_run: bool,
    key: str | None = None,
) -> Outcome[Recorded]:
    """Record the mergers of that day; the same again changes nothing.

    Raises:
        Refused: see `models.mergers.merge`, or a problem of the reason.
    """
    call = Call(
        operation="recordMergers",
        arguments=[_told(mergers), day.isoformat(), reason, dry_run],
        idempotency_key=key,
    )
    async with context.writing(call.turn) as store:
        register = await store.register()
        async with managing(context, store) as change:
            if (outcome := await change.first_outcome(call)) is not None:
                assert isinstance(outcome, list), "as remembered below"
                return Outcome(value=_recorded(*outcome), replayed=True)
            why = read_reason(reason)
            merged = merge(register, mergers, day)
            ended = [done.after for done in merged.changes if done.is_merger]
            later = await store.count_reports_after(ended)
            counts = [merged.ended, merged.added, merged.unchanged, later]
            if not dry_run:
                await store.store_cpas(register, merged.changes, change.act, why)
                await change.remember(call, list(counts))
            return Outcome(value=_recorded(*counts))


def _recorded(ended: int, added: int, unchanged: int, later_reports: int) -> Recorded:
    return Recorded(ended=ended, added=added, unchanged=unchanged, later_reports=later_reports)


def _told(mergers: Sequence[Merger]) -> list[Json]:
    return [
        [merger.ended, merger.successor, {str(key): name for key, name in merger.names.items()}]
        for merger in mergers
    ]
