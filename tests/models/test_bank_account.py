"""What of an entered bank account is kept, and what is refused."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.bank_account import AccountNumbers, BankAccountEntry, check_bank_account
from models.entry_refusals import (
    AccountNumbersDisagree,
    BicOfAnotherCountry,
    InvalidBic,
    InvalidCharacters,
    InvalidHistoricalNumber,
    InvalidIban,
    Required,
    TooLong,
)
from models.language import Language
from models.refusals import Refusal

IBAN = ("bank_account", "iban")
HISTORICAL_NUMBER = ("bank_account", "historical_number")
BIC = ("bank_account", "bic")

BELFIUS = AccountNumbers(
    iban="BE34091000277790", bic="GKCCBEBB", historical_number="091-0002777-90"
)

ANYTHING = st.none() | st.text(st.characters(exclude_categories=()), max_size=70)
NEARLY_A_NUMBER = st.text("BENLDFR0123456789 -.\u00a0", max_size=30)
ASCII = st.text(st.characters(codec="ascii"), max_size=30)
NUMBERS = ANYTHING | NEARLY_A_NUMBER | ASCII
BICS = st.sampled_from([None, "GKCCBEBB", "bbru be bb", "KREDBEBBXXX", "NBBEBEBB203"])


@st.composite
def historical_digits(draw: st.DrawFn) -> str:
    """Return the twelve digits of a valid historical number."""
    first_ten = draw(st.integers(0, 9_999_999_999))
    return f"{first_ten:010d}{first_ten % 97 or 97:02d}"


@st.composite
def foreign_ibans(draw: st.DrawFn) -> str:
    """Return an IBAN in the form of the Netherlands, Germany or Luxembourg."""
    country, form = draw(
        st.sampled_from(
            [("NL", "[A-Z]{4}[0-9]{10}"), ("DE", "[0-9]{18}"), ("LU", "[0-9]{3}[A-Z0-9]{13}")]
        )
    )
    rest = draw(st.from_regex(rf"\A{form}\Z"))
    value = int("".join(str(int(char, 36)) for char in f"{rest}{country}00"))
    return f"{country}{98 - value % 97:02d}{rest}"


def entry(
    *, iban: str | None = None, historical_number: str | None = None, bic: str | None = None
) -> BankAccountEntry:
    return BankAccountEntry(iban=iban, historical_number=historical_number, bic=bic)


def again(kept: AccountNumbers) -> BankAccountEntry:
    return BankAccountEntry(iban=kept.iban, historical_number=kept.historical_number, bic=kept.bic)


def kept_of(entered: BankAccountEntry) -> AccountNumbers:
    kept, problems = check_bank_account(entered)
    assert kept is not None, problems
    return kept


def problems_of(entered: BankAccountEntry) -> list[Refusal]:
    kept, problems = check_bank_account(entered)
    assert kept is None
    return problems


def with_another_digit(number: str, position: int, step: int) -> str:
    digit = (int(number[position]) + step) % 10
    return f"{number[:position]}{digit}{number[position + 1 :]}"


# A Belgian account -------------------------------------------------------------------------------


def test_iban_and_bic_follow_from_the_historical_number() -> None:
    entered = entry(historical_number="091-0002777-90")

    answer = check_bank_account(entered)

    assert answer == (BELFIUS, [])


def test_historical_number_and_bic_follow_from_the_iban() -> None:
    entered = entry(iban="BE34 0910 0027 7790")

    answer = check_bank_account(entered)

    assert answer == (BELFIUS, [])


@pytest.mark.parametrize(
    ("historical_number", "iban"),
    [
        ("679-2005502-27", "BE48679200550227"),
        ("539-0075470-34", "BE68539007547034"),
        ("363-0000001-41", "BE88363000000141"),
        ("435-4111611-55", "BE31435411161155"),
    ],
)
def test_each_belgian_number_follows_from_the_other(historical_number: str, iban: str) -> None:
    from_historical = kept_of(entry(historical_number=historical_number))
    from_iban = kept_of(entry(iban=iban))

    assert from_historical == from_iban
    assert from_iban.iban == iban
    assert from_iban.historical_number == historical_number


def test_both_numbers_of_one_account_agree() -> None:
    entered = entry(iban="BE34 0910 0027 7790", historical_number="091-0002777-90")

    answer = check_bank_account(entered)

    assert answer == (BELFIUS, [])


def test_remainder_of_zero_is_written_97() -> None:
    entered = entry(historical_number="091-0002784-97")

    kept = kept_of(entered)

    assert kept.iban == "BE54091000278497"


def test_remainder_of_zero_is_not_written_00() -> None:
    entered = entry(historical_number="091-0002784-00")

    problems = problems_of(entered)

    assert problems == [InvalidHistoricalNumber(path=HISTORICAL_NUMBER)]


@pytest.mark.parametrize(
    "written",
    [
        "091000277790",
        "091 0002777 90",
        "091.0002777.90",
        " 091-0002777-90\n",
        "091\u00a00002777\u202f90",
        "091\u20110002777\u201390",
    ],
)
def test_historical_number_is_kept_in_its_form_whatever_separates_its_digits(written: str) -> None:
    kept = kept_of(entry(historical_number=written))

    assert kept == BELFIUS


@pytest.mark.parametrize(
    "written",
    [
        "BE34091000277790",
        "be34091000277790",
        "Be34 0910 0027 7790",
        "BE34\u00a00910\u00a00027\u00a07790",
        "BE34\u202f0910\u202f0027\u202f7790",
        "BE34-0910-0027-7790",
        "BE34.0910.0027.7790",
    ],
)
def test_iban_is_kept_compact_whatever_separates_its_digits(written: str) -> None:
    kept = kept_of(entry(iban=written))

    assert kept == BELFIUS


@pytest.mark.parametrize("blank", ["", "  ", "\u00a0"])
def test_blank_fields_are_as_good_as_none(blank: str) -> None:
    entered = entry(iban="BE34091000277790", historical_number=blank, bic=blank)

    kept = kept_of(entered)

    assert kept == BELFIUS


@pytest.mark.parametrize("blank", [None, "", "  ", "\u00a0"])
def test_one_of_the_numbers_is_required(blank: str | None) -> None:
    entered = entry(iban=blank, historical_number=blank, bic="GKCCBEBB")

    problems = problems_of(entered)

    assert problems == [Required(path=IBAN)]


def test_numbers_of_two_accounts_disagree() -> None:
    entered = entry(iban="BE68539007547034", historical_number="091-0002777-90")

    problems = problems_of(entered)

    assert problems == [AccountNumbersDisagree(path=HISTORICAL_NUMBER)]


@pytest.mark.parametrize(
    "historical_number",
    [
        pytest.param("091-0002777-91", id="wrong check digits"),
        pytest.param("901-0002777-90", id="swapped digits"),
        pytest.param("091-0002777-9", id="digit missing"),
        pytest.param("091-0002777-901", id="digit too many"),
        pytest.param("091-0002777-AB", id="letters"),
        pytest.param("BE34091000277790", id="IBAN"),
        pytest.param("-", id="only a separator"),
        pytest.param("٠٩١-٠٠٠٢٧٧٧-٩٠", id="Arabic-Indic digits"),
        pytest.param("０９１-０００２７７７-９０", id="full-width digits"),
        pytest.param("091-0002777-9𝟎", id="mathematical digit"),
        pytest.param("091-0002777-9⁰", id="superscript digit"),
    ],
)
def test_what_is_no_historical_number_is_refused(historical_number: str) -> None:
    problems = problems_of(entry(historical_number=historical_number))

    assert problems == [InvalidHistoricalNumber(path=HISTORICAL_NUMBER)]


@pytest.mark.parametrize(
    "iban",
    [
        pytest.param("BE35091000277790", id="wrong check digits"),
        pytest.param("BE41091811735141", id="modulo 97 right, historical number wrong"),
        pytest.param("BE3409100027779", id="digit missing"),
        pytest.param("BE340910002777900", id="digit too many"),
        pytest.param("BE", id="only a country"),
        pytest.param("091000277790", id="historical number"),
        pytest.param("-", id="only a separator"),
        pytest.param("BE34 0910 0027 77/90", id="slash"),
        pytest.param("BE٣٤٠٩١٠٠٠٢٧٧٧٩٠", id="Arabic-Indic digits"),
        pytest.param("BE34０９１０００２７７７９０", id="full-width digits"),
        pytest.param("ＢＥ34091000277790", id="full-width letters"),
    ],
)
def test_what_is_no_belgian_iban_is_refused(iban: str) -> None:
    problems = problems_of(entry(iban=iban))

    assert problems == [InvalidIban(path=IBAN)]


# A foreign account -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("iban", "bic", "expected"),
    [
        ("NL91 ABNA 0417 1643 00", "abnanl2a", "NL91ABNA0417164300"),
        ("FR14 2004 1010 0505 0001 3M02 606", "psst fr pp lil", "FR1420041010050500013M02606"),
        ("de89 3704 0044 0532 0130 00", "COBADEFFXXX", "DE89370400440532013000"),
    ],
)
def test_foreign_iban_is_kept_with_its_bic_and_no_historical_number(
    iban: str, bic: str, expected: str
) -> None:
    kept = kept_of(entry(iban=iban, bic=bic))

    assert kept == AccountNumbers(
        iban=expected, bic=bic.replace(" ", "").upper(), historical_number=None
    )


def test_foreign_iban_requires_a_bic() -> None:
    entered = entry(iban="NL91 ABNA 0417 1643 00")

    problems = problems_of(entered)

    assert problems == [Required(path=BIC)]


def test_historical_number_beside_a_foreign_iban_disagrees() -> None:
    entered = entry(
        iban="DE89370400440532013000", historical_number="091-0002777-90", bic="COBADEFFXXX"
    )

    problems = problems_of(entered)

    assert problems == [AccountNumbersDisagree(path=HISTORICAL_NUMBER)]


@pytest.mark.parametrize(
    "iban",
    [
        pytest.param("NL92ABNA0417164300", id="wrong check digits"),
        pytest.param("NL99ABNA0000000039", id="99 in place of 02"),
        pytest.param("FR0000000000000000000000010", id="00 in place of 97"),
        pytest.param("DE8937040044053201300", id="digit missing"),
        pytest.param("DE5137040044053201300", id="modulo 97 right, digit missing"),
        pytest.param("NL44ABN10417164300", id="modulo 97 right, digit among the letters"),
        pytest.param("ES0421000418411234567891", id="modulo 97 right, Spanish check digits wrong"),
        pytest.param("XX90000000000000", id="no such country"),
        pytest.param("?", id="question mark"),
        pytest.param("NL91/ABNA/0417/1643/00", id="slashes"),
        pytest.param("NL91ABNA041716430\N{LATIN SMALL LETTER DOTLESS I}", id="dotless i"),
        pytest.param("FR14 2004 1010 0505 0001 3M02 60ß", id="sharp s"),
    ],
)
def test_what_is_no_foreign_iban_is_refused(iban: str) -> None:
    problems = problems_of(entry(iban=iban, bic="ABNANL2A"))

    assert problems == [InvalidIban(path=IBAN)]


# The BIC -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("historical_number", "bic"),
    [
        ("091-0002777-90", "GKCCBEBB"),
        ("679-2005502-27", "PCHQBEBB"),
        ("363-0000001-41", "BBRUBEBB"),
    ],
)
def test_list_of_banks_proposes_the_bic(historical_number: str, bic: str) -> None:
    kept = kept_of(entry(historical_number=historical_number))

    assert kept.bic == bic


@pytest.mark.parametrize(
    "historical_number",
    [
        pytest.param("539-0075470-34", id="bank not in the list"),
        pytest.param("102-0000001-90", id="bank in the list without a BIC"),
    ],
)
def test_account_whose_bank_the_list_does_not_know_is_kept_without_bic(
    historical_number: str,
) -> None:
    kept = kept_of(entry(historical_number=historical_number))

    assert kept.bic is None


def test_given_bic_is_kept_although_the_list_of_banks_says_another() -> None:
    kept = kept_of(entry(historical_number="091-0002777-90", bic="BBRUBEBB"))

    assert kept.bic == "BBRUBEBB"


@pytest.mark.parametrize(
    ("iban", "bic", "agree"),
    [
        ("NL91 ABNA 0417 1643 00", "GKCCBEBB", False),
        ("BE34 0910 0027 7790", "ABNANL2A", False),
        ("BE34 0910 0027 7790", "GKCCBEBBXXX", True),
        ("FR14 2004 1010 0505 0001 3M02 606", "CMCIGPGP", True),
        ("FR14 2004 1010 0505 0001 3M02 606", "COBADEFF", False),
        ("IBAN: NL91 ABNA 0417 1643 00", "BIC ABNANL2A", True),
    ],
)
def test_a_bic_is_of_the_country_of_its_account(iban: str, bic: str, agree: bool) -> None:
    kept, refusals = check_bank_account(entry(iban=iban, bic=bic))

    assert (kept is not None) is agree
    assert refusals == ([] if agree else [BicOfAnotherCountry(path=("bank_account", "bic"))])


def test_a_number_is_taken_with_the_word_before_it() -> None:
    kept = kept_of(entry(iban="IBAN: BE34 0910 0027 7790", bic="SWIFT: gkccbebb"))

    assert kept == BELFIUS


@pytest.mark.parametrize("written", ["gkccbebb", "GKCC BE BB", " Gkcc\u00a0be\u00a0bb "])
def test_bic_is_kept_in_capitals_without_blanks(written: str) -> None:
    kept = kept_of(entry(historical_number="679-2005502-27", bic=written))

    assert kept.bic == "GKCCBEBB"


@pytest.mark.parametrize(
    "bic",
    [
        pytest.param("GKCCBEB", id="7 characters"),
        pytest.param("GKCCBEBBX", id="9 characters"),
        pytest.param("GKCCBEBBXXXX", id="12 characters"),
        pytest.param("GK1CBEBB", id="digit in the institution"),
        pytest.param("GKCCZZBB", id="no such country"),
        pytest.param("GKCCBE?B", id="question mark"),
        pytest.param("GKCCBE2٢", id="Arabic-Indic digit"),
        pytest.param("GKCCBEBſ", id="long s, which is S in capitals"),
        pytest.param("-", id="only a separator"),
    ],
)
def test_what_is_no_bic_is_refused(bic: str) -> None:
    problems = problems_of(entry(iban="BE34091000277790", bic=bic))

    assert problems == [InvalidBic(path=BIC)]


# What holds for all three ------------------------------------------------------------------------


def test_everything_wrong_is_said_at_once_each_at_its_field() -> None:
    entered = entry(iban="BE35091000277790", historical_number="091-0002777-91", bic="GKCC")

    problems = problems_of(entered)

    assert problems == [
        InvalidIban(path=IBAN),
        InvalidHistoricalNumber(path=HISTORICAL_NUMBER),
        InvalidBic(path=BIC),
    ]


def test_invalid_number_is_said_before_the_numbers_are_compared() -> None:
    entered = entry(iban="NL91ABNA0417164300", historical_number="091-0002777-91")

    problems = problems_of(entered)

    assert problems == [
        InvalidHistoricalNumber(path=HISTORICAL_NUMBER),
        Required(path=BIC),
    ]


def test_valid_historical_number_does_not_stand_in_for_an_invalid_iban() -> None:
    entered = entry(iban="BE35091000277790", historical_number="091-0002777-90")

    problems = problems_of(entered)

    assert problems == [InvalidIban(path=IBAN)]


@pytest.mark.parametrize(
    "invisible", ["\x00", "\n", "\x1b", "\u200b", "\u202e", "\ufeff", "\ud800"]
)
def test_invisible_characters_are_refused_in_every_field(invisible: str) -> None:
    entered = entry(
        iban=f"BE34{invisible}091000277790",
        historical_number=f"091{invisible}000277790",
        bic=f"GKCC{invisible}BEBB",
    )

    problems = problems_of(entered)

    assert problems == [
        InvalidCharacters(path=IBAN),
        InvalidCharacters(path=HISTORICAL_NUMBER),
        InvalidCharacters(path=BIC),
    ]


def test_texts_over_50_characters_are_too_long() -> None:
    entered = entry(iban="1" * 51, historical_number="1" * 51, bic="1" * 51)

    problems = problems_of(entered)

    assert problems == [
        TooLong(path=IBAN, limit=50),
        TooLong(path=HISTORICAL_NUMBER, limit=50),
        TooLong(path=BIC, limit=50),
    ]


def test_text_of_50_characters_is_read() -> None:
    entered = entry(iban="BE34" + " " * 34 + "091000277790")

    kept = kept_of(entered)

    assert kept == BELFIUS


def test_paths_begin_where_the_account_stands() -> None:
    entered = entry(iban="NL91ABNA0417164300", historical_number="091-0002777-90")

    _, problems = check_bank_account(entered, path=("input", "account"))

    assert problems == [
        AccountNumbersDisagree(path=("input", "account", "historical_number")),
        Required(path=("input", "account", "bic")),
    ]


def test_paths_of_unreadable_numbers_begin_where_the_account_stands() -> None:
    entered = entry(iban="1", historical_number="1", bic="1")

    _, problems = check_bank_account(entered, path=("input", "account"))

    assert problems == [
        InvalidIban(path=("input", "account", "iban")),
        InvalidHistoricalNumber(path=("input", "account", "historical_number")),
        InvalidBic(path=("input", "account", "bic")),
    ]


# The sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_numbers_that_the_refusals_give_as_an_example_are_accepted(language: Language) -> None:
    kept = kept_of(entry(historical_number="091-0012345-55", bic="GKCCBEBB"))

    assert kept.historical_number == "091-0012345-55"
    assert "091-0012345-55" in InvalidHistoricalNumber().message(language)
    assert "GKCCBEBB" in InvalidBic().message(language)


# Laws --------------------------------------------------------------------------------------------


@given(digits=historical_digits())
@example(digits="000000000097")
def test_historical_number_comes_back_from_its_iban(digits: str) -> None:
    from_historical = kept_of(entry(historical_number=digits))

    from_iban = kept_of(entry(iban=from_historical.iban))

    assert from_iban == from_historical
    assert from_iban.historical_number == f"{digits[:3]}-{digits[3:10]}-{digits[10:]}"
    assert re.fullmatch(rf"BE[0-9]{{2}}{digits}", from_iban.iban)


@given(digits=historical_digits(), position=st.integers(0, 11), step=st.integers(1, 9))
def test_one_wrong_digit_in_a_historical_number_is_refused(
    digits: str, position: int, step: int
) -> None:
    entered = entry(historical_number=with_another_digit(digits, position, step))

    problems = problems_of(entered)

    assert problems == [InvalidHistoricalNumber(path=HISTORICAL_NUMBER)]


@given(digits=historical_digits(), position=st.integers(2, 15), step=st.integers(1, 9))
def test_one_wrong_digit_in_a_belgian_iban_is_refused(
    digits: str, position: int, step: int
) -> None:
    iban = kept_of(entry(historical_number=digits)).iban
    entered = entry(iban=with_another_digit(iban, position, step))

    problems = problems_of(entered)

    assert problems == [InvalidIban(path=IBAN)]


@given(one=historical_digits(), other=historical_digits())
def test_numbers_agree_only_when_they_name_one_account(one: str, other: str) -> None:
    iban = kept_of(entry(historical_number=other)).iban

    _, problems = check_bank_account(entry(iban=iban, historical_number=one))

    assert (problems == []) == (one == other)


@given(iban=NUMBERS, historical_number=NUMBERS, bic=NUMBERS)
def test_any_text_is_either_kept_or_refused_once_for_each_field(
    iban: str | None, historical_number: str | None, bic: str | None
) -> None:
    kept, problems = check_bank_account(
        entry(iban=iban, historical_number=historical_number, bic=bic)
    )

    paths = [problem.path for problem in problems]
    assert (kept is None) == bool(problems)
    assert len(paths) == len(set(paths))
    assert set(paths) <= {IBAN, HISTORICAL_NUMBER, BIC}


@given(digits=historical_digits(), bic=BICS)
def test_kept_belgian_account_is_kept_as_it_is(digits: str, bic: str | None) -> None:
    kept = kept_of(entry(historical_number=digits, bic=bic))

    answer = check_bank_account(again(kept))

    assert answer == (kept, [])


@given(iban=foreign_ibans())
def test_kept_foreign_account_is_kept_as_it_is(iban: str) -> None:
    bic = f"COBA{iban[:2]}FFXXX"
    kept = kept_of(entry(iban=iban.lower(), bic=bic.lower()))

    answer = check_bank_account(again(kept))

    assert answer == (kept, [])
    assert kept == AccountNumbers(iban=iban, bic=bic, historical_number=None)
