"""The connection to the database: one snapshot for reading, one transaction for writing.

SQLite and PostgreSQL differ in how a transaction begins and nowhere else: SQLite's writers begin
IMMEDIATE and so take turns, within one process in the order in which they came; PostgreSQL's lock
the rows that they read (`FOR UPDATE`), and its readers keep one snapshot.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from models.readers import Reader, Readers

_WRITES = "rapport_unique_writes"


class Database:
    """The database of one process."""

    def __init__(self, url: str) -> None:
        self.url = asynchronous(make_url(url))
        self.engine = _engine(self.url)
        self._snapshots = Readers(self.url, **_settings(self.url))
        self.after_writing: Callable[[], None] = _nothing_more
        """Called after each transaction of this process that wrote."""
        self._turn = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection on one snapshot: every statement sees the same instant."""
        async with self.engine.connect() as connection:
            if not self.is_sqlite:
                await connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            async with connection.begin():
                yield connection

    def snapshot(self) -> AbstractAsyncContextManager[Reader]:
        """Give a connection on one snapshot, straight on the driver: for what is read often."""
        return self._snapshots.snapshot()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a writing transaction; an exception rolls it back whole."""
        async with self._turn, self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection
        self.after_writing()

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.url.get_backend_name() == "sqlite"

    async def close(self) -> None:
        """Close every connection."""
        await self._snapshots.close()
        await self.engine.dispose()


def _nothing_more() -> None:
    """Do nothing: nobody waits for what is written."""


def asynchronous(url: URL) -> URL:
    """Return the URL with the driver that the server uses."""
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    return url.set(drivername=drivers[url.get_backend_name()])


def synchronous(url: URL) -> URL:
    """Return the URL with the driver that migrations use; makes the folder of an embedded file."""
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        return url.set(drivername="sqlite")
    return url.set(drivername="postgresql+psycopg")


def _settings(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": 15}
    return {"options": "-c timezone=UTC -c plan_cache_mode=force_generic_plan"}


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(
            url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=5,
        max_overflow=10,
        hide_parameters=True,  # an error must not carry amounts, contacts or accounts into a log
        connect_args={"isolation_level": None, "timeout": 15},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


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


def _begin_sqlite(connection: Connection) -> None:
    """Begin by ourselves: the driver's own way loses updates without an error."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
