"""The databases on which the tests of the API run: embedded ones, or those of a PostgreSQL server.

With TEST_DATABASE_URL, the address of a PostgreSQL server with the right to make databases, every
test gets a database of its own there, copied from a template; without, a file of its own.
"""

import os
import secrets
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

SERVER = os.environ.get("TEST_DATABASE_URL", "").replace("postgresql+psycopg:", "postgresql:")
"""The address of the PostgreSQL server; empty for embedded databases."""

FILE = "rapport_unique.sqlite3"
_TEMPLATE = "template.txt"


def new_database(folder: Path) -> str:
    """The URL of an empty database, kept in the folder or named after it."""
    if not SERVER:
        return f"sqlite:///{folder}/{FILE}"
    name = _new_name()
    _on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    (folder / _TEMPLATE).write_text(name)
    return _url(name)


def url_of(folder: Path) -> str:
    """The URL of the database that was made for the folder."""
    return _url((folder / _TEMPLATE).read_text()) if SERVER else f"sqlite:///{folder}/{FILE}"


def copy_of_database(template: Path, folder: Path) -> str:
    """The URL of a copy of the database that was made in the template folder."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    if not SERVER:
        return f"sqlite:///{folder}/{FILE}"
    name = _new_name()
    copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    original = (template / _TEMPLATE).read_text()
    _on_server(copied.format(sql.Identifier(name), sql.Identifier(original)))
    return _url(name)


def drop_database(url: str) -> None:
    """Drop a database of the server; a file goes with its folder."""
    name = make_url(url).database
    if SERVER and name:
        dropped = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        _on_server(dropped.format(sql.Identifier(name)))


def run(url: str, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Run a statement past the application; return its rows."""
    if SERVER:
        with psycopg.connect(url) as connection:
            found = connection.execute(statement.replace("?", "%s"), parameters or None)
            return found.fetchall() if found.description else []
    file = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        with file:
            return file.execute(statement, parameters).fetchall()
    finally:
        file.close()


def tables(url: str) -> list[str]:
    """The names of all tables."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    if SERVER:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [name for (name,) in run(url, query)]


def _new_name() -> str:
    return f"rapport_unique_test_{secrets.token_hex(6)}"


def _url(name: str) -> str:
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def _on_server(statement: sql.Composed) -> None:
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(statement)
