"""Each column of each table: changed by hand it is noticed, or there is a reason why not."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Row, Table, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from models.database import Database
from models.tables import CPAS
from models.verification import Checked, verify
from tests import countries
from tests.databases import Backend, copy_of_database, drop_database
from tests.models.witnessed import ENTERED, add_everything, add_proofs

pytestmark = pytest.mark.only_on(Backend.SQLITE, reason="what is checked is read alike from both")

TABLES = {table.name: table for table in SQLModel.metadata.sorted_tables}
_ONE_ROW = "a table of one row, which the database holds to this value"
_SAME_WORD = "the same word in each row, which the database holds to it; nothing reads it"
_NO_ACT = "how the service is set up, and no act of anybody: it is held against the settings"
_A_DAY = "what is repeated to who calls again within a day: nothing follows from it"
NOT_FACTS = {
    "form.revision": "counts writes, so that none is lost: nothing follows from it",
    "journal_head.id": _ONE_ROW,
    "submission.president": _SAME_WORD,
    "submission.director_general": _SAME_WORD,
    "submission_return.next_version": "one above `form_version`: the database holds it to that",
    **{f"installation.{column.name}": _NO_ACT for column in TABLES["installation"].c},
    **{f"idempotency.{column.name}": _A_DAY for column in TABLES["idempotency"].c},
    "checkpoint.at": "when it was published: the time of a checkpoint is that of its time-stamp",
    "checkpoint_timestamp.size": "its answer holds the digest of the checkpoint",
    "checkpoint_timestamp.answer": "signed by its authority: `rapport-unique verify` checks it",
    "checkpoint_timestamp.at": "when it was asked for: the answer says when it was given",
}
"""What no check names, and why."""
_ALTERED = {"checkpoint.note": lambda note: note.replace("\n", "\n1", 1)}
"""What is altered elsewhere than in its first letter: the name of the log is held by the signature
alone, which is for who has the public keys."""


@pytest.fixture(scope="session")
def template(backend: Backend) -> Path:
    witnessed = countries.with_more(
        "witnessed", backend, countries.migrated(backend), add_everything
    )
    return countries.with_more("proven", backend, witnessed, add_proofs)


@pytest.fixture
def url(template: Path, tmp_path: Path) -> Iterator[str]:
    url = copy_of_database(template, tmp_path)
    yield url
    drop_database(url)


class Undone(Exception):  # noqa: N818 - it ends what was only tried
    pass


@asynccontextmanager
async def changing(database: Database) -> AsyncIterator[AsyncConnection]:
    """Write as who owns the database can; nothing of it is kept."""
    with suppress(Undone):
        async with database.writing() as connection:
            named = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (trigger,) in (await connection.execute(text(named))).all():
                await connection.execute(text(f"DROP TRIGGER {trigger}"))
            for pragma in ("defer_foreign_keys = ON", "ignore_check_constraints = ON"):
                await connection.execute(text(f"PRAGMA {pragma}"))
            yield connection
            raise Undone


@pytest.mark.parametrize("name", TABLES)
async def test_a_column_that_is_changed_by_hand_is_named(url: str, name: str) -> None:
    table = TABLES[name]
    database = Database(url)
    unnoticed = set()

    try:
        async with changing(database) as connection:
            rows = (await connection.execute(select(table))).all()
        for column in table.c:
            found = await changed(database, table, column, rows)
            if found.disagreement is None:
                unnoticed.add(f"{name}.{column.name}")
    finally:
        await database.close()

    assert unnoticed == {of for of in NOT_FACTS if of.startswith(f"{name}.")}


async def changed(
    database: Database, table: Table, column: Column[Any], rows: Sequence[Row[Any]]
) -> Checked:
    """What is found once one value of that column is another one: best one that is plausible.

    Of a CPAS that nobody entered by an act no line tells: it is not among those that are changed.
    """
    here = [row for row in rows if table is not CPAS or row.nis_code == ENTERED]
    row = next((row for row in here if getattr(row, column.name) is not None), here[0])
    value = getattr(row, column.name)
    others = {getattr(other, column.name) for other in rows} - {value, None}
    key = [of == getattr(row, of.name) for of in table.primary_key]
    for other in [*sorted(others)[:1], another(column, value)]:
        async with changing(database) as connection:
            try:
                await connection.execute(update(table).where(*key).values({column.name: other}))
            except IntegrityError:
                continue
            return await verify(connection)
    raise AssertionError(f"{column} takes no other value")


def another(column: Column[Any], value: Any) -> Any:
    """Another value of the same type."""
    if value is None:
        return _INSTEAD_OF_NONE.get(column.type.python_type, datetime(2020, 1, 1, tzinfo=UTC))
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return _ALTERED.get(str(column), first_letter_altered)(value)
    return value + _MORE[type(value)]


_INSTEAD_OF_NONE: dict[type, Any] = {str: "x", int: 1, date: date(2020, 1, 1)}
_MORE: dict[type, Any] = {int: 1_000, datetime: timedelta(microseconds=1), date: timedelta(days=1)}


def first_letter_altered(value: str) -> str:
    return ("f" if value[:1] != "f" else "e") + value[1:]
