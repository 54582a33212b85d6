"""How the persons of a database are known, and what another configuration meets there."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from models.installation import PersonsUnknownError, accept_installation, check_installation
from models.knowing import Knowing
from tests.databases import run

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KNOWN = Knowing(
    key_check="a" * 64,
    namespace="urn:be:national-number",
    rule="national_number",
    claims={"https://a.example": "sub"},
)
NOBODY_SIGNS = Knowing(key_check="a" * 64)
OTHER_KEY = replace(KNOWN, key_check="b" * 64)
OTHERWISE = [
    OTHER_KEY,
    replace(NOBODY_SIGNS, key_check="b" * 64),
    replace(KNOWN, namespace="https://a.example"),
    replace(KNOWN, rule="exact"),
    replace(KNOWN, claims={"https://a.example": "email"}),
    replace(KNOWN, claims={"https://b.example": "sub", "https://a.example": "email"}),
]
TWO = replace(KNOWN, claims={"https://a.example": "sub", "https://b.example": "nrn"})


@pytest.fixture
def url(migrated: str) -> str:
    return migrated


def test_the_first_start_notes_how_persons_are_known(url: str) -> None:
    assert check_installation(url, KNOWN) is None
    assert check_installation(url, KNOWN) is None
    assert run(url, "SELECT id, key_check, rule FROM installation") == [
        (1, "a" * 64, "national_number")
    ]


@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_who_would_know_them_otherwise_does_not_start(url: str, otherwise: Knowing) -> None:
    check_installation(url, KNOWN)
    before = run(url, "SELECT * FROM installation")

    with pytest.raises(PersonsUnknownError):
        check_installation(url, otherwise)

    assert run(url, "SELECT * FROM installation") == before


def test_another_issuer_of_the_namespace_may_join_and_leave(url: str) -> None:
    check_installation(url, KNOWN)
    check_installation(url, TWO)
    check_installation(url, KNOWN)

    with pytest.raises(PersonsUnknownError):
        check_installation(url, replace(TWO, claims={**TWO.claims, "https://b.example": "sub"}))


def test_where_nobody_signs_for_a_while_the_namespace_is_kept(url: str) -> None:
    check_installation(url, NOBODY_SIGNS)
    check_installation(url, KNOWN)
    check_installation(url, NOBODY_SIGNS)

    assert check_installation(url, KNOWN) is None
    with pytest.raises(PersonsUnknownError):
        check_installation(url, replace(KNOWN, namespace="https://a.example"))


@pytest.mark.parametrize("otherwise", OTHERWISE)
def test_what_is_accepted_holds_from_then_on(url: str, otherwise: Knowing) -> None:
    check_installation(url, KNOWN)

    alone = accept_installation(url, otherwise, NOW)

    assert alone == 0
    assert check_installation(url, otherwise) == NOW
    with pytest.raises(PersonsUnknownError):
        check_installation(url, KNOWN)


def test_what_is_known_already_needs_no_acceptance(url: str) -> None:
    check_installation(url, KNOWN)

    assert accept_installation(url, KNOWN, NOW) is None
    assert check_installation(url, KNOWN) is None


def test_the_way_back_is_a_change_too(url: str) -> None:
    check_installation(url, KNOWN)
    accept_installation(url, OTHER_KEY, NOW)
    accept_installation(url, KNOWN, NOW + timedelta(hours=1))

    assert check_installation(url, KNOWN) == NOW + timedelta(hours=1)


def test_processes_that_start_together_note_it_once(url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        noted = list(threads.map(lambda _: check_installation(url, KNOWN), range(8)))

    assert noted == [None] * 8
    assert run(url, "SELECT count(*) FROM installation") == [(1,)]


def test_there_is_one_row(url: str) -> None:
    check_installation(url, KNOWN)
    another = "INSERT INTO installation (id, key_check, claims) VALUES (2, 'b', '{}')"

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        run(url, another)
