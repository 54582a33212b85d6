"""Numbers, amounts and days, as people write them."""

from datetime import UTC, date, datetime

import pytest

from models.language import Language
from models.money import LARGEST, Cents
from rapport_unique.pages.writing import amount, day, local_day, number, percentage, time


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (Language.FR, "1\u202f234\u202f567"),
        (Language.NL, "1.234.567"),
        (Language.DE, "1.234.567"),
        (Language.EN, "1,234,567"),
    ],
)
def test_thousands_stand_apart(language: Language, written: str) -> None:
    assert number(1_234_567, language) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (Language.FR, "999\u202f999\u202f999\u202f999,99\xa0€"),
        (Language.NL, "€\xa0999.999.999.999,99"),
        (Language.DE, "999.999.999.999,99\xa0€"),
        (Language.EN, "€999,999,999,999.99"),
    ],
)
def test_an_amount_is_written_to_the_cent(language: Language, written: str) -> None:
    assert amount(LARGEST, language) == written


def test_cents_keep_their_zeros() -> None:
    assert [amount(Cents(cents), Language.EN) for cents in (0, 5, 50, 100)] == [
        "€0.00",
        "€0.05",
        "€0.50",
        "€1.00",
    ]


@pytest.mark.parametrize(
    ("language", "first", "march"),
    [
        (Language.FR, "1er\xa0janv.\xa02021", "23\xa0mars\xa02021"),
        (Language.NL, "1\xa0jan.\xa02021", "23\xa0mrt.\xa02021"),
        (Language.DE, "1.\xa0Jan.\xa02021", "23.\xa0März\xa02021"),
        (Language.EN, "1\xa0Jan\xa02021", "23\xa0Mar\xa02021"),
    ],
)
def test_a_day_is_written_with_its_month(language: Language, first: str, march: str) -> None:
    assert day(date(2021, 1, 1), language) == first
    assert day(date(2021, 3, 23), language) == march


def test_days_and_hours_are_those_of_brussels() -> None:
    summer = datetime(2021, 6, 30, 22, 15, 1, tzinfo=UTC)
    winter = datetime(2020, 12, 31, 22, 59, 59, tzinfo=UTC)

    assert (local_day(summer), time(summer)) == (date(2021, 7, 1), "00:15:01")
    assert (local_day(winter), time(winter)) == (date(2020, 12, 31), "23:59:59")


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, 0), (0, 9, 0), (9, 9, 100), (1, 1000, 1), (999, 1000, 99), (1, 3, 33), (1, 2, 50)],
)
def test_only_all_is_everything_and_only_nothing_is_nothing(
    part: int, whole: int, percent: int
) -> None:
    assert percentage(part, whole) == percent


def test_what_lies_past_the_calendar_in_brussels_is_told_in_utc() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

    assert local_day(last) == date(9999, 12, 31)
    assert time(last) == "23:59:59"
