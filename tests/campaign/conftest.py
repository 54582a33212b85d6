"""The small country with the campaign of 2021, opened once and copied for each test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.campaign.managing import open_2021
from tests.databases import Backend
from tests.templates import made_once
from tests.world import Clock, World, copied_world, copy_of


@pytest.fixture(scope="session")
def country_of_2021(backend: Backend, small_country: Path) -> Path:
    def make(folder: Path) -> None:
        asyncio.run(_open(World(copy_of(small_country, folder), Clock())))

    return made_once("2021", backend, make)


async def _open(world: World) -> None:
    async with world.running():
        await open_2021(world)


@pytest.fixture
async def open_world(country_of_2021: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    async with copied_world(country_of_2021, tmp_path, clock) as world:
        yield world
