"""The demo country with all six forms of 2020; many tests read it, none writes."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from models import migrations
from models.database import Database
from rapport_unique.demo import seed
from tests.databases import Backend, drop_database, new_database
from tests.world import NOON, Clock, World, copy_of, development_settings


@pytest.fixture(scope="session")
def whole_country(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("whole")
    settings = development_settings(folder, database_url=new_database(folder, backend))
    migrations.upgrade(settings.database_url)
    asyncio.run(_seed(settings.database_url))
    settings.subject_key_bytes()
    yield folder
    drop_database(settings.database_url)


async def _seed(url: str) -> None:
    database = Database(url)
    await seed(database, NOON, archive=False)
    await database.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def country(
    whole_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """For all tests of a file; at their end it is as it was."""
    world = World(copy_of(whole_country, tmp_path_factory.mktemp("country")), Clock())
    before = world.everything()
    async with world.app.router.lifespan_context(world.app), world.client:
        yield world
    assert world.everything() == before
    drop_database(world.settings.database_url)
