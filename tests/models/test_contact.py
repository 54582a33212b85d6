"""What of an entered contact person is kept, and what is refused."""

import unicodedata

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.contact import ContactDetails, ContactEntry, check_contact
from models.entry_refusals import (
    InvalidCharacters,
    InvalidEmail,
    InvalidPhone,
    Required,
    TooLong,
)
from models.language import Language
from models.refusals import Refusal

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)
NEARLY_A_PHONE = st.text("+0123456789 -./()xet;=#,", max_size=45)
NEARLY_AN_EMAIL = st.text('abzé.@-_+"()[] <>:1\u0301xn', max_size=45)
TEXTS = ANYTHING | NEARLY_A_PHONE | NEARLY_AN_EMAIL


def entry(
    *,
    name: str = "Anne Dubois",
    email: str = "info@cpas-charleroi.example",
    phone: str = "071 23 33 33",
) -> ContactEntry:
    return ContactEntry(name=name, email=email, phone=phone)


def again(kept: ContactDetails) -> ContactEntry:
    return ContactEntry(name=kept.name, email=kept.email, phone=kept.phone)


def kept_of(entered: ContactEntry) -> ContactDetails:
    kept, problems = check_contact(entered)
    assert kept is not None, problems
    return kept


def problems_of(entered: ContactEntry) -> list[Refusal]:
    kept, problems = check_contact(entered)
    assert kept is None
    return problems


def test_contact_is_kept_with_its_phone_number_in_e164() -> None:
    entered = entry()

    answer = check_contact(entered)

    assert answer == (
        ContactDetails(
            name="Anne Dubois", email="info@cpas-charleroi.example", phone="+3271233333"
        ),
        [],
    )


def test_everything_wrong_is_said_at_once_each_at_its_field() -> None:
    entered = entry(name=" ", email="info", phone="12")

    problems = problems_of(entered)

    assert problems == [
        Required(path=("contact", "name")),
        InvalidEmail(path=("contact", "email")),
        InvalidPhone(path=("contact", "phone")),
    ]


def test_paths_begin_where_the_contact_stands() -> None:
    entered = entry(email="info")

    _, problems = check_contact(entered, path=("input", "contact"))

    assert problems == [InvalidEmail(path=("input", "contact", "email"))]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\t\r\n"])
def test_blank_fields_are_required(blank: str) -> None:
    entered = entry(name=blank, email=blank, phone=blank)

    problems = problems_of(entered)

    assert problems == [
        Required(path=("contact", "name")),
        Required(path=("contact", "email")),
        Required(path=("contact", "phone")),
    ]


def test_blanks_around_a_text_are_dropped() -> None:
    entered = entry(name=" Anne Dubois\n", email="\tinfo@cpas.be ", phone="\u00a002 508 85 85 ")

    kept = kept_of(entered)

    assert kept == ContactDetails(name="Anne Dubois", email="info@cpas.be", phone="+3225088585")


def test_name_is_kept_with_its_accents_composed() -> None:
    entered = entry(name="Rene\u0301e O’Sze\u0301kely-D’Haeseleer")

    kept = kept_of(entered)

    assert kept.name == "Ren\u00e9e O’Sz\u00e9kely-D’Haeseleer"


# Length ------------------------------------------------------------------------------------------


def test_texts_at_their_limit_are_kept() -> None:
    longest_email = f"{'a' * 64}@{'b' * 62}.{'c' * 62}.{'d' * 60}.be"
    entered = entry(name="n" * 120, email=longest_email, phone="071233333" + "-" * 31)

    kept = kept_of(entered)

    assert (len(kept.name), len(kept.email), kept.phone) == (120, 254, "+3271233333")


def test_texts_over_their_limit_are_too_long() -> None:
    entered = entry(name="n" * 121, email="a" * 248 + "@cpas.be", phone="0" * 41)

    problems = problems_of(entered)

    assert problems == [
        TooLong(path=("contact", "name"), limit=120),
        TooLong(path=("contact", "email"), limit=254),
        TooLong(path=("contact", "phone"), limit=40),
    ]


def test_length_counts_the_composed_characters() -> None:
    decomposed = unicodedata.normalize("NFD", "\u1f82") * 120

    kept = kept_of(entry(name=decomposed))

    assert len(decomposed) == 480
    assert kept.name == "\u1f82" * 120


