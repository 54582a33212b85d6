"""The small country with all six forms of 2020; many tests read it, none writes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests import countries
from tests.databases import Backend, drop_database
from tests.world import Clock, World, copy_of


@pytest.fixture(scope="session")
def forms_of_few(backend: Backend) -> Path:
    return countries.small_of_all_forms(backend)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def country(
    forms_of_few: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """For all tests of a file; at their end it is as it was."""
    world = World(copy_of(forms_of_few, tmp_path_factory.mktemp("country")), Clock())
    before = world.everything()
    async with world.running():
        yield world
    assert world.everything() == before
    drop_database(world.settings.database_url)


@pytest.fixture
def world(whole_world: World) -> World:
    """A file is made in parts: it takes all the CPAS to have some."""
    return whole_world
