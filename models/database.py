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
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

import psycopg
from sqlalchemy import URL, Dialect, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from models.outages import BROKEN, UnavailableError, first_line
from models.patience import UNHURRIED, Limit, Patience, hang_up, unsaid
from models.readers import BusyError, Reader, Readers

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
_PREPARING = "prepare_threshold"
_PLANNED = "plan_cache_mode = force_generic_plan"
_UNDERSTOOD = f"SET LOCAL timezone = 'UTC'; SET LOCAL {_PLANNED}"
"""What a PostgreSQL server is told of a transaction: statements are the same for all values."""
_AS_TEXT = "SET LOCAL datestyle = 'ISO'"
"""What is read as text is read so; what is read straight on the driver comes as no text."""


class Database:
    """The database of one process, and the replica from which much may be read, if there is one."""

    def __init__(
        self,
        url: str,
        replica_url: str | None = None,
        *,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.url = asynchronous(make_url(url))
        self.patience = patience or Patience()
        self.engine = _engine(self.url, self.patience)
        self.after_writing: Callable[[], None] = _nothing_more
        """Called after each transaction of this process that wrote."""
        self._readers = _beginning(self.engine, _READING, self.patience)
        self._writers = _beginning(self.engine, _WRITING, self.patience)
        # Writers wait here, rather than with a connection that others need in the meantime.
        self._turn = asyncio.Semaphore(1 if self.is_sqlite else MOST_WRITERS)
        self._snapshots = _snapshots(self.url, self.patience, to_the_primary)
        self._replica = _Replica(replica_url, self.patience, monotonic) if replica_url else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection on one snapshot: every statement sees the same instant.

        Raises:
            UnavailableError: the database cannot answer now.
        """
        limit = Limit(self.patience.whole_s)
        with limit.told_apart():
            async with self._transaction(self._readers, limit) as connection:
                yield connection
                with suppress(DBAPIError):  # what was read stands
                    await connection.commit()

    @asynccontextmanager
    async def snapshot(self, *, following: bool = False) -> AsyncIterator[Reader]:
        """Give a connection on one snapshot, straight on the driver: for what is read often.

        For the follow-up it is the replica's, if there is one and it answers: a moment behind.

        Raises:
            UnavailableError: the database cannot answer now.
        """
        async with AsyncExitStack() as stack:
            reader = await self._replica.reader(stack) if following and self._replica else None
            if reader is None:
                reader = await stack.enter_async_context(self._snapshots.snapshot())
            yield reader

    def alone(self) -> Reader:
        """Give what runs each statement by itself, on the primary."""
        return self._snapshots.alone()

    @property
    def dialect(self) -> Dialect:
        """How what is read is written, and how its parameters are named."""
        return self._snapshots.dialect

    @property
    def has_replica(self) -> bool:
        """Whether there is a copy for what may be a moment behind."""
        return self._replica is not None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a writing transaction; an exception rolls it back whole.

        Raises:
            UnavailableError: the database cannot do it now; nothing was done.
            OutcomeUnknownError: nobody heard whether what was done is kept.
        """
        limit = Limit(self.patience.whole_s)
        with limit.told_apart():
            async with (
                self._turn_taken(limit),
                self._transaction(self._writers, limit) as connection,
            ):
                yield connection
                await _check_alive(connection)
                with limit.told_apart_at_the_end():
                    await connection.commit()
        self.after_writing()

    @asynccontextmanager
    async def _turn_taken(self, limit: Limit) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            async with limit.waiting("Others are writing.", most_s=self.patience.lock_s):
                await stack.enter_async_context(self._turn)
            yield

    @asynccontextmanager
    async def _transaction(
        self, engine: AsyncEngine, limit: Limit
    ) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a transaction, which is rolled back unless it was committed.

        A server that was restarted, or that hung up, broke the connections that waited for their
        next use; one that stood by since can still answer, and no longer be written. To begin is to
        find out: nothing has happened yet, so all of them are replaced, and it is tried once more.
        """
        lock_s = self.patience.lock_s
        async with AsyncExitStack() as stack:
            try:
                connection = await _begun(engine, limit, lock_s, stack)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                await self._snapshots.forget()
                connection = await self._begun_anew(engine, limit, stack)
            try:
                yield connection
            except BaseException:
                with suppress(DBAPIError):  # what ended it is told, and not that it ended badly
                    await connection.rollback()
                raise

    async def _begun_anew(
        self, engine: AsyncEngine, limit: Limit, stack: AsyncExitStack
    ) -> AsyncConnection:
        """Return a connection in a transaction; where none begins, there is no database."""
        try:
            return await _begun(engine, limit, self.patience.lock_s, stack)
        except DBAPIError as error:
            raise UnavailableError(first_line(error)) from error

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

    def __init__(self, url: str, patience: Patience, monotonic: Callable[[], float]) -> None:
        patience = replace(patience, lock_s=WAIT_FOR_REPLICA_S)
        self._snapshots = _snapshots(asynchronous(make_url(url)), patience, _to_the_replica)
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
                reason = first_line(error)
                _log.warning("The replica cannot be reached, the primary answers: %s", reason)
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


def _beginning(engine: AsyncEngine, how: Mapping[str, str], patience: Patience) -> AsyncEngine:
    """Return the engine, on the same connections, for transactions that begin so."""
    return engine.execution_options(**{_BEGIN: _begin_with(engine.dialect.name, how, patience)})


def _begin_with(dialect: str, how: Mapping[str, str], patience: Patience) -> str:
    """Return what begins a transaction, in one message."""
    if dialect == "sqlite":
        return how[dialect]
    return "; ".join((how[dialect], _UNDERSTOOD, _AS_TEXT, patience.spoken()))


async def _begun(
    engine: AsyncEngine, limit: Limit, lock_s: float, stack: AsyncExitStack
) -> AsyncConnection:
    """Return a connection in a transaction; the stack gives it back."""
    async with AsyncExitStack() as trying:
        async with limit.waiting("The database cannot be reached."):
            connection = await trying.enter_async_context(engine.connect())
        driver = (await connection.get_raw_connection()).driver_connection
        if isinstance(driver, psycopg.AsyncConnection):
            trying.enter_context(limit.holding(partial(hang_up, driver)))
        elif driver is not None:  # who waited for a turn has waited for the lock
            await driver.execute(f"PRAGMA busy_timeout = {limit.left_of(lock_s) * 1000:.0f}")
        await connection.begin()
        stack.push_async_exit(trying.pop_all())
        return connection


async def _check_alive(connection: AsyncConnection) -> None:
    """Return unless the server has hung up already: then nothing is kept, and that is certain."""
    driver = (await connection.get_raw_connection()).driver_connection
    if isinstance(driver, psycopg.AsyncConnection):
        driver.pgconn.consume_input()  # what it said last
        driver.pgconn.consume_input()  # and that it says nothing any more: this raises


def _nothing_more() -> None:
    """Do nothing: nobody waits for what is written."""


def asynchronous(url: URL) -> URL:
    """Return the URL with the driver that the server uses."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    return url.set(drivername=drivers[url.get_backend_name()])


def engine_of_commands(url: URL, **settings: Any) -> Engine:
    """Return an engine for what is done once, before anybody is served: nothing is kept open.

    The settings are those of the driver's `connect`.
    """
    engine = create_engine(_synchronous(url), poolclass=NullPool, connect_args=settings)
    if engine.dialect.name == "postgresql":
        how = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE"
        begun = "; ".join((how, _UNDERSTOOD, _AS_TEXT, UNHURRIED.spoken()))
        engine = engine.execution_options(**{_BEGIN: begun})
        event.listen(engine, "begin", _begin)
    return engine


def _synchronous(url: URL) -> URL:
    """Return the URL with the driver that commands use, and with as much patience."""
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite")
    said = {**to_the_primary(url), **url.query}
    query = {name: said[name] for name in said if name not in {"autocommit", _PREPARING}}
    plain = {name: str(value) if isinstance(value, int) else value for name, value in query.items()}
    return url.set(drivername="postgresql+psycopg", query=plain)


def to_the_primary(url: URL) -> dict[str, Any]:
    """Return how to connect to PostgreSQL; what the URL says of it stays.

    Nothing of it is an option of the session: poolers refuse those. Of several hosts the one that
    can be written is found, and a server that only stands by is no database.
    """
    return unsaid(url.query, {"target_session_attrs": "primary"}) | _unprepared(url)


def _to_the_replica(url: URL) -> dict[str, Any]:
    return unsaid(url.query, {"connect_timeout": WAIT_FOR_REPLICA_S}) | _unprepared(url)


def _unprepared(url: URL) -> dict[str, Any]:
    """Return what keeps statements from being prepared, for poolers that lose them."""
    return {"prepare_threshold": None} if url.query.get(_PREPARING) == "none" else {}


def _engine(url: URL, patience: Patience) -> AsyncEngine:
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=5 if sqlite else 10,
        max_overflow=10,
        pool_timeout=patience.lock_s,
        hide_parameters=True,  # an error must not carry amounts, contacts or accounts into a log
        connect_args=_to_the_file(patience) if sqlite else to_the_primary(url),
    )
    if sqlite:
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    else:
        event.listen(engine.sync_engine, "handle_error", _replace_unusable)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _snapshots(
    url: URL, patience: Patience, connecting: Callable[[URL], dict[str, Any]]
) -> Readers:
    if url.get_backend_name() == "sqlite":
        return Readers(url, _READING["sqlite"], patience, **_to_the_file(patience))
    begin = "; ".join((_READING["postgresql"], _UNDERSTOOD, patience.spoken_to_readers()))
    told = "" if _unprepared(url) else patience.told_once(_PLANNED)
    return Readers(url, begin, patience, told, **connecting(url))


def _to_the_file(patience: Patience) -> dict[str, Any]:
    return {"isolation_level": None, "timeout": patience.lock_s}


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Set what was acknowledged to be on the disk, and foreign keys to be kept."""
    del record
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",  # so that REPLACE meets the triggers that keep facts
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin by ourselves.

    SQLite's driver loses updates without an error; PostgreSQL's would say so only with the first
    statement, when it is late to find that nobody answers.
    """
    plainly = {"no_parameters": True}  # several statements are one message only without any
    connection.exec_driver_sql(connection.get_execution_options()[_BEGIN], None, plainly)


def _replace_unusable(context: ExceptionContext) -> None:
    """Use no connection again on which nothing can begin, nor those that are as old as it is."""
    if (context.statement or "").startswith("BEGIN "):
        context.is_disconnect = True
