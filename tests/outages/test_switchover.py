"""A planned switchover: the primary is stopped and returns as a standby, and the address moves."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import make_url

from models.database import Database
from models.outages import UnavailableError
from models.tables import JOURNAL_CHANNEL
from models.wakeups import wakeups
from tests.databases import Backend, run
from tests.outages.lines import Line, line_to
from tests.outages.servers import Server, two_servers
from tests.postgresql import NoServerError

pytestmark = pytest.mark.only_on("postgresql", reason="An embedded database has no standby.")


@pytest.fixture
def servers(backend: Backend) -> Iterator[tuple[Server, Server]]:
    del backend
    try:
        with two_servers() as servers:
            yield servers
    except NoServerError as error:
        pytest.skip(f"No servers of our own: {error}")


@pytest.fixture
async def line(servers: tuple[Server, Server]) -> AsyncIterator[Line]:
    """The address that moves."""
    async with line_to(servers[0].url) as line:
        yield line


async def add(database: Database) -> None:
    async with database.writing() as connection:
        await connection.exec_driver_sql("INSERT INTO seen VALUES (1)")


async def seen(database: Database) -> int:
    async with database.snapshot() as reader:
        return len(await reader.rows("SELECT 1 FROM seen", ()))


async def test_who_writes_who_reads_and_who_listens_follow_the_primary(
    servers: tuple[Server, Server], line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """With the one that looks at no server before it is used, a pool holds those of a standby."""
    one, two = servers
    careless = make_url(line.url).update_query_dict({"target_session_attrs": "any"})
    hosts = f"host={one.folder}/socket,{two.folder}/socket&port=5432,5432"
    urls = (
        line.url,
        careless.render_as_string(hide_password=False),
        f"postgresql://postgres@/postgres?{hosts}",
    )
    databases = [Database(url) for url in urls]
    async with databases[0].writing() as connection:
        await connection.exec_driver_sql("CREATE TABLE seen (number int)")
    for database in databases:
        await add(database)
    told = wakeups(databases[0])
    await anext(told)
    listening = asyncio.ensure_future(anext(told))

    one.stop()
    one.stand_by()
    for database in databases:
        with pytest.raises(UnavailableError):
            await add(database)
    with pytest.raises(UnavailableError):
        await seen(databases[0])
    assert not listening.done()
    two.control("promote")
    line.server = two.url

    for number, database in enumerate(databases, start=4):
        await add(database)
        assert await seen(database) == number
    async with asyncio.timeout(60):
        await listening  # what was missed is looked for
        run(two.url, f"NOTIFY {JOURNAL_CHANNEL}")
        await anext(told)
    await told.aclose()
    for database in databases:
        await database.close()
    assert not [record for record in caplog.records if "\n" in record.getMessage()]
