"""Who took over whom, followed step by step to who acts today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.cpas import NisCode
from models.days import day_after


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """The last day of a CPAS, and who took it over, if anybody did."""

    last_day: date
    successor: NisCode | None


@dataclass(frozen=True, slots=True)
class Step:
    """A CPAS that took another one over, itself or through those in between, and since when."""

    heir: NisCode
    since: date


def steps(endings: Mapping[NisCode, Ending], ended: NisCode) -> Iterator[Step]:
    """Yield who took over the CPAS that ended, then who took over that one, and so on.

    Each step is later than the one before: who takes over exists on that day.
    """
    seen = {ended}
    while (ending := endings.get(ended)) is not None and ending.successor is not None:
        assert ending.successor not in seen, "the rules refuse a circle"
        ended = ending.successor
        seen.add(ended)
        yield Step(ended, day_after(ending.last_day))


def is_in_a_circle(endings: Mapping[NisCode, Ending], ended: NisCode) -> bool:
    """Return whether following who takes over leads back to the CPAS itself."""
    seen: set[NisCode] = set()
    at: NisCode | None = ended
    while at is not None and at not in seen:
        seen.add(at)
        ending = endings.get(at)
        at = ending.successor if ending else None
    return at == ended
