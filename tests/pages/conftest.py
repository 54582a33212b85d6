"""A visitor of a small country, who may change it."""

from collections.abc import AsyncIterator

import pytest

from tests.pages.browsing import Visitor, visiting
from tests.world import World


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[Visitor]:
    async with visiting(world) as visitor:
        yield visitor
