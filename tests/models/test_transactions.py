"""Transactions, on both databases: one snapshot for readers, all or nothing, nothing lost."""

import asyncio
import sqlite3
from contextlib import AsyncExitStack

import psycopg
import pytest
from sqlalchemy import insert, select, update

from models.form import FormId
from models.outages import UnavailableError
from models.readers import MOST_READERS
from models.reading import FORMS_BY_ID, read_forms
from models.statements import Statement
from models.store import Store
from models.tables import CAMPAIGN, FORM, JOURNAL
from tests.models.building import (
    ANNE,
    CLOSING,
    EMIEL,
    OPENING,
    Read,
    SmallWorld,
    each_way_to_read,
    saved,
)

LINES = Statement(select(JOURNAL.c.number))
CAMPAIGNS = Statement(select(CAMPAIGN.c.year).where(CAMPAIGN.c.year == 2030))
CAMPAIGN_2030 = insert(CAMPAIGN).values(year=2030, opens_at=OPENING, closes_at=CLOSING)


# Readers -----------------------------------------------------------------------------------------


@each_way_to_read
async def test_a_reader_sees_the_state_of_its_beginning_in_every_statement(
    small_world: SmallWorld, read: Read
) -> None:
    async with read(small_world.database) as reader:
        before = await LINES.fetch(reader)
        await small_world.become(saved((await small_world.form()).form, 1))

        again = await LINES.fetch(reader)
        (found,) = await read_forms(reader, FORMS_BY_ID, ids=[1])

    async with read(small_world.database) as reader:
        (new,) = await read_forms(reader, FORMS_BY_ID, ids=[1])
    assert again == before
    assert (found.form.version, new.form.version) == (1, 2)


@each_way_to_read
async def test_a_reader_does_not_see_what_is_not_committed(
    small_world: SmallWorld, read: Read
) -> None:
    async with small_world.database.writing() as writing:
        await writing.execute(CAMPAIGN_2030)

        async with read(small_world.database) as reader:
            seen = await CAMPAIGNS.fetch(reader)

    assert seen == []


@each_way_to_read
async def test_readers_do_not_wait_for_a_writer(small_world: SmallWorld, read: Read) -> None:
    async with small_world.database.writing() as writing:
        await writing.execute(update(FORM).where(FORM.c.id == 1).values(revision=7))

        async with asyncio.timeout(10), read(small_world.database) as reader:
            (found,) = await read_forms(reader, FORMS_BY_ID, ids=[1])

    assert found.revision == 1


async def test_who_takes_a_snapshot_writes_nothing(small_world: SmallWorld) -> None:
    with pytest.raises((psycopg.Error, sqlite3.Error, UnavailableError), match=r"read-?only"):
        async with small_world.database.snapshot() as reader:
            await reader.rows("DELETE FROM idempotency", ())

    async with small_world.database.snapshot() as reader:
        assert await CAMPAIGNS.fetch(reader) == [], "who comes next is answered"


async def test_who_finds_every_reader_busy_waits_for_one(small_world: SmallWorld) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(MOST_READERS):
            await stack.enter_async_context(small_world.database.snapshot())
        late = asyncio.create_task(read_one(small_world))
        await asyncio.wait([late], timeout=0.05)
        waited = not late.done()

    assert waited
    assert await late == 1


async def read_one(world: SmallWorld) -> int:
    async with world.database.snapshot() as reader:
        (found,) = await read_forms(reader, FORMS_BY_ID, ids=[1])
    return found.revision


# Writers -----------------------------------------------------------------------------------------


async def test_an_error_takes_everything_of_the_transaction_back(small_world: SmallWorld) -> None:
    found = await small_world.form()
    before = await small_world.everything()

    async def change() -> None:
        async with small_world.database.writing() as connection:
            await Store(connection).store_form(found, saved(found.form, 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change()
    assert await small_world.everything() == before


async def test_a_caller_who_goes_away_takes_everything_back(small_world: SmallWorld) -> None:
    before = await small_world.everything()
    written = asyncio.Event()

    async def write() -> None:
        async with small_world.database.writing() as connection:
            await connection.execute(CAMPAIGN_2030)
            written.set()
            await asyncio.Event().wait()

    writer = asyncio.create_task(write())
    await written.wait()
    writer.cancel()
    await asyncio.wait([writer])

    assert writer.cancelled()
    assert await small_world.everything() == before
    await small_world.execute(CAMPAIGN_2030)


async def test_of_saves_at_once_none_is_lost(small_world: SmallWorld) -> None:
    async def save(cents: int) -> None:
        async with small_world.database.writing() as connection:
            store = Store(connection)
            found = await store.form(FormId(1))
            assert found is not None
            await store.store_form(found, saved(found.form, cents, by=EMIEL if cents % 2 else ANNE))

    await asyncio.gather(*(save(cents) for cents in range(1, 31)))

    assert (await small_world.form()).form.version == 31
    async with small_world.database.reading() as connection:
        numbers = list((await connection.execute(select(JOURNAL.c.number))).scalars())
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
