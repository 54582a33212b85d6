"""A visitor of a small country, who may change it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import countries
from tests.databases import Backend
from tests.pages.browsing import Visitor, visiting
from tests.world import Clock, World, copied_world


@pytest.fixture(scope="session")
def country_of_all_forms(backend: Backend) -> Path:
    """A folder as `small_country`, with all the forms."""
    return countries.small_of_all_forms(backend)


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[Visitor]:
    async with visiting(world) as visitor:
        yield visitor


@pytest.fixture
async def of_all_forms(
    country_of_all_forms: Path, tmp_path: Path, clock: Clock
) -> AsyncIterator[World]:
    """A world with all the forms."""
    async with copied_world(country_of_all_forms, tmp_path, clock) as world:
        yield world
