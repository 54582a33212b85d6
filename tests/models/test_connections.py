"""Connections to PostgreSQL: what goes over them, and what happens when they break."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, make_url, select

from models.database import Database
from models.outages import UnavailableError
from models.reading import FORMS_BY_ID, read_forms
from models.statements import Statement
from models.store import Store
from models.tables import CAMPAIGN, CPAS
from tests.databases import hang_up
from tests.models.building import Read, SmallWorld, each_way_to_read, saved

pytestmark = pytest.mark.only_on("postgresql", reason="An embedded database has no connections.")

ALL_CPAS, CAMPAIGNS = Statement(select(CPAS.c.id)), Statement(select(CAMPAIGN.c.year))


def url_of(world: SmallWorld) -> str:
    url = world.database.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


# What goes over them -----------------------------------------------------------------------------


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that notes every message on connections made from now on."""
    connect = psycopg.AsyncConnection.connect
    traced: list[psycopg.AsyncConnection[Any]] = []

    async def connect_traced(*arguments: Any, **settings: Any) -> psycopg.AsyncConnection[Any]:
        traced.append(connection := await connect(*arguments, **settings))
        connection.pgconn.trace(noted.fileno())
        return connection

    with (tmp_path / "wire").open("wb") as noted:
        monkeypatch.setattr(psycopg.AsyncConnection, "connect", connect_traced)
        yield tmp_path / "wire"
        for connection in traced:
            connection.pgconn.untrace()


def noted_on(wire: Path) -> str:
    return wire.read_text(encoding="utf-8")


@each_way_to_read
async def test_a_read_costs_its_statements_with_their_begin_and_end(
    small_world: SmallWorld, wire: Path, read: Read
) -> None:
    async with read(small_world.database):
        pass  # the connection is made
    before = len(noted_on(wire))

    async with read(small_world.database) as reader:
        await ALL_CPAS.fetch(reader)
        await CAMPAIGNS.fetch(reader)

    noted = noted_on(wire)[before:]
    asked = re.findall(r'\tF\t\d+\t(?:Query|Parse)\t "(?:" ")?(\w+)', noted)
    assert asked == ["BEGIN", "SELECT", "SELECT", "COMMIT"]
    assert noted.count("ReadyForQuery") == len(asked), "one round trip each"


@each_way_to_read
async def test_what_the_url_says_of_the_connection_stays(
    small_world: SmallWorld, read: Read
) -> None:
    said = {"options": "-c work_mem=12345kB", "application_name": "rapport"}
    url = make_url(url_of(small_world)).update_query_dict(said)
    database = Database(url.render_as_string(hide_password=False))

    async with read(database) as reader:
        found = [
            (await Statement(select(func.current_setting(name))).fetch(reader))[0][0]
            for name in ("work_mem", "application_name", "timezone")
        ]
    await database.close()

    assert found == ["12345kB", "rapport", "UTC"]


# When they break ---------------------------------------------------------------------------------


async def let_connections_rest(world: SmallWorld) -> None:
    """Have several connections of each kind wait for their next use."""
    together = asyncio.Barrier(5)

    async def use() -> None:
        async with world.database.reading(), world.database.snapshot():
            await together.wait()

    await asyncio.gather(*(use() for _ in range(5)))


@each_way_to_read
async def test_all_who_read_after_a_restart_of_the_server_notice_nothing(
    small_world: SmallWorld, read: Read
) -> None:
    await let_connections_rest(small_world)
    hang_up(url_of(small_world))

    async def count() -> int:
        async with read(small_world.database) as reader:
            return len(await ALL_CPAS.fetch(reader))

    assert await asyncio.gather(*(count() for _ in range(30))) == [2] * 30


async def test_who_writes_after_a_restart_of_the_server_notices_nothing(
    small_world: SmallWorld,
) -> None:
    await let_connections_rest(small_world)
    hang_up(url_of(small_world))

    form = await small_world.become(saved((await small_world.form()).form, 1))

    assert form.version == 2


async def test_a_change_that_the_server_broke_off_is_not_there(small_world: SmallWorld) -> None:
    found = await small_world.form()
    before = await small_world.everything()

    async def change() -> None:
        async with small_world.database.writing() as connection:
            await Store(connection).store_form(found, saved(found.form, 1))
            hang_up(url_of(small_world))

    with pytest.raises(UnavailableError):
        await change()
    assert await small_world.everything() == before


@each_way_to_read
async def test_who_reads_while_the_server_is_restarted_gets_an_error_and_the_next_an_answer(
    small_world: SmallWorld, read: Read
) -> None:
    async def broken_off() -> None:
        async with read(small_world.database) as reader:
            await ALL_CPAS.fetch(reader)
            hang_up(url_of(small_world))
            await ALL_CPAS.fetch(reader)

    with pytest.raises(UnavailableError):
        await broken_off()
    async with read(small_world.database) as reader:
        found = await read_forms(reader, FORMS_BY_ID, ids=[1, 2])

    assert len(found) == 2
