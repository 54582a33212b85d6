"""The drivers, as thin as can be: rows of a statement, and a transaction that writes.

Statements are written for PostgreSQL; `AT(column)` stands for an instant as text. The drivers keep
every statement prepared, and PostgreSQL keeps its plan.
"""

import asyncio
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

import asyncpg
import psycopg
from psycopg.rows import dict_row

POOL_SIZE = 10

Row = Any
"""A row, whose columns are asked for by name."""


class Connection(Protocol):
    """One connection."""

    async def rows(self, statement: str, *arguments: Any) -> Sequence[Row]:
        """Return the rows that the statement finds."""

    async def lock(self, statement: str, *arguments: Any) -> None:
        """Run a statement that locks rows, where a writing transaction does not lock them all."""


class Pool(Protocol):
    """The connections of one process; `statements` counts what they executed."""

    @property
    def statements(self) -> int:
        """How many statements were executed."""

    async def rows(self, statement: str, *arguments: Any) -> Sequence[Row]:
        """Return the rows that one statement finds, on any of them."""

    def writing(self) -> AbstractAsyncContextManager[Connection]:
        """Give a connection in a writing transaction."""

    async def close(self) -> None:
        """Close every connection."""


async def connect(url: str, driver: str) -> Pool:
    """Return a pool for the database with that address; the driver matters on PostgreSQL."""
    if url.startswith("sqlite:"):
        return SqlitePool(url.removeprefix("sqlite:///"))
    by_driver = _by_asyncpg if driver == "asyncpg" else _by_psycopg
    return PostgresPool(await asyncio.gather(*(by_driver(url) for _ in range(POOL_SIZE))))


# PostgreSQL ------------------------------------------------------------------------------------

_SETTINGS = {"plan_cache_mode": "force_generic_plan"}
"""Planning costs more than most pages, and no plan here gets better by knowing the values."""


@lru_cache
def _for_postgresql(statement: str) -> str:
    text = r"""to_char(\1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    return re.sub(r"AT\(([\w.]+)\)", text, statement)


class _PostgresConnection(ABC):
    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.statements = 0

    async def rows(self, statement: str, *arguments: Any) -> Sequence[Row]:
        self.statements += 1
        return await self._fetch(_for_postgresql(statement), arguments)

    async def lock(self, statement: str, *arguments: Any) -> None:
        await self.rows(statement, *arguments)

    @abstractmethod
    async def _fetch(self, statement: str, arguments: Sequence[Any]) -> Sequence[Row]: ...


class _Asyncpg(_PostgresConnection):
    """By the fastest driver there is."""

    async def _fetch(self, statement: str, arguments: Sequence[Any]) -> Sequence[Row]:
        found: Sequence[Row] = await self.connection.fetch(statement, *arguments)
        return found


class _Psycopg(_PostgresConnection):
    """By the driver of the service: what is left of a ratio then is not the driver's."""

    async def _fetch(self, statement: str, arguments: Sequence[Any]) -> Sequence[Row]:
        cursor = psycopg.AsyncRawCursor(self.connection, row_factory=dict_row)
        await cursor.execute(statement, arguments, binary=True)
        return await cursor.fetchall() if cursor.description else []


async def _by_asyncpg(url: str) -> _PostgresConnection:
    return _Asyncpg(await asyncpg.connect(url, server_settings=_SETTINGS))


async def _by_psycopg(url: str) -> _PostgresConnection:
    options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    connection = await psycopg.AsyncConnection.connect(
        url, autocommit=True, prepare_threshold=0, options=options
    )
    return _Psycopg(connection)


class PostgresPool:
    """A fixed number of connections, the one used last first."""

    def __init__(self, connections: Sequence[_PostgresConnection]) -> None:
        self._all = connections
        self._idle: asyncio.LifoQueue[_PostgresConnection] = asyncio.LifoQueue()
        for connection in self._all:
            self._idle.put_nowait(connection)

    @property
    def statements(self) -> int:
        """How many statements were executed."""
        return sum(connection.statements for connection in self._all)

    async def rows(self, statement: str, *arguments: Any) -> Sequence[Row]:
        """Return the rows that one statement finds."""
        connection = await self._idle.get()
        try:
            return await connection.rows(statement, *arguments)
        finally:
            self._idle.put_nowait(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """Give a connection in a writing transaction."""
        connection = await self._idle.get()
        try:
            async with connection.connection.transaction():
                yield connection
        finally:
            self._idle.put_nowait(connection)

    async def close(self) -> None:
        """Close every connection."""
        for connection in self._all:
            await connection.connection.close()


# SQLite ----------------------------------------------------------------------------------------


@lru_cache
def _for_sqlite(statement: str) -> str:
    text = re.sub(r"AT\(([\w.]+)\)", r"replace(\1, ' ', 'T') || 'Z'", statement)
    text = text.replace("string_agg(", "group_concat(")
    text = re.sub(r"FOR UPDATE(?: OF \w+)?", "", text)
    return text.replace("$", "?")


class SqlitePool:
    """One connection, on the loop's own thread: no statement here waits for anything but the disk.

    Nothing else runs between the first and the last statement of a transaction.
    """

    def __init__(self, path: str) -> None:
        self.statements = 0
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=15)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    async def rows(self, statement: str, *arguments: Any) -> Sequence[Row]:
        """Return the rows that one statement finds."""
        self.statements += 1
        values = [_sqlite_value(argument) for argument in arguments]
        return self._connection.execute(_for_sqlite(statement), values).fetchall()

    async def lock(self, statement: str, *arguments: Any) -> None:
        """Return at once: who writes has locked everything."""

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """Give a connection in a writing transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            yield self

    async def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _sqlite_value(argument: Any) -> Any:
    if isinstance(argument, datetime):
        return argument.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return argument
