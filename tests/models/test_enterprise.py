"""Enterprise numbers: what is read of what people and spreadsheets write."""

import pytest
import stdnum.be.vat
from hypothesis import given
from hypothesis import strategies as st

from models.enterprise import check_digits, read_enterprise_number
from models.language import Language

FIRST_EIGHT = st.integers(min_value=1, max_value=1_9999_999).map("{:08d}".format)
NUMBERS = FIRST_EIGHT.map(lambda first: first + check_digits(first))


@pytest.mark.parametrize(
    "written",
    [
        "0207889113",
        "0207.889.113",
        "0207 889 113",
        "0207-889-113",
        "BE0207889113",
        "BE 0207.889.113",
        "be0207889113",
        "207889113",
        "207.889.113",
        "BE 207.889.113",
        "\u00a00207\u202f889\u00a0113\u00a0",
    ],
)
def test_one_number_is_written_in_many_ways(written: str) -> None:
    assert read_enterprise_number(written) == "0207889113"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0207889112",
        "0207889131",
        "2207889113",
        "00207889113",
        "20788911",
        "FR0207889113",
        "0207889113 BE",
        "0207/889/113",
        "0207889113\n",
        "２０７８８９１１３",
        "٠٢٠٧٨٨٩١١٣",
        "1234567890",
        "0" * 60,
        "-" * 40 + "0207889113" + "-" * 40,
        Language.FR.value,
    ],
)
def test_what_is_no_number_is_not_guessed_at(written: str) -> None:
    assert read_enterprise_number(written) is None


@given(NUMBERS)
def test_every_number_with_its_check_digits_is_one_and_others_say_so_too(number: str) -> None:
    assert read_enterprise_number(number) == number
    assert stdnum.be.vat.is_valid(number)


@given(NUMBERS, st.integers(min_value=0, max_value=9), st.integers(min_value=1, max_value=9))
def test_no_digit_can_be_another_one(number: str, place: int, more: int) -> None:
    other = str((int(number[place]) + more) % 10)

    assert read_enterprise_number(number[:place] + other + number[place + 1 :]) is None


@given(NUMBERS, st.integers(min_value=0, max_value=8))
def test_no_two_neighbours_can_change_places(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert read_enterprise_number(swapped) in {None, *([number] if swapped == number else [])}


@given(st.text(max_size=20))
def test_what_is_read_is_ten_digits_that_check_each_other(written: str) -> None:
    number = read_enterprise_number(written)

    assert number is None or (len(number) == 10 and check_digits(number[:8]) == number[8:])
