"""Amounts as spreadsheets write them: exact, or a problem."""

import pytest

from rapport_unique.advances_file import read_advances
from tests.rapport_unique.reading_advances import (
    NARROW,
    NO_BREAK,
    advance,
    amount_problem,
    lines,
    problems,
)

# The amount ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("0", 0),
        ("0,00", 0),
        ("1250", 1250_00),
        ("1250,5", 1250_50),
        ("1250.50", 1250_50),
        ("1250,05", 1250_05),
        ("0,29", 29),
        ("0001250,50", 1250_50),
        ("0" * 30 + "1250,50", 1250_50),
        ("1.234,56", 1234_56),
        ("1,234.56", 1234_56),
        ("1.234,5", 1234_50),
        ("1.234.567", 1234567_00),
        ("1,234,567", 1234567_00),
        ("1.234.567,00", 1234567_00),
        ("1 234", 1234_00),
        ("1 234 567,89", 1234567_89),
        (f"1{NO_BREAK}234,56", 1234_56),
        (f"1{NARROW}234{NARROW}567.89", 1234567_89),
        ("1\u2009234,56", 1234_56),
        ("1'234.56", 1234_56),
        ("1’234’567", 1234567_00),
        ("999 999 999 999,99", 999_999_999_999_99),
        ("€ 1.234,56", 1234_56),
        ("1 234,56 €", 1234_56),
        ("1234€", 1234_00),
        ("EUR 1234.56", 1234_56),
        ("1234,56EUR", 1234_56),
        (f"1234,56{NO_BREAK}eur", 1234_56),
        ("  1250,50  ", 1250_50),
        ("1250,-", 1250_00),
        ("1.250,--", 1250_00),
        ("€ 1 250,\u2013", 1250_00),
        ("1250,- EUR", 1250_00),
    ],
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_amount_is_read_exactly(written: str, cents: int, separator: str) -> None:
    assert advance(written, separator) == cents


@pytest.mark.parametrize(
    "written",
    [
        "1.234",
        "1,234",
        "999.999",
        "€ 1.234",
        "0.123",
        "1234.567",
        "1234,567",
        "12.345,678",
        "1,005",
        "1.234.56",
        "1.234,567.00",
        "1 234.567",
        "1 234.567,00",
        f"1 234{NO_BREAK}567",
        "12 34",
        "1234 567",
        "0 123",
        "0.123,00",
        ",50",
        "5,",
        "1250,-50",
        ",-",
        "1250 -,",
        "1,25E+03",
        "1e3",
        "1250.50.",
        "1,,234",
        "+5,00",
        "--5,00",
        "-",
        "- €",
        "5 USD",
        "€ 5 €",
        "5€00",
        "12 %",
        "=1250",
        "1250,50 ?",
        "#VALUE!",
        "zero",
        "١٢٥٠",
        "1250²",
        "½",
        "1\n250,00",
        "-1,2345",
    ],
)
def test_amount_that_is_not_certain_is_a_problem(written: str) -> None:
    assert amount_problem(written) == "INVALID_AMOUNT"


@pytest.mark.parametrize("written", ["1.234", "1,234"])
def test_ambiguous_amount_is_told_so(written: str) -> None:
    [found] = read_advances(f"nis;advance\n11001;{written}\n".encode()).problems

    assert found.message.en.startswith("This amount can be read in two ways")


@pytest.mark.parametrize(
    "written",
    [
        "-5",
        "-5,00",
        "−5,00",
        "–5,00",
        "5,00-",
        "(5,00)",
        "- 5,00 €",
        "€ -5,00",
        "(€ 5,00)",
        "-1.234",
        "-0,00",
        "-1 000 000 000 000,00",
    ],
)
def test_negative_amount_is_a_problem(written: str) -> None:
    assert amount_problem(written) == "NEGATIVE_AMOUNT"


@pytest.mark.parametrize("written", ["1000000000000", "1.000.000.000.000,00", "9" * 100_000])
def test_amount_over_the_largest_is_a_problem(written: str) -> None:
    assert amount_problem(written) == "AMOUNT_TOO_LARGE"


@pytest.mark.parametrize(
    ("titles", "row"),
    [
        ("nis,advance", "11001,1250,50"),
        ("nis,advance", "11001,1,250.00"),
        ("nis,advance", "11001,€ 1250,50"),
        ("advance,nis", "1250,50,11001"),
        ("nis,advance,,", "11001,1250,50,,"),
        ("nis,name,advance", "11001,Aartselaar,1250,50"),
        ("nis,name,advance,,", "11001,Aartselaar,12,1250,"),
        ("nis,advance,comment", "11001,1250,50,"),
        ("nis,advance,comment", "11001,1250,50"),
        ("nis,advance,comment", "11001,1250,5"),
        ("nis,advance,comment", "11001,1250, 50 €"),
        ("nis,advance,comment", "11001,1 250,50"),
        ("nis,advance,comment", "11001,1,250.00"),
        ("nis,advance,comment", "11001,1,250"),
        ("nis,total,advance,comment", "11001,1250,50,3000,"),
    ],
)
def test_amount_cut_at_its_comma_is_a_problem(titles: str, row: str) -> None:
    assert problems(f"{titles}\n{row}\n") == [(2, "INVALID_AMOUNT")]


def test_number_beside_an_amount_with_decimals_does_no_harm() -> None:
    content = "nis,advance,beneficiaries\n11001,2550.00,10\n"

    assert lines(content) == [(2, "11001", 2550_00, None)]


def test_number_beside_a_whole_amount_does_no_harm_between_semicolons() -> None:
    content = "nis;advance;beneficiaries\n11001;2550;10\n"

    assert lines(content) == [(2, "11001", 2550_00, None)]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_cell_beyond_the_titles_is_a_problem(separator: str) -> None:
    content = "nis;advance\n11001;5,00;6,00\n".replace(";", separator)

    assert problems(content) == [(2, "INVALID_AMOUNT")]
