"""Days on an axis: where each one stands, and which of them are written below it.

A long time in which nothing happened is drawn shorter, and marked: otherwise one late form would
press the whole campaign into a corner.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

LONGEST_QUIET = 60
"""So many days without a change are drawn as long as they were."""
_SHARE_OF_GAP = 0.08

_CHOICES: tuple[Callable[[date], bool], ...] = (
    lambda _: True,
    lambda day: day.weekday() == 0,
    lambda day: day.day in {1, 15},
    lambda day: day.day == 1,
    lambda day: day.day == 1 and day.month % 3 == 1,
    lambda day: day.day == 1 and day.month == 1,
)
"""Which days are written on an axis, from the densest choice to the sparsest."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which something changed, from one before the first to the last."""

    days: tuple[date, ...]
    places: tuple[float, ...]
    """Where each of them stands, from 0 to 1."""

    @property
    def gaps(self) -> list[float]:
        """Where the middle of each time stands that is drawn shorter."""
        return [
            (self.place(first) + self.place(last)) / 2
            for first, last in pairwise(self.days)
            if _is_gap(first, last)
        ]

    def place(self, day: date) -> float:
        """Return where the day stands, from 0 to 1."""
        after = min(bisect_right(self.days, day), len(self.days) - 1)
        first, last = self.days[after - 1], self.days[after]
        part = (day - first).days / (last - first).days
        return self.places[after - 1] + part * (self.places[after] - self.places[after - 1])

    def written(self, most: int) -> list[date]:
        """Return at most so many days, two or more, that stand far enough apart to be written."""
        begun = [
            self.days[0],
            *(last for first, last in pairwise(self.days) if _is_gap(first, last)),
        ]
        choices = ([day for day in self._drawn() if chosen(day)] for chosen in _CHOICES)
        fitting = next((days for days in choices if len(days) + len(begun) <= most), [])
        return self._apart([self.days[-1], *reversed(begun), *fitting], 1 / (most - 1))

    def _drawn(self) -> Iterator[date]:
        """The days that are drawn as long as they were."""
        for first, last in pairwise(self.days):
            if not _is_gap(first, last):
                yield from (first + timedelta(days) for days in range((last - first).days))

    def _apart(self, days: Sequence[date], distance: float) -> list[date]:
        """Return those of the days that stand so far apart; the first ones go before the others."""
        kept: list[date] = []
        for day in days:
            if all(abs(self.place(day) - self.place(other)) >= distance for other in kept):
                kept.append(day)
        return sorted(kept)


def calendar_of(days: Sequence[date]) -> Calendar:
    """Return the calendar of the days on which something changed, at least one."""
    changed = sorted(set(days))
    known = (changed[0] - timedelta(days=1), *changed)
    lengths = [(last - first).days for first, last in pairwise(known)]
    drawn = sum(length for length in lengths if length <= LONGEST_QUIET)
    cut = max(drawn * _SHARE_OF_GAP, 1.0)
    places = [0.0]
    for length in lengths:
        places.append(places[-1] + (length if length <= LONGEST_QUIET else cut))
    return Calendar(days=known, places=tuple(place / places[-1] for place in places))


def _is_gap(first: date, last: date) -> bool:
    return (last - first).days > LONGEST_QUIET
