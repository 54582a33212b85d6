"""The demo country, without HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.database import Database
from models.patience import UNHURRIED
from tests.databases import copy_of_database, drop_database
from tests.running import Runner
from tests.world import Clock


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def runner(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Runner]:
    """Runs operations on the demo country; the tests of a file share it and write nothing."""
    url = copy_of_database(demo_country, tmp_path_factory.mktemp("execution"))
    database = Database(url, patience=UNHURRIED)
    yield Runner(database=database, clock=Clock())
    await database.close()
    drop_database(url)
