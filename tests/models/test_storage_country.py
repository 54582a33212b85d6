"""The demo country: whole, plausible, always the same, and its journal unbroken."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from models import migrations
from models.database import Database
from models.spec import FormKind
from rapport_unique.demo import seed

FILE = "rapport_unique.sqlite3"


@pytest.fixture
def country(demo_country: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{demo_country / FILE}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def only(country: sqlite3.Connection, sql: str) -> Any:
    """The one value that the statement finds."""
    (row,) = country.execute(sql).fetchall()
    return row[0]


# The country -------------------------------------------------------------------------------------


def test_every_cpas_is_there_in_its_region(country: sqlite3.Connection) -> None:
    regions = country.execute("SELECT region, count(*) FROM cpas GROUP BY region").fetchall()

    assert dict(map(tuple, regions)) == {"FLANDERS": 300, "WALLONIA": 262, "BRUSSELS": 19}


def test_every_cpas_has_one_report_with_one_form(country: sqlite3.Connection) -> None:
    found = country.execute(
        "SELECT count(*), count(DISTINCT cpas_id), count(DISTINCT report_id),"
        " min(year), max(year), min(kind), max(kind)"
        " FROM report JOIN form ON form.report_id = report.id"
    ).fetchone()

    assert tuple(found) == (581, 581, 581, 2020, 2020, "COVID_PREMIUM", "COVID_PREMIUM")


PRESENT_LINES = (
    "FROM form_line JOIN form ON form.id = form_line.form_id AND form.version = form_version"
    " JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id"
)


def test_advances_stay_below_what_was_granted_to_the_country(
    country: sqlite3.Connection,
) -> None:
    total = only(country, f"SELECT sum(form_line.advance) {PRESENT_LINES}")

    assert 45_000_000_00 < total < 50_500_000_00


def test_advances_are_whole_premiums(country: sqlite3.Connection) -> None:
    rests = country.execute(f"SELECT DISTINCT form_line.advance % 25500 {PRESENT_LINES}").fetchall()

    assert [rest[0] for rest in rests] == [0]


@pytest.mark.parametrize(
    ("nis_code", "least", "most"),
    [("52011", 2_100_000_00, 2_300_000_00), ("73028", 0, 0)],
    ids=["Charleroi", "Herstappe"],
)
def test_advance_fits_the_size_of_the_place(
    country: sqlite3.Connection, nis_code: str, least: int, most: int
) -> None:
    advance = only(
        country, f"SELECT form_line.advance {PRESENT_LINES} WHERE nis_code = '{nis_code}'"
    )

    assert least <= advance <= most


def test_every_status_and_every_kind_of_declaration_is_there(country: sqlite3.Connection) -> None:
    statuses = Counter(row[0] for row in country.execute("SELECT status FROM form"))
    declarations = Counter(
        row[0]
        for row in country.execute(
            "SELECT CASE WHEN entered IS NULL THEN 'none' WHEN entered = 0 THEN 'zero'"
            " WHEN entered < form_line.advance THEN 'less'"
            " WHEN entered > form_line.advance THEN 'more'"
            f" ELSE 'same' END {PRESENT_LINES}"
        )
    )

    assert set(statuses) == {"NOT_STARTED", "ENCODED", "PARTIALLY_SIGNED", "SENT"}
    assert min(statuses.values()) > 50
    assert set(declarations) == {"none", "zero", "less", "more", "same"}


def test_some_were_signed_by_either_and_some_signatures_fell(country: sqlite3.Connection) -> None:
    first = country.execute(
        "SELECT role, count(*) FROM signature JOIN form ON form.id = form_id"
        " AND form.version = form_version WHERE status = 'PARTIALLY_SIGNED' GROUP BY role"
    ).fetchall()
    fallen = only(
        country,
        "SELECT count(*) FROM signature JOIN form ON form.id = form_id"
        " WHERE version > form_version",
    )

    assert {role for role, _ in first} == {"PRESIDENT", "DIRECTOR_GENERAL"}
    assert fallen > 10


# Again -------------------------------------------------------------------------------------------


def dump(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in order, but for the date of closing."""
    connection = sqlite3.connect(file)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    rows = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}  # noqa: S608 - names from the database itself
    closings = {row[0] for row in connection.execute("SELECT closes_at FROM report")}
    connection.close()
    (closing,) = closings
    return {
        name: sorted(tuple(part for part in row if part != closing) for row in found)
        if name in {"report", "campaign"}
        else found
        for name, found in rows.items()
    }


