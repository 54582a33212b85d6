"""The demo country: whole, plausible, always the same, and its journal unbroken."""

import json
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
from tests.databases import (
    Backend,
    copy_of_database,
    drop_database,
    everything,
    named_rows,
    new_database,
    run,
)
from tests.world import NOON

Row = dict[str, Any]


@pytest.fixture(scope="module")
def country(demo_country: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the demo country; nothing is written here."""
    url = copy_of_database(demo_country, tmp_path_factory.mktemp("country"))
    yield url
    drop_database(url)


def only(country: str, query: str) -> Any:
    """The one value that the query finds."""
    ((value,),) = run(country, query)
    return value


# The country -------------------------------------------------------------------------------------


def test_every_cpas_is_there_in_its_region(country: str) -> None:
    regions = run(country, "SELECT region, count(*) FROM cpas GROUP BY region")

    assert dict(regions) == {"FLANDERS": 300, "WALLONIA": 262, "BRUSSELS": 19}


def test_every_cpas_has_one_report_with_one_form(country: str) -> None:
    found = run(
        country,
        "SELECT count(*), count(DISTINCT cpas_id), count(DISTINCT report_id),"
        " min(year), max(year), min(kind), max(kind)"
        " FROM report JOIN form ON form.report_id = report.id",
    )

    assert found == [(581, 581, 581, 2020, 2020, "COVID_PREMIUM", "COVID_PREMIUM")]


PRESENT_LINES = (
    "FROM form_line JOIN form ON form.id = form_line.form_id AND form.version = form_version"
    " JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id"
)


def test_advances_stay_below_what_was_granted_to_the_country(
    country: str,
) -> None:
    total = only(country, f"SELECT sum(form_line.advance) {PRESENT_LINES}")

    assert 45_000_000_00 < total < 50_500_000_00


def test_advances_are_whole_premiums(country: str) -> None:
    rests = run(country, f"SELECT DISTINCT form_line.advance % 25500 {PRESENT_LINES}")

    assert rests == [(0,)]


@pytest.mark.parametrize(
    ("nis_code", "least", "most"),
    [("52011", 2_100_000_00, 2_300_000_00), ("73028", 0, 0)],
    ids=["Charleroi", "Herstappe"],
)
def test_advance_fits_the_size_of_the_place(
    country: str, nis_code: str, least: int, most: int
) -> None:
    advance = only(
        country, f"SELECT form_line.advance {PRESENT_LINES} WHERE nis_code = '{nis_code}'"
    )

    assert least <= advance <= most


def test_every_status_and_every_kind_of_declaration_is_there(country: str) -> None:
    statuses = Counter(status for (status,) in run(country, "SELECT status FROM form"))
    declarations = Counter(
        declaration
        for (declaration,) in run(
            country,
            "SELECT CASE WHEN entered IS NULL THEN 'none' WHEN entered = 0 THEN 'zero'"
            " WHEN entered < form_line.advance THEN 'less'"
            " WHEN entered > form_line.advance THEN 'more'"
            f" ELSE 'same' END {PRESENT_LINES}",
        )
    )

    assert set(statuses) == {"NOT_STARTED", "ENCODED", "PARTIALLY_SIGNED", "SENT"}
    assert min(statuses.values()) > 50
    assert set(declarations) == {"none", "zero", "less", "more", "same"}


def test_some_were_signed_by_either_and_some_signatures_fell(country: str) -> None:
    first = run(
        country,
        "SELECT role, count(*) FROM signature JOIN form ON form.id = form_id"
        " AND form.version = form_version WHERE status = 'PARTIALLY_SIGNED' GROUP BY role",
    )
    fallen = only(
        country,
        "SELECT count(*) FROM signature JOIN form ON form.id = form_id"
        " WHERE version > form_version",
    )

    assert {role for role, _ in first} == {"PRESIDENT", "DIRECTOR_GENERAL"}
    assert fallen > 10


# Again -------------------------------------------------------------------------------------------


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {name: sorted(found, key=repr) for name, found in everything(url).items()}


async def seeded(url: str, now: datetime) -> int:
    database = Database(url)
    try:
        return await seed(database, now, kinds=[FormKind.COVID_PREMIUM], archive=False)
    finally:
        await database.close()


async def test_every_demo_country_of_one_year_is_the_same(
    country: str, backend: Backend, tmp_path: Path
) -> None:
    other = new_database(tmp_path, backend)
    migrations.upgrade(other)

    added = await seeded(other, datetime(NOON.year, 5, 1, tzinfo=UTC))

    assert added == 581
    # Seals are made with the keys of the service, and these are made at random.
    assert {**dump(other), "proof": []} == {**dump(country), "proof": []}
    drop_database(other)


# Journal -----------------------------------------------------------------------------------------

JOURNAL = """
    SELECT journal.number, type, at, previous_hash, hash, journal.version, content_digest,
           reason, subject, display_name, roles, assurance_level, nis_code, report.year, kind
    FROM journal JOIN person ON person.id = person_id
    JOIN report ON report.id = journal.report_id JOIN cpas ON cpas.id = report.cpas_id
    LEFT JOIN form ON form.id = journal.form_id
    ORDER BY journal.number"""


def line_of(row: Row) -> str:
    """The text whose SHA-256 is the hash of the line, made from nothing but the rows."""
    line = {
        "number": row["number"],
        "previous": row["previous_hash"],
        "type": row["type"],
        "at": instant(row["at"]),
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


def instant(kept: datetime | str) -> str:
    """The instant in UTC, to the microsecond: PostgreSQL keeps one, SQLite keeps its text."""
    if isinstance(kept, str):
        return kept.replace(" ", "T") + "Z"
    return f"{kept.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def test_every_line_of_the_journal_has_the_hash_of_its_rows(country: str) -> None:
    rows = named_rows(country, JOURNAL)

    hashes = [sha256(line_of(row).encode()).hexdigest() for row in rows]

    assert len(rows) > 581 * 3
    assert hashes == [row["hash"] for row in rows]


def test_lines_of_the_journal_hang_together_to_its_end(country: str) -> None:
    rows = named_rows(country, JOURNAL)

    head = run(country, "SELECT number, hash FROM journal_head")

    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["previous_hash"] for row in rows] == ["0" * 64] + [row["hash"] for row in rows[:-1]]
    assert head == [(len(rows), rows[-1]["hash"])]


def test_journal_names_the_content_of_each_version_and_every_fact_has_its_line(
    country: str,
) -> None:
    types = Counter(row["type"] for row in named_rows(country, JOURNAL))
    elsewhere = only(
        country,
        "SELECT count(*) FROM journal JOIN form_version USING (form_id)"
        " WHERE form_version.number = journal.version"
        " AND form_version.content_digest <> journal.content_digest",
    )

    assert elsewhere == 0
    assert types["REPORT_OPENED"] == 581
    assert types["ADVANCE_PREFILLED"] == 581  # Herstappe was granted 0.00
    assert types["AMOUNT_SAVED"] == only(country, "SELECT count(*) FROM form_version") - 581
    assert types["SIGNED"] == only(country, "SELECT count(*) FROM signature")
    assert types["SENT"] == only(country, "SELECT count(*) FROM submission")
    assert types["CONTACT_UPDATED"] == types["BANK_ACCOUNT_UPDATED"]


def test_digest_of_every_version_is_that_of_its_lines(country: str) -> None:
    rows = named_rows(
        country,
        "SELECT form.kind, form.salt, nis_code, year, line, form_line.advance,"
        " entered, content_digest, number, edition"
        " FROM form_version JOIN form ON form.id = form_version.form_id"
        " JOIN form_line ON form_line.form_id = form.id AND form_version = number"
        " JOIN report ON report.id = report_id JOIN cpas ON cpas.id = cpas_id",
    )

    digests = [sha256(content_of(row).encode()).hexdigest() for row in rows]

    assert len(rows) > 581
    assert digests == [row["content_digest"] for row in rows]


def content_of(row: Row) -> str:
    amounts = {"advance": row["advance"], "justified": row["entered"]}
    content = {
        "edition": row["edition"],
        "form": row["kind"],
        "format": 2,
        "lines": {row["line"]: amounts},
        "nis": row["nis_code"],
        "salt": row["salt"],
        "version": row["number"],
        "year": row["year"],
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
