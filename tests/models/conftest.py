"""A small world on the real, migrated database: made once, copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from models import migrations
from models.database import Database
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
    """The small world as SPP IS opened it, signed by one, and sent."""

    opened: Path
    halfway: Path
    sent: Path


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("small")
    templates = Templates(*(folder / f"{name}.sqlite3" for name in ("opened", "halfway", "sent")))
    migrations.upgrade(f"sqlite:///{templates.opened}")
    asyncio.run(_make(templates))
    return templates


async def _make(templates: Templates) -> None:
    async with small_world_in(templates.opened) as world:
        await world.open()
    shutil.copy(templates.opened, templates.halfway)
    async with small_world_in(templates.halfway) as world:
        edited = await world.become(saved((await world.form()).form, 1))
        edited = await world.become(saved(edited, 2, at=WEDNESDAY))
        signed_once = await world.become(signed(edited, PRESIDENT, ALIX, THURSDAY))
    shutil.copy(templates.halfway, templates.sent)
    async with small_world_in(templates.sent) as world:
        await world.become(signed(signed_once, DIRECTOR_GENERAL, DORA, THURSDAY))


@asynccontextmanager
async def small_world_in(file: Path) -> AsyncIterator[SmallWorld]:
    database = Database(f"sqlite:///{file}")
    try:
        yield SmallWorld(database)
    finally:
        await database.close()


@pytest.fixture
async def small_world(templates: Templates, tmp_path: Path) -> AsyncIterator[SmallWorld]:
    async with small_world_in(Path(shutil.copy(templates.opened, tmp_path))) as world:
        yield world


@pytest.fixture
async def halfway(templates: Templates, tmp_path: Path) -> AsyncIterator[SmallWorld]:
    """The first form was saved twice and signed by Alix, as president."""
    async with small_world_in(Path(shutil.copy(templates.halfway, tmp_path))) as world:
        yield world


@pytest.fixture
async def sent(templates: Templates, tmp_path: Path) -> AsyncIterator[SmallWorld]:
    """The first form was also signed by Dora, as director-general, and sent by it."""
    async with small_world_in(Path(shutil.copy(templates.sent, tmp_path))) as world:
        yield world
