"""The whole demo country: all six forms of 2020 in every state, some of 2019, unusual cases."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from models import migrations
from models.database import Database
from rapport_unique.demo import seed
from tests.databases import Backend, database_in, drop_database, new_database
from tests.follow_up.known import Known, all_forms
from tests.follow_up.unusual import add_unusual_cases
from tests.running import Runner
from tests.world import NOON, Clock, World, copy_of, development_settings


@pytest.fixture(scope="session")
def full_country(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the migrated and seeded database, and the keys of development."""
    folder = tmp_path_factory.mktemp("full")
    settings = development_settings(folder, database_url=new_database(folder, backend))
    migrations.upgrade(settings.database_url)
    asyncio.run(_seed(settings.database_url))
    settings.subject_key_bytes()
    yield folder
    drop_database(settings.database_url)


async def _seed(url: str) -> None:
    database = Database(url)
    await seed(database, NOON, archive=False)
    await add_unusual_cases(database)
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everywhere(
    full_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """The whole country, for all tests of a file: none of them writes anything."""
    world = World(copy_of(full_country, tmp_path_factory.mktemp("everywhere")), Clock())
    counted = "SELECT (SELECT max(number) FROM journal), (SELECT sum(revision) FROM form)"
    before = world.rows(counted)
    async with world.app.router.lifespan_context(world.app), world.client:
        yield world
    assert world.rows(counted) == before
    assert world.clock == Clock()
    drop_database(world.settings.database_url)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runner(everywhere: World) -> AsyncIterator[Runner]:
    """Runs operations on the whole country, without HTTP."""
    database = Database(everywhere.settings.database_url)
    yield Runner(database=database, clock=everywhere.clock)
    await database.close()


@pytest.fixture(scope="session")
def known(full_country: Path) -> Known:
    """Every form of the whole country, as a full value."""
    return asyncio.run(all_forms(database_in(full_country)))
