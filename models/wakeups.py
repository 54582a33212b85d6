"""What tells a process that the journal may have grown: the one yield for each time to look.

PostgreSQL tells it on a channel, to all processes, when the transaction commits. An embedded file
tells nobody: the process that wrote knows it, and others look twice a second.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import psycopg

from models.database import Database, to_the_primary
from models.outages import BROKEN, first_line
from models.tables import JOURNAL_CHANNEL

_log = logging.getLogger("rapport_unique.journal")

POLL_S = 0.5
"""How often an embedded file is looked at for what another process wrote."""
QUIET_S = 30.0
"""How long the channel may be silent before somebody looks all the same."""
SHORTEST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0


def wakeups(database: Database) -> AsyncGenerator[None, None]:
    """Yield at once, and then whenever the journal may have grown, for ever."""
    return _written(database) if database.is_sqlite else _told(database)


async def _written(database: Database) -> AsyncGenerator[None, None]:
    written = asyncio.Event()
    database.after_writing = written.set
    while True:
        yield
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_S):
                await written.wait()
        written.clear()


async def _told(database: Database) -> AsyncGenerator[None, None]:
    """Listen; a connection that breaks is made again, and what it may have missed is looked for."""
    pause = SHORTEST_PAUSE_S
    while True:
        try:
            async with await _connection(database) as connection:
                await connection.execute(f"LISTEN {JOURNAL_CHANNEL}")
                pause = SHORTEST_PAUSE_S
                while True:
                    yield
                    await _wait_for_a_word(connection)
        except BROKEN as error:
            _log.warning("not listening to the journal, trying again: %s", first_line(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)


async def _connection(database: Database) -> psycopg.AsyncConnection[Any]:
    """Connect beside the pool, as the pool would."""
    _, said = database.engine.dialect.create_connect_args(database.url)
    return await psycopg.AsyncConnection.connect(**{**said, **to_the_primary(database.url)})


async def _wait_for_a_word(connection: psycopg.AsyncConnection[Any]) -> None:
    """Return when something was told; what was told meanwhile counts as the same word."""
    async for _ in connection.notifies(timeout=QUIET_S, stop_after=1):
        pass
    async for _ in connection.notifies(timeout=0):
        pass
