"""Who writes to the database past the application is noticed, and what they wrote is named."""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from models import migrations
from models.canonical import Digest
from models.chain import JournalLine, read_lines
from models.database import Database
from models.journal import FIRST_HASH, Event, EventType, line_hash
from models.verification import Checked, verify
from tests import countries
from tests.databases import Backend, copy_of_database, drop_database, run
from tests.models.witnessed import ENDED, ENTERED, add_everything

NAMED = {
    "sent": "(SELECT form_id FROM payment)",
    "of_fallen": """(form_id, form_version) IN (SELECT signature.form_id, form_version
        FROM signature JOIN form ON form.id = form_id WHERE form_version < form.version
        AND NOT EXISTS (SELECT 1 FROM submission WHERE submission.form_id = form.id))""",
    "with_account": "(SELECT min(id) FROM report WHERE iban IS NOT NULL AND version > 1)",
    "later": "'2026-12-24 12:00:00+00:00'",
    "other": "'BE68539007547034'",
    "entered": f"'{ENTERED}'",
    "ended": f"'{ENDED}'",
}
"""What the statements below name: a form that was paid, a signature that fell, and so on."""


@pytest.fixture(scope="session")
def template(backend: Backend) -> Path:
    migrated = countries.migrated(backend)
    return countries.with_more("witnessed", backend, migrated, add_everything)


@pytest.fixture
def url(template: Path, tmp_path: Path) -> Iterator[str]:
    url = copy_of_database(template, tmp_path)
    yield url
    drop_database(url)


async def on(url: str, ask: Callable[[Database], Awaitable[Checked]]) -> Checked:
    database = Database(url)
    try:
        return await ask(database)
    finally:
        await database.close()


async def checked(url: str) -> Checked:
    async def ask(database: Database) -> Checked:
        async with database.reading() as connection:
            return await verify(connection)

    return await on(url, ask)


def tamper(url: str, *statements: str) -> None:
    """Write as who owns the database can: triggers and foreign keys stand in nobody's way."""
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            found = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = found.fetchall()
            for name, _ in triggers:
                file.execute(f"DROP TRIGGER {name}")
            changed = [file.execute(one.format(**NAMED)).rowcount for one in statements]
            for _, made in triggers:
                file.execute(made)
    else:
        with psycopg.connect(url) as connection:
            connection.execute("SET session_replication_role = replica")
            changed = [connection.execute(one).rowcount for one in statements]
    assert all(changed), "a statement that changes nothing proves nothing"


async def test_what_the_application_wrote_agrees(url: str) -> None:
    found = await checked(url)

    assert found.disagreement is None
    assert (found.reports, found.forms) == (
        run(url, "SELECT count(*) FROM report")[0][0],
        run(url, "SELECT count(*) FROM form")[0][0],
    )


AND_ITS_VERSION = [
    "UPDATE report SET iban = {other} WHERE id = {with_account}",
    "UPDATE report_version SET iban = {other} WHERE report_id = {with_account}",
]
AND_ITS_FACT = [
    "UPDATE report SET closes_at = {later} WHERE year = 2019",
    "UPDATE report_period SET closes_at = {later} WHERE opens_at < '2020-12-31'",
]
UNSENT = [
    "DELETE FROM acknowledgement WHERE form_id = {sent}",
    "DELETE FROM submission WHERE form_id = {sent}",
]
PUBLISHED = "INSERT INTO checkpoint (size, root, note, at)"
WAS_OTHER = "was another one then"
NOT_LAST = "contact, bank account or dates are not those"
UNTOLD = "has nothing of what it tells"
NO_CONTENT = "is not what its digest stands for"
UNFOUNDED = "do not follow from its content"


@pytest.mark.only_on(Backend.SQLITE, reason="what is checked is read alike from both")
@pytest.mark.parametrize(
    ("change", "named"),
    [
        (AND_ITS_VERSION, WAS_OTHER),
        ("report_version SET number = 9 WHERE report_id = {with_account} AND number = 2", "Line"),
        (AND_ITS_FACT, WAS_OTHER),
        ("report SET closed_at = NULL, closed_by = NULL WHERE closed_at IS NOT NULL", NOT_LAST),
        ("form_line SET entered = entered + 100000 WHERE form_id = {sent}", NO_CONTENT),
        (["DELETE FROM form_line WHERE form_version = 1"], "has other lines than it should"),
        ("form_line SET line = 'other' WHERE form_id = {sent}", "cannot be read"),
        ("form_version SET saved_at = {later} WHERE number = 2", UNFOUNDED),
        ("form SET version = 1 WHERE id = {sent}", UNFOUNDED),
        ("form SET version = 99 WHERE id = {sent}", "that it tells of is gone"),
        ("form SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL", "`withdrawn_at` is not"),
        ("form SET withdrawn_at = {later} WHERE id = {sent}", "`withdrawn_at` is not"),
        (["DELETE FROM signature WHERE {of_fallen}"], UNTOLD),
        ("signature SET signed_at = {later} WHERE {of_fallen}", "does not"),
        (UNSENT, UNFOUNDED),
        (["DELETE FROM acknowledgement WHERE form_id = {sent}"], UNTOLD),
        (["DELETE FROM submission_return"], "was sent and not returned"),
        ("payment SET amount = amount + 1", "is not what was due"),
        (["DELETE FROM payment"], UNTOLD),
        (["DELETE FROM succession"], "who acts for it"),
        ("journal SET subtrees = '' WHERE number = 8", "other nodes"),
        ("journal SET subtrees = NULL WHERE number = 8", "Line 8: it keeps other nodes"),
        ("journal SET subtrees = NULL", "Line 2: it keeps other nodes"),
        ("campaign SET closes_at = {later} WHERE year = 2020", "not those of most of its reports"),
        (["DELETE FROM campaign WHERE year = 2019"], "of 2019: it is gone"),
        ("INSERT INTO campaign VALUES (2031, {later}, '2031-12-31')", "it has no reports"),
        ("report_version SET contact_by = 'x' WHERE contact_by IS NOT NULL", "cannot be read"),
        (f"{PUBLISHED} VALUES (3, '{'0' * 64}', 'x', {{later}})", "its root is another"),
        (f"{PUBLISHED} VALUES (900000, '{'0' * 64}', 'x', {{later}})", "has fewer lines"),
    ],
)
async def test_a_change_past_the_application_is_named(
    url: str, change: str | list[str], named: str
) -> None:
    if isinstance(change, str):
        change = [change if change.startswith("INSERT") else f"UPDATE {change}"]
    statements = change
    tamper(url, *statements)

    found = await checked(url)

    assert found.disagreement is not None
    assert named in found.disagreement


