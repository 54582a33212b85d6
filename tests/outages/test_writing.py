"""Writing while the server is lost, frozen or busy: what was certainly not done is told apart."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
from sqlalchemy import insert

from models.database import Database
from models.outages import OutageError, OutcomeUnknownError, UnavailableError
from models.patience import Patience
from models.tables import CAMPAIGN
from tests.databases import Backend, hang_up, run
from tests.models.building import CLOSING, OPENING, SmallWorld
from tests.outages.lines import Fault, Line, line_to

HASTY = Patience(lock_s=0.2, statement_s=5, idle_s=0.4, whole_s=0.6)
CAMPAIGN_2030 = insert(CAMPAIGN).values(year=2030, opens_at=OPENING, closes_at=CLOSING)
on_postgresql = pytest.mark.only_on("postgresql", reason="An embedded database has no line.")


def url_of(world: SmallWorld) -> str:
    drivername = world.database.url.get_backend_name()
    return world.database.url.set(drivername=drivername).render_as_string(hide_password=False)


async def write(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(CAMPAIGN_2030)


async def opened(url: str, patience: Patience) -> AsyncIterator[Database]:
    database = Database(url, patience=patience)
    yield database
    await database.close()


@pytest.fixture
async def line(small_world: SmallWorld) -> AsyncIterator[Line]:
    async with line_to(url_of(small_world)) as line:
        yield line


@pytest.fixture
async def far(line: Line) -> AsyncIterator[Database]:
    """The database at the other end of the line."""
    async for database in opened(line.url, HASTY):
        yield database


@pytest.fixture
async def hasty(small_world: SmallWorld) -> AsyncIterator[Database]:
    async for database in opened(url_of(small_world), HASTY):
        yield database


# At the end --------------------------------------------------------------------------------------


@on_postgresql
@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.SILENT])
async def test_whose_answer_to_a_commit_is_lost_is_told_that_nobody_knows(
    small_world: SmallWorld, line: Line, far: Database, fault: Fault
) -> None:
    async with far.writing():
        pass  # the connection is made
    line.at_commit = fault

    with pytest.raises(OutcomeUnknownError):
        await write(far)

    line.at_commit = None
    kept = [(2030,)] if fault is Fault.LOST_AFTER else []
    await until(
        lambda: run(url_of(small_world), "SELECT year FROM campaign WHERE year = 2030") == kept
    )


@on_postgresql
async def test_who_was_hung_up_on_before_the_end_knows_that_nothing_was_done(
    small_world: SmallWorld, hasty: Database
) -> None:
    async def broken_off() -> None:
        async with hasty.writing() as connection:
            await connection.execute(CAMPAIGN_2030)
            hang_up(url_of(small_world))

    with pytest.raises(UnavailableError):
        await broken_off()
    assert run(url_of(small_world), "SELECT year FROM campaign WHERE year = 2030") == []


@on_postgresql
async def test_a_refusal_is_told_although_the_line_broke_meanwhile(
    small_world: SmallWorld, hasty: Database
) -> None:
    async def refused() -> None:
        async with hasty.writing() as connection:
            await connection.execute(CAMPAIGN_2030)
            hang_up(url_of(small_world))
            raise LookupError("refused")

    with pytest.raises(LookupError, match="refused"):
        await refused()


@on_postgresql
async def test_what_was_read_stands_although_the_line_broke_meanwhile(
    small_world: SmallWorld, hasty: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for read in (hasty.reading, hasty.snapshot):
        async with read():
            hang_up(url_of(small_world))

    await write(hasty)
    assert caplog.records == []


# No room -----------------------------------------------------------------------------------------

NO_ROOM = "DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
"""What a server says whose disk is full; a file may be told that it holds no page more."""


async def test_where_there_is_no_room_left_nothing_is_done_and_there_may_be_later(
    small_world: SmallWorld, hasty: Database
) -> None:
    async def write_more_than_there_is_room_for() -> None:
        async with hasty.writing() as connection:
            await connection.execute(CAMPAIGN_2030)
            if hasty.is_sqlite:
                await connection.exec_driver_sql("PRAGMA max_page_count = 1")
            await connection.exec_driver_sql(
                "CREATE TABLE more (one int)" if hasty.is_sqlite else NO_ROOM
            )

    with pytest.raises(UnavailableError):
        await write_more_than_there_is_room_for()

    assert run(url_of(small_world), "SELECT year FROM campaign WHERE year = 2030") == []
    await write(small_world.database)


# Who holds up the others -------------------------------------------------------------------------


async def test_who_does_not_get_a_turn_in_time_is_told_to_come_back(
    small_world: SmallWorld, hasty: Database
) -> None:
    """All who wait do so at once, and not one behind the other."""
    begun = time.monotonic()
    async with small_world.database.writing() as connection:
        await connection.execute(CAMPAIGN_2030)
        told = await asyncio.gather(*(write(hasty) for _ in range(30)), return_exceptions=True)

    assert {type(error) for error in told} == {UnavailableError}
    assert time.monotonic() - begun < 10
    assert run(url_of(small_world), "SELECT year FROM campaign WHERE year = 2030") == [(2030,)]


@on_postgresql
async def test_who_is_frozen_in_a_transaction_loses_it(small_world: SmallWorld) -> None:
    """The lock is free as soon as the server has waited long enough for them to go on."""
    went_on = asyncio.Event()

    async def be_frozen(frozen: Database) -> None:
        async with frozen.writing() as connection:
            await connection.execute(CAMPAIGN_2030)
            await write(small_world.database)  # waits for the lock until it is free
            went_on.set()

    async for frozen in opened(url_of(small_world), replace(Patience(), idle_s=0.4)):
        with pytest.raises(UnavailableError):
            await be_frozen(frozen)
    assert went_on.is_set()


@on_postgresql
@pytest.mark.parametrize("door", ["snapshot", "reading", "writing"])
async def test_a_server_that_cannot_be_called_is_told_in_one_line(
    line: Line, far: Database, door: str
) -> None:
    line.away = True

    with pytest.raises(UnavailableError) as told:
        async with getattr(far, door)():
            pass

    assert "\n" not in str(told.value)


async def test_a_mistake_of_ours_is_no_outage(hasty: Database, backend: Backend) -> None:
    with pytest.raises(Exception, match="nowhere") as told:
        async with hasty.snapshot() as reader:
            await reader.rows("SELECT 1 FROM nowhere", ())

    assert not isinstance(told.value, OutageError), backend


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - the server does not call
            await asyncio.sleep(0.01)
