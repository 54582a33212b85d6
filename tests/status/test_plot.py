"""The plot: where days and counts stand, what is written, and what is drawn shorter."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rapport_unique.pages.follow_up.calendar import LONGEST_QUIET, calendar_of
from rapport_unique.pages.follow_up.plot import Plot, Series, Size, plot_of

SIZE = Size(width=200, height=120, days=5, left=0, right=100, top=10, bottom=10)
JANUARY = date(2021, 1, 1)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1))
ADDED = st.dictionaries(DAYS, st.integers(min_value=1, max_value=500), min_size=1, max_size=30)


def on(*days: int) -> dict[date, int]:
    """One form on each of these days of January."""
    return {JANUARY + timedelta(days=day - 1): 1 for day in days}


def drawn(encoded: dict[date, int], sent: dict[date, int], total: int = 10) -> Plot | None:
    return plot_of(
        [
            Series(key="encoded", label="Encoded", added=encoded),
            Series(key="sent", label="Sent", added=sent),
        ],
        total,
        SIZE,
        write_count=str,
        write_day=lambda day, before: f"{day:%d}" if before else f"{day:%d %b}",
    )


def plot(encoded: dict[date, int], sent: dict[date, int], total: int = 10) -> Plot:
    found = drawn(encoded, sent, total)
    assert found is not None
    return found


def test_nothing_is_drawn_where_nothing_happened() -> None:
    assert drawn({}, {}) is None


def test_a_line_rises_on_the_day_on_which_it_does_and_goes_on_to_the_last() -> None:
    found = plot(encoded=on(2, 6), sent=on(11))

    sent, encoded = found.lines
    assert encoded.path == "M0.0 110.0H10.0V100.0H50.0V90.0H100.0"
    assert sent.path == "M0.0 110.0H100.0V100.0H100.0"
    assert (encoded.end, encoded.count, encoded.written) == ((100.0, 90.0), 2, "2")
    assert (sent.end, sent.count) == ((100.0, 100.0), 1)


def test_a_line_without_anything_lies_on_the_floor() -> None:
    found = plot(encoded=on(2, 6), sent={})

    assert found.lines[0].path == f"M0.0 {found.floor}.0H100.0"


def test_all_forms_reach_the_top() -> None:
    found = plot(encoded={JANUARY: 10}, sent={}, total=10)

    assert found.lines[1].end == (100.0, 10.0)


def test_labels_at_the_end_stay_clear_of_each_other_and_of_the_axis() -> None:
    found = plot(encoded=on(2, 6), sent=on(3, 6))

    lower, higher = (line.label_at for line in found.lines)
    assert higher <= lower - 30
    assert lower < found.floor - 10


def test_counts_are_written_in_round_steps_up_to_the_total() -> None:
    def written(total: int) -> list[str]:
        return [tick.text for tick in plot(on(2), {}, total).counts]

    assert written(3486) == ["0", "1000", "2000", "3486"]
    assert written(581) == ["0", "200", "400", "581"]
    assert written(6) == ["0", "2", "4", "6"]
    assert written(1) == ["0", "1"]
    assert written(10) == ["0", "5", "10"]


def test_days_are_written_as_densely_as_there_is_room() -> None:
    def written(*days: int) -> list[str]:
        return [tick.text for tick in plot(on(*days), {}).days]

    assert written(2, 4) == ["01 Jan", "02", "03", "04"]
    assert written(2, 31) == ["01 Jan", "11", "31"]
    assert written(2, 40, 90) == ["01 Jan", "01", "01", "31"]


def test_a_long_quiet_time_is_drawn_shorter_and_marked() -> None:
    first, last = date(2021, 1, 31), date(2026, 11, 24)
    calendar = calendar_of([JANUARY, first, last])

    assert len(calendar.gaps) == 1
    assert calendar.place(first) > 0.8
    assert calendar.place(first) < calendar.gaps[0] < calendar.place(last) == 1
    assert last in calendar.written(5)
    assert first not in calendar.written(3) or len(calendar.written(3)) <= 3


def test_a_time_as_long_as_usual_is_drawn_as_long_as_it_was() -> None:
    calendar = calendar_of([JANUARY, JANUARY + timedelta(days=LONGEST_QUIET)])

    assert calendar.gaps == []
    assert calendar.place(JANUARY + timedelta(days=29)) == 30 / 61


@given(added=ADDED)
def test_later_days_stand_further_right_and_none_leaves_the_axis(added: dict[date, int]) -> None:
    calendar = calendar_of(list(added))

    places = [calendar.place(day) for day in sorted(added)]

    assert all(0 <= place <= 1.000001 for place in places)
    assert all(earlier < later for earlier, later in pairwise(places))
    assert abs(places[-1] - 1) < 1e-9


@given(added=ADDED, most=st.integers(min_value=2, max_value=9))
def test_what_is_written_stands_apart(added: dict[date, int], most: int) -> None:
    calendar = calendar_of(list(added))

    written = [calendar.place(day) for day in calendar.written(most)]

    assert written
    assert len(written) <= most
    assert all(later - earlier >= 1 / (most - 1) - 1e-9 for earlier, later in pairwise(written))


@given(added=ADDED, sent=ADDED)
def test_a_plot_stays_within_its_size(added: dict[date, int], sent: dict[date, int]) -> None:
    total = sum(added.values()) + sum(sent.values())

    found = plot(added, sent, total)

    for line in found.lines:
        assert 0 <= line.end[0] <= found.wall
        assert 0 <= line.end[1] <= found.floor
    assert all(0 <= tick.at <= found.wall for tick in found.days)
    assert all(0 <= tick.at <= found.floor for tick in found.counts)