_DELETED = "DELETE FROM journal WHERE number = {}"
_WRITTEN = (
    "UPDATE journal SET number = {}, previous_hash = '{}', hash = '{}',"
    " content_digest = {} WHERE number = {}"
)
_MOVED = "UPDATE journal_head SET number = {}, hash = '{}'"


def all_but(*missing: int) -> Callable[[JournalLine], Event | None]:
    return lambda line: None if line.number in missing else line.event


async def written_anew(url: str, told: Callable[[JournalLine], Event | None]) -> None:
    """Write the chain anew with what is told in each line, as who knows how it is made can."""

    async def ask(database: Database) -> Checked:
        async with database.reading() as connection:
            lines = [line async for line in read_lines(connection)]
        number, previous = 0, FIRST_HASH
        statements = []
        for line in lines:
            if (event := told(line)) is None:
                statements.append(_DELETED.format(line.number))
                continue
            number += 1
            hash_ = line_hash(number, event, previous)
            digest = f"'{event.content_digest}'" if event.content_digest else "NULL"
            statements.append(_WRITTEN.format(number, previous, hash_, digest, line.number))
            previous = hash_
        statements.append(_MOVED.format(number, previous))
        tamper(url, *statements)
        return Checked(lines=number)

    await on(url, ask)


async def test_a_journal_that_was_cut_disagrees_with_the_facts(url: str) -> None:
    ((head,),) = run(url, "SELECT number FROM journal_head")
    await written_anew(url, all_but(*range(head - 49, head + 1)))

    found = await checked(url)

    assert found.lines == head - 50
    assert found.disagreement is not None


@pytest.mark.parametrize(
    "type_",
    ["SIGNED", "SENT", "ACKNOWLEDGED", "PAYMENT_ORDERED", "REPORT_CLOSED", "FORM_WITHDRAWN"],
)
async def test_a_journal_written_anew_without_a_line_disagrees_with_the_facts(
    url: str, type_: str
) -> None:
    ((missing,),) = run(url, "SELECT max(number) FROM journal WHERE type = ?", type_)
    await written_anew(url, all_but(missing))

    found = await checked(url)

    assert found.disagreement is not None
    assert "The journal is broken" not in found.disagreement


def as_once(contents: dict[str, Digest]) -> Callable[[JournalLine], Event]:
    """What older versions told: of report and CPAS no digest, of a payment that of the content."""

    def told(line: JournalLine) -> Event:
        event = line.event
        if event.type is EventType.PAYMENT_ORDERED:
            return replace(event, content_digest=contents[event.nis_code])
        return event if event.kind else replace(event, content_digest=None)

    return told


_PAID_CONTENTS = """SELECT nis_code, content_digest FROM payment
    JOIN form_version ON form_version.form_id = payment.form_id AND number = form_version
    JOIN form ON form.id = payment.form_id JOIN report ON report.id = report_id
    JOIN cpas ON cpas.id = cpas_id"""


@pytest.mark.only_on(Backend.SQLITE, reason="what is checked is read alike from both")
async def test_a_database_of_before_agrees_once_it_is_migrated(url: str) -> None:
    """Nobody knows any more what a report was then; what it is now is held from then on."""
    await written_anew(url, as_once(dict(run(url, _PAID_CONTENTS))))
    tamper(url, "UPDATE campaign SET closes_at = {later}", "DELETE FROM campaign WHERE year = 2019")
    migrations.downgrade(url, "0011")
    migrations.upgrade(url)

    agreed = await checked(url)
    run(url, "UPDATE report SET iban = 'BE68539007547034' WHERE iban IS NOT NULL")
    noticed = await checked(url)

    assert agreed.disagreement is None
    assert noticed.disagreement is not None
    assert NOT_LAST in noticed.disagreement
