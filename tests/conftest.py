"""The demo country, made once and copied for each test; a real server for the tests of one."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import tests.pinned  # noqa: F401 - first: nothing may be made of another catalogue
from tests import countries
from tests.databases import Backend, copy_of_database, drop_database
from tests.servers import Running, own_port, running
from tests.world import Clock, World, copied_world, copy_of

settings.register_profile(
    "suite",
    deadline=None,  # a machine that has much else to do is not a fault
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,  # they share a database that they only read
    ],
)
settings.load_profile("suite")
pytest_plugins = ["tests.backends"]


@pytest.fixture(scope="session")
def demo_country(backend: Backend) -> Path:
    """A folder with the migrated and seeded database, and the keys of development: to be copied."""
    return countries.of_one_form(backend)


@pytest.fixture(scope="session")
def small_country(backend: Backend) -> Path:
    """A folder as `demo_country`, with some of the CPAS only."""
    return countries.small(backend)


@pytest.fixture
def migrated(backend: Backend, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with all tables and nothing in them."""
    url = copy_of_database(countries.migrated(backend), tmp_path)
    yield url
    drop_database(url)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def world(small_country: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    async with copied_world(small_country, tmp_path, clock) as world:
        yield world


@pytest.fixture
async def whole_world(demo_country: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[World]:
    """As `world`, with all the CPAS."""
    async with copied_world(demo_country, tmp_path, clock) as world:
        yield world


@pytest.fixture(scope="session")
def live_server(demo_country: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that knows its own address, for all tests that disturb each other in nothing."""
    port = own_port()
    own = copy_of(demo_country, tmp_path_factory.mktemp("live"))
    with running(own.model_copy(update={"port": port}), port=port) as server:
        yield server
    drop_database(own.database_url)
