"""The whole demo country: all six forms of 2020 in every state, some of 2019, unusual cases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.database import Database
from models.patience import UNHURRIED
from tests import countries
from tests.databases import Backend, copy_of_database, drop_database
from tests.follow_up.known import Known, all_forms
from tests.follow_up.unusual import add_unusual_cases
from tests.running import Runner
from tests.world import Clock, World, copy_of


@pytest.fixture(scope="session")
def full_country(backend: Backend) -> Path:
    """A folder with many CPAS and all their forms, and the keys of development: to be copied."""
    return countries.with_more(
        "full", backend, countries.small_with_merged(backend), add_unusual_cases
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everywhere(
    full_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """The whole country, for all tests of a file: none of them writes anything."""
    world = World(copy_of(full_country, tmp_path_factory.mktemp("everywhere")), Clock())
    counted = "SELECT (SELECT max(number) FROM journal), (SELECT sum(revision) FROM form)"
    before = world.rows(counted)
    async with world.running():
        yield world
    assert world.rows(counted) == before
    assert world.clock == Clock()
    drop_database(world.settings.database_url)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runner(everywhere: World) -> AsyncIterator[Runner]:
    """Runs operations on the whole country, without HTTP."""
    database = Database(everywhere.settings.database_url, patience=UNHURRIED)
    yield Runner(database=database, clock=everywhere.clock)
    await database.close()


@pytest.fixture(scope="session")
def known(full_country: Path, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Every form of the whole country, as a full value."""
    url = copy_of_database(full_country, tmp_path_factory.mktemp("known"))
    forms = asyncio.run(all_forms(url))
    drop_database(url)
    return forms
