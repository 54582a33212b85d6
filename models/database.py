"""The connection to the database: one snapshot for reading, one transaction for writing.

SQLite and PostgreSQL differ in how a transaction begins and nowhere else: SQLite's writers begin
IMMEDIATE and so take turns, within one process in the order in which they came; PostgreSQL's lock
the rows that they read (`FOR UPDATE`), and its readers keep one snapshot.

To begin is also to find out whether a connection still answers: nothing has happened yet, so one
that broke while it waited is replaced and nobody hears of it. Nothing else is asked beforehand.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from models.readers import BROKEN, BusyError, Reader, Readers

MOST_WRITERS = 12
"""How many transactions write at once, where several can: some connections are left to read."""
COOL_DOWN_S = 30.0
"""How long a replica that could not be reached is left alone."""
WAIT_FOR_REPLICA_S = 3
"""How long to wait for a connection to the replica before the primary is asked."""

_log = logging.getLogger(__name__)
_BEGIN = "rapport_unique_begin"
_READING = {
    "sqlite": "BEGIN",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}
_WRITING = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE",
}
_PATIENCE = {"connect_timeout": 10, "tcp_user_timeout": 15_000}
"""How long a server may be silent: seconds to connect, milliseconds to take what is sent."""
_OPTIONS = "-c timezone=UTC -c plan_cache_mode=force_generic_plan"


class Database:
    """The database of one process, and the replica from which much may be read, if there is one."""

    def __init__(
        self,
        url: str,
        replica_url: str | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = asynchronous(make_url(url))
        self.engine = _engine(self.url)
        self.after_writing: Callable[[], None] = _nothing_more
        """Called after each transaction of this process that wrote."""
        self._readers = _beginning(self.engine, _READING)
        self._writers = _beginning(self.engine, _WRITING)
        # Writers wait here, rather than with a connection that others need in the meantime.
        self._turn = asyncio.Semaphore(1 if self.is_sqlite else MOST_WRITERS)
        self._snapshots = _snapshots(self.url)
        self._replica = _Replica(replica_url, monotonic) if replica_url else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection on one snapshot: every statement sees the same instant."""
        async with AsyncExitStack() as stack:
            yield await _begun(self._readers, stack)

    @asynccontextmanager
    async def snapshot(self, *, following: bool = False) -> AsyncIterator[Reader]:
        """Give a connection on one snapshot, straight on the driver: for what is read often.

        For the follow-up it is the replica's, if there is one and it answers: a moment behind.
        """
        async with AsyncExitStack() as stack:
            reader = await self._replica.reader(stack) if following and self._replica else None
            if reader is None:
                reader = await stack.enter_async_context(self._snapshots.snapshot())
            yield reader

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a writing transaction; an exception rolls it back whole."""
        async with self._turn, AsyncExitStack() as stack:
            yield await _begun(self._writers, stack)
        self.after_writing()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.url.get_backend_name() == "sqlite"

    async def close(self) -> None:
        """Close every connection."""
        await self._snapshots.close()
        await self.engine.dispose()
        if self._replica:
            await self._replica.close()


class _Replica:
    """A copy of the database that follows it; while it cannot be reached, the primary answers."""

    def __init__(self, url: str, monotonic: Callable[[], float]) -> None:
        self._snapshots = _snapshots(asynchronous(make_url(url)), wait_s=WAIT_FOR_REPLICA_S)
        self._monotonic = monotonic
        self._out_until: float | None = None

    async def reader(self, stack: AsyncExitStack) -> Reader | None:
        """Return a connection on one snapshot, which the stack ends; None during an outage."""
        if self._out_until is not None:
            if self._monotonic() < self._out_until:
                return None
            self._rest()  # whoever comes meanwhile does not wait for this attempt
        try:
            reader = await stack.enter_async_context(self._snapshots.snapshot())
        except BusyError:
            return None  # it is busy, not out
        except BROKEN as error:
            if self._out_until is None:
                _log.warning("The replica cannot be reached, the primary answers: %s", error)
            self._rest()
            return None
        if self._out_until is not None:
            _log.info("The replica answers again.")
            self._out_until = None
        return reader

    async def close(self) -> None:
        """Close every connection."""
        await self._snapshots.close()

    def _rest(self) -> None:
        self._out_until = self._monotonic() + COOL_DOWN_S


def _beginning(engine: AsyncEngine, how: dict[str, str]) -> AsyncEngine:
    """Return the engine, on the same connections, for transactions that begin so."""
    return engine.execution_options(**{_BEGIN: how[engine.dialect.name]})


async def _begun(engine: AsyncEngine, stack: AsyncExitStack) -> AsyncConnection:
    """Return a connection in a transaction; the stack ends both.

    A server that was restarted, or that hung up, broke the connections that waited for their next
    use: to begin on one of them fails, and makes the pool replace them all.
    """
    try:
        return await _begun_at_once(engine, stack)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        return await _begun_at_once(engine, stack)


async def _begun_at_once(engine: AsyncEngine, stack: AsyncExitStack) -> AsyncConnection:
    async with AsyncExitStack() as trying:
        connection = await trying.enter_async_context(engine.connect())
        await trying.enter_async_context(connection.begin())
        stack.push_async_exit(trying.pop_all())
        return connection


def _nothing_more() -> None:
    """Do nothing: nobody waits for what is written."""


def asynchronous(url: URL) -> URL:
    """Return the URL with the driver that the server uses."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    return url.set(drivername=drivers[url.get_backend_name()])


def synchronous(url: URL) -> URL:
    """Return the URL with the driver that migrations use, and with as much patience."""
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite")
    patience = {"connect_timeout": str(_PATIENCE["connect_timeout"])}
    return url.set(drivername="postgresql+psycopg", query={**patience, **url.query})


def _engine(url: URL) -> AsyncEngine:
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=5 if sqlite else 10,
        max_overflow=10,
        hide_parameters=True,  # an error must not carry amounts, contacts or accounts into a log
        connect_args=_ON_SQLITE if sqlite else _on_postgresql(url),
    )
    if sqlite:
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _snapshots(url: URL, *, wait_s: int | None = None) -> Readers:
    sqlite = url.get_backend_name() == "sqlite"
    settings = _ON_SQLITE if sqlite else _on_postgresql(url, wait_s)
    return Readers(url, wait_s=wait_s or 30, **settings)


_ON_SQLITE: dict[str, Any] = {"isolation_level": None, "timeout": 15}


def _on_postgresql(url: URL, wait_s: int | None = None) -> dict[str, Any]:
    """Return how to connect; what the URL says of it stays.

    Statements are the same for all values, so they are planned once; instants are in UTC.
    """
    patience = _PATIENCE | ({"connect_timeout": wait_s} if wait_s else {})
    unsaid = {name: value for name, value in patience.items() if name not in url.query}
    options = (*url.normalized_query.get("options", ()), _OPTIONS)
    return {"autocommit": True, "options": " ".join(options), **unsaid}


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Set what was acknowledged to be on the disk, and foreign keys to be kept."""
    del record
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # so that REPLACE meets the triggers that keep facts
        "busy_timeout = 15000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin by ourselves.

    SQLite's driver loses updates without an error; PostgreSQL's would say so only with the first
    statement, when it is late to find that nobody answers.
    """
    connection.exec_driver_sql(connection.get_execution_options()[_BEGIN])
