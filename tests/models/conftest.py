"""A small world on the real, migrated database: made once, copied for each test."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from models import migrations
from models.database import Database
from tests.databases import Backend, copy_of_database, drop_database, new_database
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
def templates(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    names = ("opened", "halfway", "sent")
    templates = Templates(*(tmp_path_factory.mktemp(name) for name in names))
    with ExitStack() as stack:
        migrations.upgrade(opened := new_database(templates.opened, backend))
        stack.callback(drop_database, opened)
        asyncio.run(_open(opened))
        halfway = copy_of_database(templates.opened, templates.halfway)
        stack.callback(drop_database, halfway)
        asyncio.run(_sign_once(halfway))
        sent = copy_of_database(templates.halfway, templates.sent)
        stack.callback(drop_database, sent)
        asyncio.run(_sign_again(sent))
        yield templates


async def _open(url: str) -> None:
    async with small_world_at(url) as world:
        await world.open()


async def _sign_once(url: str) -> None:
    async with small_world_at(url) as world:
        edited = await world.become(saved((await world.form()).form, 1))
        edited = await world.become(saved(edited, 2, at=WEDNESDAY))
        await world.become(signed(edited, PRESIDENT, ALIX, THURSDAY))


async def _sign_again(url: str) -> None:
    async with small_world_at(url) as world:
        signed_once = (await world.form()).form
        await world.become(signed(signed_once, DIRECTOR_GENERAL, DORA, THURSDAY))


@asynccontextmanager
async def small_world_at(url: str) -> AsyncIterator[SmallWorld]:
    database = Database(url)
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
