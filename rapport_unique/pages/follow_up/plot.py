"""A plot of counts that grow day by day: everything about it that is arithmetic.

A template draws what is computed here. Lengths are in the units of the drawing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from rapport_unique.pages.follow_up.calendar import Calendar, calendar_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """A count that grows: how much was added on which day, and what to write at its end."""

    key: str
    label: str
    added: Mapping[date, int]

    @property
    def counts(self) -> list[tuple[date, int]]:
        """The count at the end of each day on which it changed, in their order."""
        days = sorted(self.added)
        return list(zip(days, accumulate(self.added[day] for day in days), strict=True))

    @property
    def total(self) -> int:
        """The count at the end."""
        return sum(self.added.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Size:
    """How large a plot is drawn, and how many days are written below it."""

    width: int
    height: int
    days: int
    left: int = 48
    right: int = 112
    top: int = 16
    bottom: int = 28


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """What is written along an axis, and where."""

    at: float
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line: its path, where it ends, and where its label stands."""

    key: str
    label: str
    count: int
    written: str
    path: str
    end: tuple[float, float]
    label_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """A plot, ready to be drawn."""

    size: Size
    lines: Sequence[Line]
    days: Sequence[Tick]
    counts: Sequence[Tick]
    gaps: Sequence[float]

    @property
    def floor(self) -> int:
        """Where nothing is: the lower axis."""
        return self.size.height - self.size.bottom

    @property
    def wall(self) -> int:
        """Where the last day is: the right end of the lower axis."""
        return self.size.width - self.size.right


_LABEL_HEIGHT = 38.0
_LABEL_ABOVE_AXIS = 14
_STEPS = (1, 2, 5)


def plot_of(
    series: Sequence[Series],
    total: int,
    size: Size,
    *,
    write_count: Callable[[int], str],
    write_day: Callable[[date, date | None], str],
) -> Plot | None:
    """Return the plot of these counts up to a total; None where nothing was ever added.

    `write_day` also gets the day that is written before, if any.
    """
    changed = [day for one in series for day in one.added]
    if not changed:
        return None
    calendar = calendar_of(changed)
    scale = _Scale(calendar, max(total, *(one.total for one in series)), size)
    lines = [_line(one, scale, write_count(one.total)) for one in series]
    written = calendar.written(size.days)
    return Plot(
        size=size,
        lines=_labelled(lines, size),
        days=[
            Tick(at=scale.x(day), text=write_day(day, before))
            for day, before in zip(written, [None, *written], strict=False)
        ],
        counts=[Tick(at=scale.y(count), text=write_count(count)) for count in _steps(scale.most)],
        gaps=[scale.across(place) for place in calendar.gaps],
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    calendar: Calendar
    most: int
    size: Size

    def x(self, day: date) -> float:
        return self.across(self.calendar.place(day))

    def across(self, place: float) -> float:
        size = self.size
        return round(size.left + place * (size.width - size.left - size.right), 1)

    def y(self, count: int) -> float:
        size = self.size
        height = size.height - size.top - size.bottom
        return round(size.height - size.bottom - count / self.most * height, 1)


def _line(series: Series, scale: _Scale, written: str) -> Line:
    """Return a line of steps: a count holds from the day on which it was reached."""
    steps = [f"H{scale.x(day)}V{scale.y(count)}" for day, count in series.counts]
    end = (scale.across(1.0), scale.y(series.total))
    return Line(
        key=series.key,
        label=series.label,
        count=series.total,
        written=written,
        path=f"M{scale.across(0.0)} {scale.y(0)}{''.join(steps)}H{end[0]}",
        end=end,
        label_at=end[1],
    )


def _labelled(lines: Sequence[Line], size: Size) -> list[Line]:
    """Return the lines from the lowest to the highest, their labels clear of each other."""
    labelled: list[Line] = []
    lowest = float(size.height - size.bottom - _LABEL_ABOVE_AXIS)
    for line in sorted(lines, key=lambda line: line.count):
        at = min(line.end[1], lowest)
        lowest = at - _LABEL_HEIGHT
        labelled.append(replace(line, label_at=round(at, 1)))
    return labelled


def _steps(most: int) -> list[int]:
    """Return round numbers from 0 to the most, about four of them, and the most itself."""
    step = _round_step(most)
    steps = list(range(0, most, step))
    if most - steps[-1] < step / 2 and len(steps) > 1:
        steps.pop()
    return [*steps, most]


def _round_step(most: int) -> int:
    candidates: Iterable[int] = (
        digit * 10**power for power in range(len(str(most)) + 1) for digit in _STEPS
    )
    return next(step for step in candidates if step * 4 >= most)
