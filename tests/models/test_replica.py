"""The replica: the follow-up reads there, nothing else does, and it may be away.

A second database on the same server stands in for it. It knows of a signature, the primary does
not, so an answer tells where it comes from.
"""

import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import insert, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models import database as databases
from models.database import COOL_DOWN_S, Database
from models.readers import MOST_READERS, Reader
from models.statements import Statement
from models.tables import CAMPAIGN, SIGNATURE
from tests.databases import copy_of_database, drop_database, hang_up, run
from tests.models.building import CLOSING, OPENING
from tests.models.conftest import Templates

pytestmark = pytest.mark.only_on("postgresql", reason="An embedded database has no replica.")

PRIMARY, REPLICA = 0, 1
"""How many signatures each of them knows."""
SIGNATURES = Statement(select(SIGNATURE.c.form_id))
NEW_CAMPAIGN = insert(CAMPAIGN).values(year=2021, opens_at=OPENING, closes_at=CLOSING)


@dataclass
class Watch:
    """A clock that stands still until it is told otherwise."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def primary_url(templates: Templates, tmp_path: Path) -> Iterator[str]:
    url = copy_of_database(templates.opened, tmp_path / "primary")
    yield url
    drop_database(url)


@pytest.fixture
def replica_url(templates: Templates, tmp_path: Path) -> Iterator[str]:
    url = copy_of_database(templates.halfway, tmp_path / "replica")
    yield url
    drop_database(url)


@pytest.fixture
def dead_url(primary_url: str) -> Iterator[str]:
    """The address of a port at which nobody listens, and nobody can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = make_url(primary_url).set(host="127.0.0.1", port=held.getsockname()[1])
        yield url.set(query={}).render_as_string(hide_password=False)


@asynccontextmanager
async def database(
    primary: str, replica: str, watch: Watch | None = None
) -> AsyncIterator[Database]:
    opened = Database(primary, replica, monotonic=watch or Watch())
    try:
        yield opened
    finally:
        await opened.close()


async def signatures(door: Reader | AsyncConnection) -> int:
    return len(await SIGNATURES.fetch(door))


async def followed(opened: Database) -> int:
    async with opened.snapshot(following=True) as reader:
        return await signatures(reader)


# Where it is read --------------------------------------------------------------------------------


async def test_the_follow_up_is_read_from_the_replica_and_nothing_else_is(
    primary_url: str, replica_url: str
) -> None:
    async with database(primary_url, replica_url) as opened:
        async with opened.reading() as connection:
            read = await signatures(connection)
        async with opened.snapshot() as reader:
            looked_up = await signatures(reader)
        async with opened.writing() as connection:
            before_writing = await signatures(connection)
            await connection.execute(NEW_CAMPAIGN)

        assert await followed(opened) == REPLICA
        assert (read, looked_up, before_writing) == (PRIMARY,) * 3
        assert run(primary_url, "SELECT year FROM campaign ORDER BY year") == [(2020,), (2021,)]
        assert run(replica_url, "SELECT year FROM campaign") == [(2020,)]


async def test_without_a_replica_the_follow_up_is_read_from_the_primary(primary_url: str) -> None:
    opened = Database(primary_url)

    assert await followed(opened) == PRIMARY
    await opened.close()


async def test_nothing_is_written_to_the_replica(primary_url: str, replica_url: str) -> None:
    async with database(primary_url, replica_url) as opened:
        with pytest.raises(ReadOnlySqlTransaction):
            async with opened.snapshot(following=True) as reader:
                await reader.rows("DELETE FROM campaign", ())

    assert run(replica_url, "SELECT year FROM campaign") == [(2020,)]


async def test_what_is_followed_is_one_snapshot(primary_url: str, replica_url: str) -> None:
    async with (
        database(primary_url, replica_url) as opened,
        opened.snapshot(following=True) as connection,
    ):
        before = await signatures(connection)
        run(replica_url, "ALTER TABLE signature DISABLE TRIGGER ALL")
        run(replica_url, "DELETE FROM signature")

        assert (before, await signatures(connection)) == (REPLICA, REPLICA)


# While it is away --------------------------------------------------------------------------------


async def test_without_an_answer_of_the_replica_the_primary_answers_and_it_is_said_once(
    primary_url: str, dead_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with database(primary_url, dead_url) as opened:
        found = [await followed(opened) for _ in range(3)]

    assert found == [PRIMARY] * 3
    (warning,) = caplog.records
    assert warning.levelno == logging.WARNING
    assert "The replica cannot be reached, the primary answers" in warning.getMessage()


async def test_the_replica_is_asked_again_after_a_while(primary_url: str, replica_url: str) -> None:
    watch = Watch()
    async with database(primary_url, replica_url, watch) as opened:
        with moved_away(replica_url, primary_url):
            out = await followed(opened)
        still_out = await followed(opened)
        watch.seconds += COOL_DOWN_S
        back = await followed(opened)

    assert (out, still_out, back) == (PRIMARY, PRIMARY, REPLICA)


async def test_every_outage_is_said_once(
    primary_url: str, replica_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    watch = Watch()
    async with database(primary_url, replica_url, watch) as opened:
        for _ in range(2):
            with moved_away(replica_url, primary_url):
                for _ in range(3):
                    assert await followed(opened) == PRIMARY
                    watch.seconds += COOL_DOWN_S
            assert await followed(opened) == REPLICA

    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2


async def test_a_replica_that_was_restarted_is_asked_at_once(
    primary_url: str, replica_url: str
) -> None:
    async with database(primary_url, replica_url) as opened:
        await followed(opened)
        hang_up(replica_url)

        assert await followed(opened) == REPLICA


async def test_what_finds_no_connection_free_is_read_from_the_primary(
    primary_url: str,
    replica_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(databases, "WAIT_FOR_REPLICA_S", 0.01)
    async with database(primary_url, replica_url) as opened, AsyncExitStack() as stack:
        busy = [
            await stack.enter_async_context(opened.snapshot(following=True))
            for _ in range(MOST_READERS)
        ]

        assert await followed(opened) == PRIMARY
        assert [await signatures(connection) for connection in busy] == [REPLICA] * MOST_READERS

    assert caplog.records == []


@contextmanager
def moved_away(url: str, elsewhere: str) -> Iterator[None]:
    """Hang up, and let nobody find the database meanwhile; said to its server through another."""
    name = make_url(url).database
    hang_up(url)
    run(elsewhere, f'ALTER DATABASE "{name}" RENAME TO "{name}_away"')
    yield
    run(elsewhere, f'ALTER DATABASE "{name}_away" RENAME TO "{name}"')
