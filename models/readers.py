"""Connections that only read, straight on the driver: one snapshot each, taken and given back.

What SQLAlchemy does around a transaction - taking from its pool, beginning, resetting - costs more
than a form page asks of the database. Reading needs none of it: a connection that rests is begun,
asked and committed, and rests again. (Committed and not rolled back: with a rollback, psycopg
forgets what it has prepared.)
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

import aiosqlite
import psycopg
from sqlalchemy import URL, Dialect

from models.json_text import base64url
from models.outages import BROKEN, UnavailableError
from models.patience import Limit, Patience, hang_up

MOST_READERS = 20
"""How many connections of one process read at once; who comes then waits for a turn."""

_log = logging.getLogger("rapport_unique.sql")

Rows = list[tuple[Any, ...]]


class BusyError(UnavailableError):
    """Every connection is in use, and none was given back in time."""

    def __init__(self) -> None:
        super().__init__("Every connection that reads is in use.")


class _Connection(Protocol):
    async def begin(self, text: str) -> None: ...

    async def rows(self, text: str, values: Any) -> Rows: ...

    async def commit(self) -> None: ...

    async def close(self) -> None: ...

    def hang_up(self) -> None: ...


class Reader:
    """A connection in a transaction that only reads: every statement sees the same instant."""

    def __init__(self, dialect: Dialect, connection: _Connection, limit: Limit) -> None:
        self.dialect = dialect
        self._connection = connection
        self._limit = limit

    async def rows(self, text: str, values: Any) -> Rows:
        """Return the rows that the statement finds, as the driver gives them.

        Raises:
            UnavailableError: the database cannot answer now.
        """
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s", text)
        with self._limit.told_apart():
            return await self._connection.rows(text, values)


class Alone(Reader):
    """A connection for one statement, which sees one instant without a transaction around it."""

    def __init__(self, readers: "Readers", dialect: Dialect) -> None:
        self.dialect = dialect
        self._readers = readers

    async def rows(self, text: str, values: Any) -> Rows:
        """Return the rows that the statement finds, as the driver gives them.

        Raises:
            BusyError: every connection is in use.
            UnavailableError: the database cannot answer now.
        """
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug("%s", text)
        return await self._readers.rows(text, values)


def dialect_of(url: URL) -> Dialect:
    """Return how statements are written for the driver itself: PostgreSQL numbers parameters."""
    if url.get_backend_name() == "sqlite":
        return url.get_dialect()()
    numbered: Dialect = url.get_dialect()(paramstyle="numeric_dollar")  # type: ignore[call-arg] # of the dialect that it returns
    return numbered


class Readers:
    """The reading connections of one process to one database."""

    def __init__(
        self, url: URL, begin: str, patience: Patience, told: str = "", **settings: Any
    ) -> None:
        """Read from there; the settings are those of the driver's `connect`.

        A new connection is `told` something first, which holds for it until it is closed.
        Who waits longer than `lock_s` for a turn gets none.
        """
        self._patience = patience
        self._beginning = begin
        self._told = told
        self.dialect = dialect_of(url)
        arguments, given = self.dialect.create_connect_args(url)
        self._connect = (_OnSqlite if url.get_backend_name() == "sqlite" else _OnPostgresql).connect
        self._arguments = arguments
        self._settings = {**given, **settings}
        self._resting: deque[_Connection] = deque()
        self._turns = asyncio.Semaphore(MOST_READERS)
        self._closed = False

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """Give a connection on one snapshot.

        A connection on which something went wrong is not used again; where that shows only when
        it is given back, what was read stands.

        Raises:
            BusyError: all of them are in use.
            UnavailableError: the database cannot answer now.
        """
        limit = Limit(self._patience.whole_s)
        async with self._turn_taken():
            connection = await self._begun(limit)
            try:
                with limit.holding(connection.hang_up):
                    yield Reader(self.dialect, connection, limit)
                    is_whole = await _is_committed(connection)
            except BaseException:
                await _close(connection)
                raise
            await (self._rest(connection) if is_whole else _close(connection))

    def alone(self) -> Reader:
        """Give what runs each statement by itself."""
        return Alone(self, self.dialect)

    async def rows(self, text: str, values: Any) -> Rows:
        """Return the rows that a statement finds by itself."""
        limit = Limit(self._patience.whole_s)
        async with self._turn_taken():
            while self._resting:
                with suppress(*BROKEN):  # it broke while it rested: another one is asked
                    return await self._rows_on(self._resting.pop(), limit, text, values)
            with limit.told_apart():
                connection = await self._connected(limit)
                return await self._rows_on(connection, limit, text, values)

    async def _rows_on(self, connection: _Connection, limit: Limit, text: str, values: Any) -> Rows:
        try:
            with limit.holding(connection.hang_up):
                rows = await connection.rows(text, values)
        except BaseException:
            await _close(connection)
            raise
        await self._rest(connection)
        return rows

    async def _rest(self, connection: _Connection) -> None:
        if self._closed:
            await _close(connection)
        else:
            self._resting.append(connection)

    async def _connected(self, limit: Limit) -> _Connection:
        async with limit.waiting("The database cannot be reached."):
            connection = await self._connect(*self._arguments, **self._settings)
        if self._told:
            await connection.begin(self._told)
        return connection

    @asynccontextmanager
    async def _turn_taken(self) -> AsyncIterator[None]:
        if self._turns.locked():
            try:
                async with asyncio.timeout(self._patience.lock_s):
                    await self._turns.acquire()
            except TimeoutError:
                raise BusyError from None
        else:
            await self._turns.acquire()
        try:
            yield
        finally:
            self._turns.release()

    async def forget(self) -> None:
        """Close what rests: what it is connected to is not what it should be."""
        while self._resting:
            await _close(self._resting.pop())

    async def close(self) -> None:
        """Close what rests; what is in use is closed when it is given back."""
        self._closed = True
        await self.forget()

    async def _begun(self, limit: Limit) -> _Connection:
        """Return a connection in a transaction.

        A server that was restarted broke those that rest: to begin is to find out, and nothing
        has happened yet.
        """
        while self._resting:
            with suppress(*BROKEN):
                return await self._begin(self._resting.pop(), limit)
        with limit.told_apart():
            return await self._begin(await self._connected(limit), limit)

    async def _begin(self, connection: _Connection, limit: Limit) -> _Connection:
        """Return the connection in a transaction; whoever gives up meanwhile leaves none open."""
        try:
            with limit.holding(connection.hang_up):
                await connection.begin(self._beginning)
        except BaseException:
            await _close(connection)
            raise
        return connection


async def _is_committed(connection: _Connection) -> bool:
    """End the transaction, and return whether the connection may be used again."""
    try:
        await connection.commit()
    except BROKEN:
        return False
    return True


async def _close(connection: _Connection) -> None:
    with suppress(*BROKEN):
        await connection.close()


class _OnPostgresql:
    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, *arguments: Any, **settings: Any) -> "_OnPostgresql":
        connection = await psycopg.AsyncConnection.connect(*arguments, **settings)
        connection.cursor_factory = psycopg.AsyncRawCursor
        return cls(connection)

    async def begin(self, text: str) -> None:
        await self._connection.execute(text)

    async def rows(self, text: str, values: Any) -> Rows:
        cursor = self._connection.cursor(binary=True)
        await cursor.execute(text, values)
        return await cursor.fetchall()

    async def commit(self) -> None:
        await self._connection.commit()

    async def close(self) -> None:
        await self._connection.close()

    def hang_up(self) -> None:
        hang_up(self._connection)


class _OnSqlite:
    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def connect(cls, *arguments: Any, **settings: Any) -> "_OnSqlite":
        opening = aiosqlite.connect(*arguments, **settings)
        opening._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: it must not outlive us
        connection = await opening
        try:
            await connection.create_function("base64url", 1, base64url, deterministic=True)
            await connection.execute("PRAGMA query_only = ON")
        except BaseException:
            await connection.close()
            raise
        return cls(connection)

    async def begin(self, text: str) -> None:
        await self._connection.execute(text)

    async def rows(self, text: str, values: Any) -> Rows:
        found: Any = await self._connection.execute_fetchall(text, values)
        return list(found)

    async def commit(self) -> None:
        await self._connection.execute("COMMIT")

    async def close(self) -> None:
        await self._connection.close()

    def hang_up(self) -> None:
        self._connection._conn.interrupt()  # noqa: SLF001 - from here, not from its busy thread
