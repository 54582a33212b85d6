"""Amounts are read exactly or not at all, and written with two decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import LARGEST, Cents, format_euro, parse_euro


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("0", 0),
        ("0.00", 0),
        ("-0.00", 0),
        ("0.01", 1),
        ("0.1", 10),
        ("0.10", 10),
        ("1", 100),
        ("1250", 1_250_00),
        ("1250.5", 1_250_50),
        ("1250.05", 1_250_05),
        ("0001250.00", 1_250_00),
        ("-1", -100),
        ("-0.01", -1),
        ("-1250.99", -1_250_99),
        ("999999999999.99", 99_999_999_999_999),
        ("1000000000000.00", 100_000_000_000_000),
        ("99999999999999999999.99", 9_999_999_999_999_999_999_999),
    ],
)
def test_exact_amounts_are_read_in_cents(text: str, cents: int) -> None:
    read = parse_euro(text)

    assert read == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".",
        "1.",
        ".5",
        "1.005",
        "1.000",
        "1,00",
        "1 000",
        "1_000",
        "1.000,00",
        " 1",
        "1 ",
        "1\n",
        "+1",
        "--1",
        "1-",
        "1e3",
        "0x10",
        "NaN",
        "Infinity",
        "inf",
        "٣",
        "１",
        "½",
        "1250.00 EUR",
        "€1",
        "100000000000000000000",
        "1.00.00",
        "1\u00a0000",
    ],
)
def test_what_is_no_exact_amount_is_not_read(text: str) -> None:
    read = parse_euro(text)

    assert read is None


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0.00"),
        (1, "0.01"),
        (10, "0.10"),
        (99, "0.99"),
        (100, "1.00"),
        (1_250_05, "1250.05"),
        (-1, "-0.01"),
        (-100, "-1.00"),
        (-1_250_99, "-1250.99"),
        (99_999_999_999_999, "999999999999.99"),
    ],
)
def test_amounts_are_written_with_two_decimals(cents: int, text: str) -> None:
    written = format_euro(Cents(cents))

    assert written == text


def test_the_largest_amount_is_just_below_a_million_million() -> None:
    largest = format_euro(LARGEST)

    assert largest == "999999999999.99"


@given(st.integers(min_value=-LARGEST, max_value=LARGEST))
def test_what_is_written_is_read_back(cents: int) -> None:
    read = parse_euro(format_euro(Cents(cents)))

    assert read == cents


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_reading_agrees_with_decimal_arithmetic(amount: Decimal) -> None:
    read = parse_euro(f"{amount:f}")

    assert read == amount * 100


@given(st.text(st.sampled_from("0123456789.-+,e _\n٣"), max_size=25))
def test_whatever_is_read_means_what_it_says(text: str) -> None:
    read = parse_euro(text)

    assert read is None or Decimal(read) == Decimal(text) * 100
