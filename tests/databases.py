"""The databases on which the tests run: embedded ones, and those of a PostgreSQL server.

Every test gets a database of its own, copied from a template: a file, or a database on the server
of TEST_DATABASE_URL, whose account may make databases. Where no server is given, one is started
(see `tests.backends`).
"""

import atexit
import os
import secrets
import shutil
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from sqlalchemy import make_url

FILE = "rapport_unique.sqlite3"
SERVER = "TEST_DATABASE_URL"
"""The variable that holds the address of the PostgreSQL server."""
_NAME = "database.txt"
_COPY = "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"
"""Five times faster here than the other strategy, which is meant for small templates."""
_DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
_TOUCHED = """SELECT tup_inserted + tup_updated + tup_deleted > 0
      OR EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = datid),
    EXISTS (SELECT FROM pg_stat_activity AS other WHERE other.datid = own.datid)
  FROM pg_stat_database AS own WHERE datname = %s"""
"""Whether a row of a database was ever written, also in vain, and whether anybody is there still:
who leaves it adds what they wrote to what the server knows."""
_LEAVING_S = 0.2
"""How long those may take to leave a database who have hung up."""

_copied: dict[str, str] = {}
"""By the names of the databases that this process copied, their templates."""
_untouched: dict[str, list[str]] = defaultdict(list)
"""By template, the copies that a test had and did not write to: the next one gets them."""


class Backend(StrEnum):
    """What keeps the data."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


def new_database(folder: Path, backend: Backend) -> str:
    """The URL of an empty database, kept in the folder or named there."""
    if backend is Backend.SQLITE:
        return database_in(folder)
    return _made("CREATE DATABASE {}", folder)


def copy_of_database(template: Path, folder: Path) -> str:
    """The URL of a copy of the database that was made in the template folder."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    if not (template / _NAME).exists():
        return database_in(folder)
    origin = (template / _NAME).read_text()
    if not _untouched[origin]:
        return _made(_COPY, folder, origin)
    (folder / _NAME).write_text(_untouched[origin].pop())
    return database_in(folder)


def database_in(folder: Path) -> str:
    """The URL of the database that was made in this folder."""
    if not (folder / _NAME).exists():
        return f"sqlite:///{folder}/{FILE}"
    return _address_of((folder / _NAME).read_text())


def drop_database(url: str) -> None:
    """Drop a database of the server, or keep it for the next test; a file goes with its folder."""
    if _is_embedded(url):
        return
    name = str(make_url(url).database)
    if name in _copied and not _is_touched(name):
        _untouched[_copied[name]].append(name)
    else:
        _copied.pop(name, None)
        _on_server(_DROP, name)


def _is_touched(name: str) -> bool:
    deadline = time.monotonic() + _LEAVING_S
    while True:
        ((written, in_use),) = _connection(_server()).execute(_TOUCHED, (name,)).fetchall()
        if written or time.monotonic() > deadline:
            return True
        if not in_use:
            return False
        time.sleep(0.002)


def drop_untouched() -> None:
    """Drop what was kept for a next test: there is none."""
    for names in _untouched.values():
        while names:
            _on_server(_DROP, names.pop())


def seal(url: str) -> None:
    """Let nobody connect to a database of the server any more: while somebody does, none copies."""
    if not _is_embedded(url):
        _on_server("ALTER DATABASE {} ALLOW_CONNECTIONS false", str(make_url(url).database))


def run(url: str, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Run a statement past the application; return its rows."""
    if not _is_embedded(url):
        with psycopg.connect(url) as connection:
            found = connection.execute(statement.replace("?", "%s"), parameters or None)
            return found.fetchall() if found.description else []
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
        return file.execute(statement, parameters).fetchall()


def named_rows(url: str, query: str) -> list[dict[str, Any]]:
    """Run a query past the application; return its rows, by the names of their columns."""
    if not _is_embedded(url):
        with psycopg.connect(url, row_factory=dict_row) as connection:
            return connection.execute(query).fetchall()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute(query)]


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    asked = {name: f"SELECT * FROM {name}" for name in tables(url)}  # noqa: S608 - names from the database itself
    if not _is_embedded(url):
        with psycopg.connect(url) as connection:
            return {name: connection.execute(query).fetchall() for name, query in asked.items()}
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
        return {name: file.execute(query).fetchall() for name, query in asked.items()}


def tables(url: str) -> list[str]:
    """The names of all tables."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    if not _is_embedded(url):
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [name for (name,) in run(url, query)]


def hang_up(url: str) -> None:
    """End every connection to a database of the server, as a restart does."""
    run(
        url,
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )


def _is_embedded(url: str) -> bool:
    return url.startswith("sqlite:")


def _made(statement: str, folder: Path, *template: str) -> str:
    """Make a database with a new name, note the name in the folder, and return its URL."""
    name = f"rapport_unique_test_{secrets.token_hex(6)}"
    _on_server(statement, name, *template)
    _copied.update((name, origin) for origin in template)
    (folder / _NAME).write_text(name)
    return _address_of(name)


def _address_of(name: str) -> str:
    return make_url(_server()).set(database=name).render_as_string(hide_password=False)


def _on_server(statement: str, *names: str) -> None:
    composed = sql.SQL(statement).format(*map(sql.Identifier, names))
    _connection(_server()).execute(composed)


@cache
def _connection(server: str) -> psycopg.Connection:
    """The one connection of this process that makes and drops databases."""
    connection = psycopg.connect(server, autocommit=True)
    atexit.register(connection.close)
    return connection


def _server() -> str:
    return os.environ[SERVER].replace("postgresql+psycopg:", "postgresql:")
