"""`python -m tests.check_migrations`: up, down and up again, and no drift, on both databases."""

import os
import sys
import tempfile
from pathlib import Path

from models import migrations
from tests import postgresql
from tests.databases import SERVER, Backend, drop_database, new_database

LOUD = "!" * 78


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def check(backend: Backend) -> None:
    """Check them on an empty database, which goes afterwards."""
    say(f"On {backend}: up, down, up, compare.")
    with tempfile.TemporaryDirectory() as folder:
        url = new_database(Path(folder), backend)
        try:
            migrations.upgrade(url)
            migrations.downgrade(url, "base")
            migrations.upgrade(url)
            migrations.check(url)
        finally:
            drop_database(url)


def check_on_postgresql() -> bool:
    """Check them on the server that is given, or on one of our own; tell whether there is one."""
    if os.environ.get(SERVER):
        check(Backend.POSTGRESQL)
        return True
    folder = postgresql.new_folder()
    try:
        os.environ[SERVER] = postgresql.start(folder)
        check(Backend.POSTGRESQL)
    except postgresql.NoServerError as error:
        say(f"{LOUD}\nNOT checked on PostgreSQL: {error}\n{LOUD}")
        return False
    finally:
        postgresql.stop(folder)
    return True


def main() -> int:
    """Check them; a missing PostgreSQL server is a failure only where CI is set."""
    check(Backend.SQLITE)
    return 0 if check_on_postgresql() or not os.environ.get("CI") else 1


if __name__ == "__main__":
    sys.exit(main())