def test_hostile_length_is_refused_without_being_composed() -> None:
    alternating_marks = "a" + "\u0301\u0327" * 500_000

    problems = problems_of(entry(name=alternating_marks))

    assert problems == [TooLong(path=("contact", "name"), limit=120)]


def test_too_long_comes_before_invisible_characters() -> None:
    entered = entry(name="\u202e" * 121)

    problems = problems_of(entered)

    assert problems == [TooLong(path=("contact", "name"), limit=120)]


# Invisible characters ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "invisible",
    [
        pytest.param("\x00", id="null"),
        pytest.param("\n", id="line feed"),
        pytest.param("\t", id="tab"),
        pytest.param("\x7f", id="delete"),
        pytest.param("\x85", id="next line"),
        pytest.param("\u00ad", id="soft hyphen"),
        pytest.param("\u200b", id="zero width space"),
        pytest.param("\u200c", id="zero width non-joiner"),
        pytest.param("\u200d", id="zero width joiner"),
        pytest.param("\u202e", id="right-to-left override"),
        pytest.param("\u2066", id="left-to-right isolate"),
        pytest.param("\ufeff", id="byte order mark"),
        pytest.param("\u2028", id="line separator"),
        pytest.param("\u2029", id="paragraph separator"),
        pytest.param("\ud800", id="lone surrogate"),
        pytest.param("\ue000", id="private use"),
        pytest.param("\ufffe", id="noncharacter"),
        pytest.param("\u0378", id="unassigned"),
    ],
)
def test_invisible_characters_are_refused_in_every_field(invisible: str) -> None:
    entered = entry(
        name=f"Anne{invisible}Dubois",
        email=f"info{invisible}@cpas.be",
        phone=f"02 508{invisible}85 85",
    )

    problems = problems_of(entered)

    assert problems == [
        InvalidCharacters(path=("contact", "name")),
        InvalidCharacters(path=("contact", "email")),
        InvalidCharacters(path=("contact", "phone")),
    ]


# E-mail ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ("info@cpas-charleroi.example", "info@cpas-charleroi.example"),
        ("info@example.be", "info@example.be"),
        ("Anne.Dubois+rapport@OCMW.Gent", "Anne.Dubois+rapport@ocmw.gent"),
        ("o'neill@oshz-st.vith.be", "o'neill@oshz-st.vith.be"),
        ("info@Büllingen.be", "info@büllingen.be"),
        ("info@xn--bllingen-65a.be", "info@büllingen.be"),
    ],
)
def test_email_is_kept_as_written_with_its_domain_in_small_letters(
    entered: str, expected: str
) -> None:
    kept = kept_of(entry(email=entered))

    assert kept.email == expected


@pytest.mark.parametrize(
    "email",
    [
        pytest.param("cpas.be", id="no @"),
        pytest.param("info@", id="no domain"),
        pytest.param("@cpas.be", id="no mailbox"),
        pytest.param("info@@cpas.be", id="two @"),
        pytest.param("info@cpas", id="no point in the domain"),
        pytest.param("info@cpas..be", id="two points"),
        pytest.param("info@cpas.be, anne@cpas.be", id="two addresses"),
        pytest.param("in fo@cpas.be", id="a blank"),
        pytest.param("Anne <anne@cpas.be>", id="with a display name"),
        pytest.param('"anne dubois"@cpas.be', id="quoted"),
        pytest.param("anne@[192.0.2.1]", id="no domain name"),
        pytest.param("renée@cpas.be", id="accent before the @"),
        pytest.param("root@localhost", id="this machine"),
        pytest.param("info@cpas.test", id="reserved for tests of software"),
        pytest.param("info@cpas.local", id="local network"),
        pytest.param("a" * 65 + "@cpas.be", id="mailbox over 64 characters"),
    ],
)
def test_what_is_no_email_address_is_refused(email: str) -> None:
    problems = problems_of(entry(email=email))

    assert problems == [InvalidEmail(path=("contact", "email"))]


# Phone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ("02 508 85 85", "+3225088585"),
        ("02/508.85.85", "+3225088585"),
        ("02-508-85-85", "+3225088585"),
        ("(02) 508 85 85", "+3225088585"),
        ("+32 2 508 85 85", "+3225088585"),
        ("+32 (0)2 508 85 85", "+3225088585"),
        ("(+32) 2 508 85 85", "+3225088585"),
        ("0032 2 508 85 85", "+3225088585"),
        ("02\u00a0508\u202f85\u201185", "+3225088585"),
        ("0475 12 34 56", "+32475123456"),
        ("+31 20 123 4567", "+31201234567"),
        ("+49 30 123456", "+4930123456"),
        ("+39 06 698 12345", "+390669812345"),
    ],
)
def test_phone_is_kept_in_e164_whatever_its_form(entered: str, expected: str) -> None:
    kept = kept_of(entry(phone=entered))

    assert kept.phone == expected


