"""What is SQLite's alone: how it is set up, how its writers take turns, and REPLACE."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import migrations
from tests.databases import Backend
from tests.models.building import SmallWorld

pytestmark = pytest.mark.only_on("sqlite", reason="PostgreSQL has other means.")

CAMPAIGN = "INSERT INTO campaign VALUES ({year}, '2021-01-04 08:00:00', '2021-02-28 23:00:00')"


def file_of(world: SmallWorld) -> str:
    return str(world.database.url.database)


# How it is set up --------------------------------------------------------------------------------


@pytest.mark.usefixtures("backend")
def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "database.sqlite3"

    migrations.upgrade(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("UPDATE journal_head SET number = number")
        connection.commit()
        modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}

    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
    ],
)
async def test_every_connection_keeps_what_was_acknowledged_and_what_is_linked(
    small_world: SmallWorld, pragma: str, value: object
) -> None:
    async with small_world.database.reading() as one, small_world.database.writing() as other:
        found = [
            (await connection.execute(text(f"PRAGMA {pragma}"))).scalar_one()
            for connection in (one, other)
        ]

    assert found == [value, value]


def test_a_folder_that_is_not_there_is_made(backend: Backend, tmp_path: Path) -> None:
    del backend  # an embedded database, by the marker of this file
    file = tmp_path / "a" / "b" / "new.sqlite3"

    migrations.upgrade(f"sqlite:///{file}")

    assert file.exists()


# Turns -------------------------------------------------------------------------------------------


async def test_a_writer_has_the_turn_before_it_reads(small_world: SmallWorld) -> None:
    async with small_world.database.writing():
        with (
            closing(sqlite3.connect(file_of(small_world), timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="database is locked"),
        ):
            other.execute("BEGIN IMMEDIATE")


async def test_a_reader_leaves_the_turn_to_others(small_world: SmallWorld) -> None:
    async with small_world.database.reading() as connection:
        await connection.execute(text("SELECT count(*) FROM cpas"))

        with closing(sqlite3.connect(file_of(small_world), timeout=0)) as other, other:
            other.execute(CAMPAIGN.format(year=2030))

    assert [row[0] for row in (await small_world.everything())["campaign"]] == [2020, 2030]


async def test_a_writer_waits_for_one_of_another_process(small_world: SmallWorld) -> None:
    with closing(sqlite3.connect(file_of(small_world), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(
            small_world.execute(text(CAMPAIGN.format(year=2031)))  # it waits in its own thread
        )
        await asyncio.wait([writing], timeout=0.1)
        waited = not writing.done()
        other.execute(CAMPAIGN.format(year=2030))
        other.execute("COMMIT")
        await writing

    assert waited
    assert [row[0] for row in (await small_world.everything())["campaign"]] == [2020, 2030, 2031]


async def test_writers_of_one_process_take_turns_as_they_came(small_world: SmallWorld) -> None:
    order: list[int] = []

    async def write(number: int) -> None:
        async with small_world.database.writing():
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(write(number) for number in range(20)))

    assert order == list(range(20))


# Facts -------------------------------------------------------------------------------------------


async def test_a_fact_is_not_replaced(halfway: SmallWorld) -> None:
    before = await halfway.everything()

    with pytest.raises(IntegrityError, match="append-only"):
        await halfway.execute(
            text(
                "INSERT OR REPLACE INTO signature SELECT form_id, form_version, role, subject,"
                " signed_by, '1999-01-01 00:00:00.000000', content_digest, report_version"
                " FROM signature"
            )
        )

    assert await halfway.everything() == before
