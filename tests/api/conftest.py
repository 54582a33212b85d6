"""A world that many tests share, because none of them writes anything."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.databases import drop_database
from tests.world import Clock, World, copy_of


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def country(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """The demo country, for all tests of a file; at their end it is as it was."""
    world = World(copy_of(demo_country, tmp_path_factory.mktemp("country")), Clock())
    before = world.everything()
    async with world.running():
        yield world
    assert world.everything() == before
    assert world.clock == Clock()
    drop_database(world.settings.database_url)
