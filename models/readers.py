"""Connections that only read, straight on the driver: one snapshot each, taken and given back.

What SQLAlchemy does around a transaction - taking from its pool, beginning, resetting - costs more
than a form page asks of the database. Reading needs none of it: a connection that rests is begun,
asked and committed, and rests again. (Committed and not rolled back: with a rollback, psycopg
forgets what it has prepared.)
"""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

import aiosqlite
import psycopg
from sqlalchemy import URL, Dialect

MOST_READERS = 20
"""How many connections of one process read at once; who comes then waits for a turn."""

BROKEN: tuple[type[Exception], ...] = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    sqlite3.OperationalError,
    OSError,
)
"""What a driver raises when nobody answers."""

_log = logging.getLogger("rapport_unique.sql")

Rows = list[tuple[Any, ...]]


class BusyError(TimeoutError):
    """Every connection is in use, and none was given back in time."""


class _Connection(Protocol):
    async def begin(self) -> None: ...

    async def rows(self, text: str, values: Any) -> Rows: ...

    async def commit(self) -> None: ...

    async def close(self) -> None: ...


class Reader:
    """A connection in a transaction that only reads: every statement sees the same instant."""

    def __init__(self, dialect: Dialect, connection: _Connection) -> None:
        self.dialect = dialect
        self._connection = connection

    async def rows(self, text: str, values: Any) -> Rows:
        """Return the rows that the statement finds, as the driver gives them."""
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s", text)
        return await self._connection.rows(text, values)


class Readers:
    """The reading connections of one process to one database."""

    def __init__(self, url: URL, *, wait_s: float, **settings: Any) -> None:
        """Read from there; the settings are those of the driver's `connect`.

        Who waits longer than `wait_s` for a turn gets none.
        """
        self._wait_s = wait_s
        self._dialect = url.get_dialect()()
        arguments, given = self._dialect.create_connect_args(url)
        self._connect = (_OnSqlite if url.get_backend_name() == "sqlite" else _OnPostgresql).connect
        self._arguments = arguments
        self._settings = {**given, **settings}
        self._resting: deque[_Connection] = deque()
        self._turns = asyncio.Semaphore(MOST_READERS)
        self._closed = False

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """Give a connection on one snapshot.

        A connection on which something went wrong is not used again.

        Raises:
            BusyError: all of them are in use.
        """
        async with self._turn_taken():
            connection = await self._begun()
            try:
                yield Reader(self._dialect, connection)
                await connection.commit()
            except BaseException:
                await connection.close()
                raise
            if self._closed:
                await connection.close()
            else:
                self._resting.append(connection)

    @asynccontextmanager
    async def _turn_taken(self) -> AsyncIterator[None]:
        if self._turns.locked():
            try:
                async with asyncio.timeout(self._wait_s):
                    await self._turns.acquire()
            except TimeoutError:
                raise BusyError from None
        else:
            await self._turns.acquire()
        try:
            yield
        finally:
            self._turns.release()

    async def close(self) -> None:
        """Close what rests; what is in use is closed when it is given back."""
        self._closed = True
        while self._resting:
            await self._resting.pop().close()

    async def _begun(self) -> _Connection:
        """Return a connection in a transaction.

        A server that was restarted broke those that rest: to begin is to find out, and nothing
        has happened yet.
        """
        while self._resting:
            with suppress(*BROKEN):
                return await _begin(self._resting.pop())
        return await _begin(await self._connect(*self._arguments, **self._settings))


async def _begin(connection: _Connection) -> _Connection:
    """Return the connection in a transaction; whoever gives up meanwhile leaves none open."""
    try:
        await connection.begin()
    except BaseException:
        await connection.close()
        raise
    return connection


class _OnPostgresql:
    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, *arguments: Any, **settings: Any) -> "_OnPostgresql":
        connection = await psycopg.AsyncConnection.connect(*arguments, **settings)
        return cls(connection)

    async def begin(self) -> None:
        await self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    async def rows(self, text: str, values: Any) -> Rows:
        cursor = self._connection.cursor(binary=True)
        await cursor.execute(text, values)
        return await cursor.fetchall()

    async def commit(self) -> None:
        await self._connection.commit()

    async def close(self) -> None:
        await self._connection.close()


class _OnSqlite:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, *arguments: Any, **settings: Any) -> "_OnSqlite":
        opening = aiosqlite.connect(*arguments, **settings)
        opening._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: it must not outlive us
        connection = await opening
        try:
            await connection.execute("PRAGMA query_only = ON")
        except BaseException:
            await connection.close()
            raise
        return cls(connection)

    async def begin(self) -> None:
        await self._connection.execute("BEGIN")

    async def rows(self, text: str, values: Any) -> Rows:
        found: Any = await self._connection.execute_fetchall(text, values)
        return list(found)

    async def commit(self) -> None:
        await self._connection.execute("COMMIT")

    async def close(self) -> None:
        await self._connection.close()
