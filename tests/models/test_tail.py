"""The tail of the journal: read once for all, bounded, and never behind what was committed."""

import asyncio
from typing import Any

import psycopg
import pytest

from models import tail as module
from models.database import Database
from models.events import read_head
from models.tail import Tail, TailEndedError
from tests.counting import statements
from tests.models.building import SmallWorld, saved
from tests.models.test_verification import tamper

PATIENCE_S = 30.0


async def write(world: SmallWorld, *cents: int) -> None:
    """Save these amounts one after the other: each is one line of the journal."""
    for amount in cents:
        await world.become(saved((await world.form()).form, amount))


async def head_of(database: Database) -> int:
    async with database.snapshot() as reader:
        number, _ = await read_head(reader)
        return number


async def beyond(tail: Tail, number: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await tail.beyond(number)


def numbers(lines: Any) -> list[int]:
    return [line.number for line in lines]


async def test_who_follows_is_woken_by_each_line_that_this_process_writes(
    small_world: SmallWorld,
) -> None:
    tail = Tail(small_world.database)
    before = await head_of(small_world.database)

    async with tail.followed():
        await write(small_world, 1)
        await beyond(tail, before)  # it reads: what comes now, it has
        start = before + 1
        waiting = asyncio.create_task(beyond(tail, start))
        await write(small_world, 2)
        await waiting
        await write(small_world, 3)
        await beyond(tail, start + 1)

        assert numbers(tail.lines_after(start, 10)) == [start + 1, start + 2]
        assert numbers(tail.lines_after(start, 1)) == [start + 1]
        assert numbers(tail.lines_after(start + 1, 10)) == [start + 2]
        assert tail.lines_after(start + 2, 10) == []
    await tail.aclose()


async def test_who_follows_is_woken_by_what_another_process_writes(
    small_world: SmallWorld,
) -> None:
    elsewhere = Database(small_world.database.url.render_as_string(hide_password=False))
    tail = Tail(small_world.database)
    start = await head_of(elsewhere)

    async with tail.followed():
        await beyond(tail, start - 1)  # it has begun: what is written from now on is new to it
        await write(SmallWorld(elsewhere), 1)
        await beyond(tail, start)

        assert numbers(tail.lines_after(start, 10)) == [start + 1]
    await tail.aclose()
    await elsewhere.close()


async def test_what_is_longer_ago_is_left_to_the_database(small_world: SmallWorld) -> None:
    tail = Tail(small_world.database, kept=2)
    start = await head_of(small_world.database)

    async with tail.followed():
        await beyond(tail, start - 1)
        for place in range(3):
            await write(small_world, 1 + place)
            await beyond(tail, start + place)

        assert tail.lines_after(start, 10) is None
        assert numbers(tail.lines_after(start + 1, 10)) == [start + 2, start + 3]
        assert tail.lines_after(start - 1, 10) is None
    await tail.aclose()


async def test_more_at_once_than_is_kept_leaves_no_gap_between_what_is_kept(
    small_world: SmallWorld,
) -> None:
    tail = Tail(small_world.database, kept=2)
    start = await head_of(small_world.database)
    async with tail.followed():
        await beyond(tail, start - 1)
        await write(small_world, 1)
        await beyond(tail, start)

    await write(small_world, 2, 3, 4, 5)  # while nobody follows
    async with tail.followed():
        await beyond(tail, start + 4)

        assert tail.lines_after(start, 10) is None
        assert tail.lines_after(start + 2, 10) is None
        assert numbers(tail.lines_after(start + 3, 10)) == [start + 4, start + 5]
    await tail.aclose()


async def test_while_nobody_follows_nothing_is_read(small_world: SmallWorld) -> None:
    tail = Tail(small_world.database)
    start = await head_of(small_world.database)
    async with tail.followed():
        await beyond(tail, start - 1)
    form = (await small_world.form()).form

    with statements() as asked:
        await small_world.become(saved(form, 1))
        await asyncio.sleep(0)

    assert [
        text for text in asked if "FROM journal" in text and "SELECT journal.number" in text
    ] == []
    assert tail.lines_after(start, 10) == []
    await tail.aclose()


async def test_a_crowd_costs_as_much_as_one(small_world: SmallWorld) -> None:
    tail = Tail(small_world.database)
    start = await head_of(small_world.database)

    async with tail.followed(), asyncio.TaskGroup() as crowd:
        await beyond(tail, start - 1)
        for _ in range(50):
            crowd.create_task(follow_one(tail, start))
        with statements() as asked:
            await write(small_world, 1)
            await beyond(tail, start)
    await tail.aclose()

    assert sum("SELECT journal.number, journal.type" in text for text in asked) == 1


async def follow_one(tail: Tail, start: int) -> None:
    async with tail.followed():
        await beyond(tail, start)
        assert numbers(tail.lines_after(start, 10)) == [start + 1]


async def test_a_database_that_is_away_for_a_moment_is_asked_again(
    small_world: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    async def away_at_first(reader: Any) -> tuple[int, str]:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise psycopg.OperationalError("away")
        return await read_head(reader)

    monkeypatch.setattr(module, "read_head", away_at_first)
    monkeypatch.setattr(module, "_PAUSE_S", 0.01)
    tail = Tail(small_world.database)
    start = await head_of(small_world.database)

    async with tail.followed():
        await write(small_world, 1)
        await beyond(tail, start)

    assert asked >= 3
    await tail.aclose()


async def test_who_waits_for_a_reader_that_ended_is_told(
    small_world: SmallWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_connection: Any) -> int:
        raise ValueError("a fault of ours")

    start = await head_of(small_world.database)
    monkeypatch.setattr(module, "read_head", broken)
    tail = Tail(small_world.database)

    async with tail.followed():
        with pytest.raises(TailEndedError):
            await beyond(tail, start)
    monkeypatch.setattr(module, "read_head", read_head)
    async with tail.followed():  # the next one begins anew
        await beyond(tail, start - 1)

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    await tail.aclose()


async def test_who_waits_when_the_process_stops_is_told(small_world: SmallWorld) -> None:
    tail = Tail(small_world.database)
    start = await head_of(small_world.database)

    async with tail.followed():
        await beyond(tail, start - 1)
        waiting = asyncio.create_task(beyond(tail, start))
        await asyncio.sleep(0)
        await tail.aclose()

        with pytest.raises(TailEndedError):
            await waiting


async def test_who_follows_is_told_that_the_journal_is_another_one(small_world: SmallWorld) -> None:
    """It is shorter by its last line and grows again, as after the restore of a backup."""
    tail = Tail(small_world.database)
    url = small_world.database.url.set(drivername=small_world.database.url.get_backend_name())
    before = await head_of(small_world.database)
    await write(small_world, 1)

    async with tail.followed():
        await beyond(tail, before)
        tamper(
            url.render_as_string(hide_password=False),
            "DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)",
            "UPDATE journal_head SET (number, hash) ="
            " (SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1)",
        )
        await write(small_world, 2, 3)
        async with asyncio.timeout(PATIENCE_S):
            while not tail.restores:
                await tail.beyond(before + 2)

    assert tail.restores == 1
