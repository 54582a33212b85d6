"""Who is one person: pseudonyms, the rules that write an identifier one way, and their key."""

import secrets
import string

import pytest

from auth.persons import PersonRule, identifier, key_check, pseudonym, weakness

EXACT, CASEFOLD, NUMBER = PersonRule.EXACT, PersonRule.CASEFOLD, PersonRule.NATIONAL_NUMBER


def test_pseudonyms_differ_by_namespace_person_and_key() -> None:
    pseudonyms = {
        pseudonym("https://a.example", "1", b"k"),
        pseudonym("https://a.example", "2", b"k"),
        pseudonym("https://b.example", "1", b"k"),
        pseudonym("https://a.example", "1", b"l"),
        pseudonym("https://a.example", "\ud800", b"k"),
    }

    assert len(pseudonyms) == 5
    assert {len(subject) for subject in pseudonyms} == {32}


@pytest.mark.parametrize(
    ("rule", "several"),
    [
        (EXACT, ["a.b@cpas.example"]),
        (
            CASEFOLD,
            ["a.b@cpas.example", "A.B@CPAS.example", " a.b@cpas.example ", "ａ.b@cpas.example"],
        ),
        (CASEFOLD, ["STRASSE", "straße"]),
        (NUMBER, ["85073003328", "85.07.30-033.28", "85 07 30 033 28", "８５０７３００３３２８"]),
        (NUMBER, ["85073003328", 85073003328]),
        (NUMBER, ["05010100112", 5010100112]),
    ],
)
def test_one_person_is_written_one_way(rule: PersonRule, several: list[object]) -> None:
    written = {identifier(one, rule) for one in several}

    assert len(written) == 1
    assert None not in written


@pytest.mark.parametrize(
    ("rule", "one", "other"),
    [
        (EXACT, "a.b", "A.B"),
        (EXACT, "a.b", "a.b "),
        (CASEFOLD, "a.b", "ab"),
        (NUMBER, "85073003328", "85073003329"),
    ],
)
def test_others_are_written_otherwise(rule: PersonRule, one: str, other: str) -> None:
    assert identifier(one, rule) != identifier(other, rule)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        *((rule, value) for rule in PersonRule for value in (None, "", True, 1.5, ["a"], {"a": 1})),
        *((EXACT, 85073003328), (CASEFOLD, 85073003328), (CASEFOLD, "  ")),
        *((NUMBER, value) for value in ("8507300332", "850730033281", "a.b", -1, 10**11)),
        *((NUMBER, value) for value in ("x85073003328", "٨٥٠٧٣٠٠٣٣٢٨")),
    ],
)
def test_what_identifies_nobody_is_none(rule: PersonRule, value: object) -> None:
    assert identifier(value, rule) is None


# The key -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        "a" * 64,
        "0123456789abcdef" * 4,
        "0123456789abcdef0123456789abcdef",
        "password" * 4,
        "changemechangemechangemechangeme!",
        string.ascii_lowercase + string.digits,
        string.digits[::-1] + string.ascii_letters[::-1],
        "aaaaaaaabbbbbbbbccccccccdddddddd",
        "ab" * 15 + "cdef",
        "short but good: Zq8!",
    ],
)
def test_a_key_that_can_be_guessed_is_weak(key: str) -> None:
    assert weakness(key.encode()) is not None


def test_a_key_that_was_drawn_is_strong() -> None:
    drawn = [
        *(secrets.token_hex(16) for _ in range(200)),
        *(secrets.token_urlsafe(32) for _ in range(200)),
    ]

    assert [weakness(key.encode()) for key in drawn] == [None] * 400


def test_the_check_value_tells_one_key_from_another() -> None:
    assert key_check(b"k" * 32) == key_check(b"k" * 32)
    assert key_check(b"k" * 32) != key_check(b"l" * 32)
