"""Extending and closing by hand: which closings can be, and who knows of which."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.closing import close, extend, extend_at_least
from models.form import Form
from models.lifecycle import allowed
from models.refusals import RefusalCode, Refused
from models.report import ClosedByHand, Report, ReportStatus
from tests.models.building import (
    CLOSING,
    COVID,
    FRIDAY,
    MONDAY,
    OPENING,
    PAULA,
    REPORT,
    THURSDAY,
    WEDNESDAY,
    refusals_of,
)

MICROSECOND = timedelta(microseconds=1)
LATER = CLOSING + timedelta(days=30)
BY_HAND = replace(
    REPORT, closes_at=WEDNESDAY, closed=ClosedByHand(at=WEDNESDAY, because="All is in")
)


def refused(
    report: Report, closes_at: datetime, now: datetime, expected: datetime | None = None
) -> list[tuple[RefusalCode, tuple[str, ...]]]:
    with pytest.raises(Refused) as why:
        extend(report, closes_at, expected=expected, now=now)
    return [(refusal.code, refusal.path) for refusal in refusals_of(why)]


TOO_EARLY = [(RefusalCode.INVALID_PERIOD, ("closes_at",))]
UNSEEN = [(RefusalCode.CLOSING_CHANGED, ("expected_closes_at",))]


# Extending ---------------------------------------------------------------------------------------


def test_an_open_report_gets_more_time() -> None:
    after = extend(REPORT, LATER, expected=None, now=MONDAY)

    assert after == replace(REPORT, closes_at=LATER)


def test_a_report_that_its_date_closed_is_open_again() -> None:
    after = extend(REPORT, LATER, expected=None, now=CLOSING)

    assert REPORT.status(CLOSING) is ReportStatus.CLOSED
    assert after.status(CLOSING) is ReportStatus.OPEN


def test_the_same_closing_again_changes_nothing() -> None:
    assert extend(REPORT, CLOSING, expected=None, now=MONDAY) == REPORT


def test_the_same_extension_again_changes_nothing_though_it_expects_what_was() -> None:
    once = extend(BY_HAND, LATER, expected=WEDNESDAY, now=THURSDAY)

    assert extend(once, LATER, expected=WEDNESDAY, now=THURSDAY) == once


def test_an_extension_lies_ahead() -> None:
    closed = replace(REPORT, closes_at=TUESDAY_MORNING)

    assert refused(closed, FRIDAY, now=FRIDAY) == TOO_EARLY
    assert extend(closed, FRIDAY, expected=None, now=FRIDAY - MICROSECOND).closes_at == FRIDAY


TUESDAY_MORNING = datetime(2021, 1, 12, 6, tzinfo=UTC)


def test_an_extension_is_never_earlier_than_the_closing() -> None:
    assert refused(REPORT, CLOSING - MICROSECOND, now=MONDAY) == TOO_EARLY


@pytest.mark.parametrize(
    ("now", "last_year"),
    [(MONDAY, 2025), (datetime(2026, 11, 23, tzinfo=UTC), 2028)],
    ids=["five years after its own", "two years from now"],
)
def test_an_extension_is_not_a_slip_of_the_pen(now: datetime, last_year: int) -> None:
    last = datetime(last_year + 1, 1, 1, tzinfo=UTC) - MICROSECOND

    after = extend(REPORT, last, expected=None, now=now)

    assert after.closes_at == last
    assert refused(REPORT, last + MICROSECOND, now=now) == TOO_EARLY


# Closing by hand ---------------------------------------------------------------------------------


def test_what_was_closed_by_hand_is_closed_whatever_the_clock_says() -> None:
    after = close(REPORT, "All is in", WEDNESDAY)

    assert after == BY_HAND
    assert after.status(MONDAY) is ReportStatus.CLOSED
    assert allowed(COVID, after, PAULA, MONDAY).cannot_sign_reasons == (RefusalCode.REPORT_CLOSED,)


def test_what_is_closed_already_stays_as_it_is() -> None:
    assert close(REPORT, "Once more", CLOSING) == REPORT
    assert close(BY_HAND, "Once more", THURSDAY) == BY_HAND


@pytest.mark.parametrize("now", [OPENING - MICROSECOND, OPENING], ids=["planned", "at once"])
def test_a_report_is_closed_only_after_it_was_open(now: datetime) -> None:
    with pytest.raises(Refused) as why:
        close(REPORT, "Never mind", now)

    assert [refusal.code for refusal in refusals_of(why)] == [RefusalCode.REPORT_NOT_OPEN]


def test_what_was_closed_by_hand_is_open_again_for_who_saw_it() -> None:
    after = extend(BY_HAND, LATER, expected=WEDNESDAY, now=THURSDAY)

    assert (after.closed, after.status(THURSDAY)) == (None, ReportStatus.OPEN)


@pytest.mark.parametrize("expected", [None, CLOSING], ids=["unsaid", "the date before"])
def test_what_was_closed_by_hand_is_not_reopened_unseen(expected: datetime | None) -> None:
    assert refused(BY_HAND, LATER, now=THURSDAY, expected=expected) == UNSEEN


def test_an_extension_that_expects_another_closing_is_refused() -> None:
    assert refused(REPORT, LATER, now=MONDAY, expected=WEDNESDAY) == UNSEEN


# Several at once ---------------------------------------------------------------------------------


def test_a_report_that_closes_later_already_stays_so() -> None:
    assert extend_at_least(REPORT, FRIDAY, expected=None, now=MONDAY) == REPORT


def test_a_report_that_closes_earlier_is_extended() -> None:
    after = extend_at_least(REPORT, LATER, expected=None, now=MONDAY)

    assert after.closes_at == LATER


def test_of_several_those_closed_by_hand_are_not_reopened_unseen() -> None:
    with pytest.raises(Refused):
        extend_at_least(BY_HAND, LATER, expected=None, now=THURSDAY)


def test_a_form_in_a_report_that_was_extended_can_be_edited_again() -> None:
    form: Form = COVID

    after = extend(REPORT, LATER, expected=None, now=CLOSING)

    assert allowed(form, after, PAULA, CLOSING).sign_as
