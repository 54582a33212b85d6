"""The demo country, made once and copied for each test; a real server for the tests of one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

import tests.pinned  # noqa: F401 - first: nothing may be made of another catalogue
from tests import countries
from tests.databases import Backend, drop_database
from tests.world import Clock, World, copied_world, copy_of

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


@dataclass(frozen=True)
class LiveServer:
    """A server process of its own."""

    url: str
    environment: dict[str, str]

    def token(self, persona: str) -> str:
        command = [sys.executable, "-m", "rapport_unique", "token", persona]
        return subprocess.check_output(command, env=self.environment, text=True).strip()


@pytest.fixture(scope="session")
def live_server(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    settings = copy_of(demo_country, tmp_path_factory.mktemp("live"))
    port = _free_port()
    environment = {
        **os.environ,
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_DEV_ISSUER": "true",
        "RAPPORT_UNIQUE_VAR_DIR": str(settings.var_dir),
        "RAPPORT_UNIQUE_DATABASE_URL": settings.database_url,
        "RAPPORT_UNIQUE_PORT": str(port),
    }
    command = [sys.executable, "-m", "rapport_unique", "serve"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/health/ready", process)
        yield LiveServer(f"http://127.0.0.1:{port}", environment)
    finally:
        process.terminate()
        process.communicate(timeout=20)
        drop_database(settings.database_url)


def _wait_until_ready(url: str, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stderr and process.stderr.read()
        try:
            if httpx2.get(url).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise TimeoutError(url)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
