"""Two server processes on one database, and one server in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
import uvicorn

from rapport_unique.app import create_app
from rapport_unique.server import Server
from rapport_unique.settings import Settings
from rapport_unique.streams import Streams
from tests.databases import drop_database
from tests.offices import Service
from tests.servers import UNENCRYPTED, running
from tests.streams.clients import TRANSPORTS, Follow
from tests.world import copy_of

Serve = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture(params=TRANSPORTS)
def follow(request: pytest.FixtureRequest) -> Follow:
    """Subscribe over each of the transports."""
    return TRANSPORTS[request.param]


@pytest.fixture(scope="module")
def two_servers(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Settings, list[str]]]:
    settings = copy_of(demo_country, tmp_path_factory.mktemp("two"))
    with ExitStack() as stack:
        yield settings, [stack.enter_context(running(settings)).url for _ in range(2)]
    drop_database(settings.database_url)


@pytest.fixture
async def here(two_servers: tuple[Settings, list[str]]) -> AsyncIterator[Service]:
    """The first of the two servers, and those who write there."""
    settings, urls = two_servers
    async with httpx2.AsyncClient(base_url=urls[0], timeout=None, verify=UNENCRYPTED) as client:
        yield Service(settings, datetime.now(UTC), [client])


@pytest.fixture
async def there(two_servers: tuple[Settings, list[str]]) -> AsyncIterator[Service]:
    """The other one."""
    settings, urls = two_servers
    async with httpx2.AsyncClient(base_url=urls[1], timeout=None, verify=UNENCRYPTED) as client:
        yield Service(settings, datetime.now(UTC), [client])


@pytest.fixture
def settings(demo_country: Path, tmp_path: Path) -> Iterator[Settings]:
    """Settings for a database of the test's own."""
    settings = copy_of(demo_country, tmp_path)
    yield settings
    drop_database(settings.database_url)


@pytest.fixture
def serve(settings: Settings) -> Serve:
    """Serve in this process, with these bounds of streams; the address is given."""

    @asynccontextmanager
    async def serving(streams: Streams | None = None) -> AsyncIterator[str]:
        app = create_app(settings, streams=streams)
        server = Server(uvicorn.Config(app, port=0, log_config=None), app.state.streams)
        running = asyncio.create_task(server.serve())
        while not server.started:
            assert not running.done(), "the server starts"
            await asyncio.sleep(0)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            await running

    return serving
