"""Server processes of their own, for the tests of what one process alone does not show."""

import fcntl
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx2

from rapport_unique.app import development_issuer
from rapport_unique.personas import persona_named
from rapport_unique.settings import PREFIX, Settings
from tests.templates import RUN

UNENCRYPTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For the clients of these servers: to read whom to trust takes longer than many a test."""
PATIENCE_S = 120.0
"""How long a process may take to begin on a machine that has much else to do."""
_PORTS = range(15_000, 32_000)
"""Those that no system gives to a client by itself."""


@dataclass(frozen=True)
class Running:
    """A server process that answers."""

    url: str
    process: "subprocess.Popen[str]"
    settings: Settings

    def token(self, persona: str) -> str:
        """A token of an invented person, as of now."""
        found = persona_named(persona)
        assert found is not None, f"no persona {persona}"
        return development_issuer(self.settings).issue_token(found, now=datetime.now(UTC))


@contextmanager
def running(
    settings: Settings, log_level: str = "warning", port: int | None = None
) -> Iterator[Running]:
    """A server process on this database; it is stopped afterwards, if it still runs."""
    port = port or own_port()
    environment = {
        **os.environ,
        f"{PREFIX}ENVIRONMENT": "development",
        f"{PREFIX}DEV_ISSUER": "true",
        f"{PREFIX}VAR_DIR": str(settings.var_dir),
        f"{PREFIX}DATABASE_URL": settings.database_url,
        f"{PREFIX}PUBLIC_URL": settings.base_url,
        f"{PREFIX}PORT": str(port),
        f"{PREFIX}LOG_LEVEL": log_level,
        f"{PREFIX}MAX_OPERATIONS": str(settings.max_operations),
        f"{PREFIX}MAX_WRITES_PER_MINUTE": str(settings.max_writes_per_minute),
    }
    command = [sys.executable, "-m", "rapport_unique", "serve"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(url, process)
        yield Running(url, process, settings)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def wait_until_ready(url: str, process: "subprocess.Popen[Any]") -> None:
    """Return when the server of this process answers that it is ready."""
    deadline = time.monotonic() + PATIENCE_S
    with httpx2.Client(verify=UNENCRYPTED) as client:
        while time.monotonic() < deadline:
            assert process.poll() is None, process.stderr and process.stderr.read()
            try:
                if client.get(f"{url}/health/ready").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.05)
    raise TimeoutError(url)


def own_port() -> int:
    """A free port that no other process of this run is given."""
    run = Path(os.environ[RUN])
    with (run / "ports").open("a+") as given:
        fcntl.flock(given, fcntl.LOCK_EX)
        given.seek(0)
        first = int(given.read() or crc32(os.fsencode(run))) % len(_PORTS)
        for place in range(first, first + len(_PORTS)):
            if _is_free(port := _PORTS[place % len(_PORTS)]):
                given.truncate(0)
                given.write(f"{place + 1}")
                return port
    raise OSError("no port is free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