async def seeded(file: Path, now: datetime) -> int:
    database = Database(f"sqlite:///{file}")
    try:
        return await seed(database, now, kinds=[FormKind.COVID_PREMIUM], archive=False)
    finally:
        await database.close()


async def test_every_demo_country_is_the_same(demo_country: Path, tmp_path: Path) -> None:
    other = tmp_path / FILE
    migrations.upgrade(f"sqlite:///{other}")

    added = await seeded(other, datetime(2031, 5, 1, tzinfo=UTC))

    assert added == 581
    assert dump(other) == dump(demo_country / FILE)


# Journal -----------------------------------------------------------------------------------------

JOURNAL = """
    SELECT journal.number, type, at, previous_hash, hash, journal.version, content_digest,
           reason, subject, display_name, roles, assurance_level, nis_code, year, kind
    FROM journal JOIN person ON person.id = person_id
    JOIN report ON report.id = journal.report_id JOIN cpas ON cpas.id = cpas_id
    LEFT JOIN form ON form.id = journal.form_id
    ORDER BY journal.number"""


def line_of(row: sqlite3.Row) -> str:
    """The text whose SHA-256 is the hash of the line, made from nothing but the rows."""
    line = {
        "number": row["number"],
        "previous": row["previous_hash"],
        "type": row["type"],
        "at": row["at"].replace(" ", "T") + "Z",
        "by": {
            "subject": row["subject"],
            "name": row["display_name"],
            "roles": sorted(row["roles"].split()),
            "assurance": row["assurance_level"],
        },
        "nis": row["nis_code"],
        "year": row["year"],
        "form": row["kind"],
        "version": row["version"],
        "content": row["content_digest"],
        "reason": row["reason"],
    }
    return json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_every_line_of_the_journal_has_the_hash_of_its_rows(country: sqlite3.Connection) -> None:
    rows = country.execute(JOURNAL).fetchall()

    hashes = [sha256(line_of(row).encode()).hexdigest() for row in rows]

    assert len(rows) > 581 * 3
    assert hashes == [row["hash"] for row in rows]


def test_lines_of_the_journal_hang_together_to_its_end(country: sqlite3.Connection) -> None:
    rows = country.execute(JOURNAL).fetchall()

    head = country.execute("SELECT number, hash FROM journal_head").fetchall()

    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["previous_hash"] for row in rows] == ["0" * 64] + [row["hash"] for row in rows[:-1]]
    assert [tuple(row) for row in head] == [(len(rows), rows[-1]["hash"])]


def test_journal_names_the_content_of_each_version_and_every_fact_has_its_line(
    country: sqlite3.Connection,
) -> None:
    types = Counter(row["type"] for row in country.execute(JOURNAL))
    elsewhere = only(
        country,
        "SELECT count(*) FROM journal JOIN form_version USING (form_id)"
        " WHERE form_version.number = journal.version"
        " AND form_version.content_digest <> journal.content_digest",
    )

    assert elsewhere == 0
    assert types["REPORT_OPENED"] == 581
    assert types["ADVANCE_PREFILLED"] == 580  # all but Herstappe, which was granted nothing
    assert types["AMOUNT_SAVED"] == only(country, "SELECT count(*) FROM form_version") - 581
    assert types["SIGNED"] == only(country, "SELECT count(*) FROM signature")
    assert types["SENT"] == only(country, "SELECT count(*) FROM submission")
    assert types["CONTACT_UPDATED"] == types["BANK_ACCOUNT_UPDATED"]


def test_digest_of_every_version_is_that_of_its_lines(country: sqlite3.Connection) -> None:
    rows = country.execute(
        "SELECT form.kind, form.salt, nis_code, year, line, form_line.advance,"
        " entered, content_digest"
        " FROM form_version JOIN form ON form.id = form_version.form_id"
        " JOIN form_line ON form_line.form_id = form.id AND form_version = number"
        " JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id"
    ).fetchall()

    digests = [sha256(content_of(row).encode()).hexdigest() for row in rows]

    assert len(rows) > 581
    assert digests == [row["content_digest"] for row in rows]


def content_of(row: sqlite3.Row) -> str:
    amounts = {"advance": row["advance"], "justified": row["entered"]}
    content = {
        "form": row["kind"],
        "lines": {row["line"]: amounts},
        "nis": row["nis_code"],
        "salt": row["salt"],
        "year": row["year"],
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
