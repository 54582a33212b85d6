"""Server processes of their own, for the tests of what one process alone does not show."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rapport_unique.settings import Settings
from tests.conftest import _free_port, _wait_until_ready


@dataclass(frozen=True)
class Running:
    """A server process that answers."""

    url: str
    process: "subprocess.Popen[str]"


@contextmanager
def running(settings: Settings, log_level: str = "warning") -> Iterator[Running]:
    """A server process on this database; it is stopped afterwards, if it still runs."""
    port = _free_port()
    environment = {
        **os.environ,
        "RAPPORT_UNIQUE_ENVIRONMENT": "development",
        "RAPPORT_UNIQUE_DEV_ISSUER": "true",
        "RAPPORT_UNIQUE_VAR_DIR": str(settings.var_dir),
        "RAPPORT_UNIQUE_DATABASE_URL": settings.database_url,
        "RAPPORT_UNIQUE_PUBLIC_URL": settings.base_url,
        "RAPPORT_UNIQUE_PORT": str(port),
        "RAPPORT_UNIQUE_LOG_LEVEL": log_level,
    }
    command = [sys.executable, "-m", "rapport_unique", "serve"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/health/ready", process)
        yield Running(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.communicate(timeout=20)
