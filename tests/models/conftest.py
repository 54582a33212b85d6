"""A small world on the real, migrated database: made once, copied for each test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.database import Database
from models.patience import UNHURRIED
from tests import countries
from tests.databases import Backend, copy_of_database, drop_database
from tests.models.building import (
    ALIX,
    DIRECTOR_GENERAL,
    DORA,
    PRESIDENT,
    THURSDAY,
    WEDNESDAY,
    SmallWorld,
    saved,
    signed,
)


@dataclass(frozen=True)
class Templates:
    """Folders with the small world as SPP IS opened it, signed by one, and sent."""

    opened: Path
    halfway: Path
    sent: Path


@pytest.fixture(scope="session")
def templates(backend: Backend) -> Templates:
    migrated = countries.migrated(backend)
    opened = countries.with_more("opened", backend, migrated, _open)
    halfway = countries.with_more("halfway", backend, opened, _sign_once)
    return Templates(opened, halfway, countries.with_more("sent", backend, halfway, _sign_again))


async def _open(database: Database) -> None:
    await SmallWorld(database).open()


async def _sign_once(database: Database) -> None:
    world = SmallWorld(database)
    edited = await world.become(saved((await world.form()).form, 1))
    edited = await world.become(saved(edited, 2, at=WEDNESDAY))
    await world.become(signed(edited, PRESIDENT, ALIX, THURSDAY))


async def _sign_again(database: Database) -> None:
    world = SmallWorld(database)
    signed_once = (await world.form()).form
    await world.become(signed(signed_once, DIRECTOR_GENERAL, DORA, THURSDAY))


@asynccontextmanager
async def small_world_at(url: str) -> AsyncIterator[SmallWorld]:
    database = Database(url, patience=UNHURRIED)
    try:
        yield SmallWorld(database)
    finally:
        await database.close()


@asynccontextmanager
async def copy_in(folder: Path, template: Path) -> AsyncIterator[SmallWorld]:
    url = copy_of_database(template, folder)
    async with small_world_at(url) as world:
        yield world
    drop_database(url)


@pytest.fixture
async def small_world(templates: Templates, tmp_path: Path) -> AsyncIterator[SmallWorld]:
    async with copy_in(tmp_path, templates.opened) as world:
        yield world


@pytest.fixture
async def halfway(templates: Templates, tmp_path: Path) -> AsyncIterator[SmallWorld]:
    """The first form was saved twice and signed by Alix, as president."""
    async with copy_in(tmp_path, templates.halfway) as world:
        yield world


@pytest.fixture
async def sent(templates: Templates, tmp_path: Path) -> AsyncIterator[SmallWorld]:
    """The first form was also signed by Dora, as director-general, and sent by it."""
    async with copy_in(tmp_path, templates.sent) as world:
        yield world