@pytest.mark.parametrize(
    "phone",
    [
        pytest.param("02 508 85", id="too short"),
        pytest.param("02 508 85 85 85", id="too long"),
        pytest.param("112", id="emergency number"),
        pytest.param("+999 123 456 789", id="no such country"),
        pytest.param("+", id="no digits"),
        pytest.param("-", id="only separators"),
        pytest.param("02 508 85 85 ext 5", id="extension"),
        pytest.param("02 508 85 85 x5", id="short extension"),
        pytest.param("02 508 85 85 #5", id="extension after a hash"),
        pytest.param("+3225088585;ext=5", id="extension of a URI"),
        pytest.param("tel:+3225088585", id="URI"),
        pytest.param("0800 CPAS 85", id="letters"),
        pytest.param("appelez le 02 508 85 85", id="in a sentence"),
        pytest.param("02 508 85 85 / 86", id="two numbers"),
        pytest.param("02 508 85 85+", id="plus behind"),
        pytest.param("٠٢ ٥٠٨ ٨٥ ٨٥", id="Arabic-Indic digits"),
        pytest.param("０２ ５０８ ８５ ８５", id="full-width digits"),
        pytest.param("＋32 2 508 85 85", id="full-width plus"),
    ],
)
def test_what_is_no_phone_number_is_refused(phone: str) -> None:
    problems = problems_of(entry(phone=phone))

    assert problems == [InvalidPhone(path=("contact", "phone"))]


# The sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", Language)
def test_phone_number_that_the_refusal_gives_as_an_example_is_accepted(language: Language) -> None:
    kept = kept_of(entry(phone="02 508 85 85"))

    assert kept.phone == "+3225088585"
    assert "02 508 85 85" in InvalidPhone().message(language)


@pytest.mark.parametrize(
    ("language", "example"),
    [
        (Language.FR, "nom@cpas.be"),
        (Language.NL, "naam@ocmw.be"),
        (Language.DE, "name@oshz.be"),
        (Language.EN, "name@cpas.be"),
    ],
)
def test_address_that_the_refusal_gives_as_an_example_is_accepted(
    language: Language, example: str
) -> None:
    kept = kept_of(entry(email=example))

    assert kept.email == example
    assert example in InvalidEmail().message(language)


# Laws --------------------------------------------------------------------------------------------


@given(name=TEXTS, email=TEXTS, phone=TEXTS)
def test_any_text_is_either_kept_or_refused_once_for_each_field(
    name: str, email: str, phone: str
) -> None:
    kept, problems = check_contact(ContactEntry(name=name, email=email, phone=phone))

    paths = [problem.path for problem in problems]
    assert (kept is None) == bool(problems)
    assert len(paths) == len(set(paths))
    assert set(paths) <= {("contact", "name"), ("contact", "email"), ("contact", "phone")}


@given(
    name=TEXTS, email=st.emails() | NEARLY_AN_EMAIL, phone=st.from_regex(r"\A0[1-9][0-9]{7,8}\Z")
)
def test_what_was_kept_is_kept_as_it_is(name: str, email: str, phone: str) -> None:
    kept = ContactDetails(
        name=_kept_or("Anne", check_contact(entry(name=name))[0], "name"),
        email=_kept_or("anne@cpas.be", check_contact(entry(email=email))[0], "email"),
        phone=_kept_or("+3225088585", check_contact(entry(phone=phone))[0], "phone"),
    )

    answer = check_contact(again(kept))

    assert answer == (kept, [])


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(name=ANYTHING)
def test_kept_name_is_composed_and_visible(name: str) -> None:
    kept, _ = check_contact(entry(name=name))
    assume(kept is not None)
    assert kept is not None

    categories = {unicodedata.category(char) for char in kept.name}

    assert unicodedata.is_normalized("NFC", kept.name)
    assert kept.name == kept.name.strip() != ""
    assert categories.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _kept_or(otherwise: str, kept: ContactDetails | None, field: str) -> str:
    return otherwise if kept is None else str(getattr(kept, field))
