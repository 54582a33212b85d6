"""How long who asks the database waits, and how the waiting ends.

A server that lives keeps the bounds that each transaction tells it. One that is frozen, or a host
that is gone, keeps none: when the time is over we hang up ourselves. That wakes whoever waits, with
an error like any other; to cancel them would first ask the same server to cancel.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from models.outages import (
    OutageError,
    OutcomeUnknownError,
    UnavailableError,
    first_line,
    passing,
    was_lost,
)

_ALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""How long the other side may be silent: seconds, and milliseconds to take what is sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """The longest times of one process, in seconds."""

    lock_s: float = 5
    """For a connection, for a turn, or for what somebody else holds."""
    statement_s: float = 15
    idle_s: float = 15
    """Between two statements: who is frozen, or gone, keeps the others waiting no longer."""
    whole_s: float = 20
    """For all that one operation does in one transaction."""

    def spoken(self) -> str:
        """Return what tells a PostgreSQL server, for one transaction, how long it may take.

        It is told in each one: a pooler in between may give each another connection.
        """
        return f"{_told(lock_timeout=self.lock_s)}; {self.spoken_to_readers()}"

    def spoken_to_readers(self) -> str:
        """Return the same for who locks nothing."""
        return _told(
            statement_timeout=self.statement_s, idle_in_transaction_session_timeout=self.idle_s
        )

    def told_once(self, more: str) -> str:
        """Return the same, and more, for a connection whose statements stand by themselves."""
        return f"SET statement_timeout = {self.statement_s * 1000:.0f}; SET {more}"


def _told(**seconds: float) -> str:
    return "; ".join(f"SET LOCAL {name} = {took * 1000:.0f}" for name, took in seconds.items())


UNHURRIED = Patience(lock_s=30, statement_s=600, idle_s=600, whole_s=3600)
"""For commands, which one person waits for."""


def unsaid(said: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return how to connect to PostgreSQL, with what is added to it; what was said of it stays."""
    wanted = {"autocommit": True, "client_encoding": "UTF8", **_ALIVE, **more}
    return {name: value for name, value in wanted.items() if name not in said}


class Limit:
    """The end of the time of one transaction; a connection held beyond it is hung up on."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._begun = self._loop.time()
        self.at = self._begun + seconds
        self._is_over = False

    @contextmanager
    def holding(self, hang_up: Callable[[], None]) -> Iterator[None]:
        """Hang up so when the time is over before the block ends."""
        timer = self._loop.call_at(self.at, self._end, hang_up)
        try:
            yield
        finally:
            timer.cancel()

    @contextmanager
    def told_apart(self) -> Iterator[None]:
        """Raise `UnavailableError` for what passes by itself; everything else as it is."""
        try:
            yield
        except OutageError:
            raise
        except Exception as error:
            if (reason := passing(error)) is None:
                raise
            raise UnavailableError(self._exceeded or reason) from error

    @contextmanager
    def told_apart_at_the_end(self) -> Iterator[None]:
        """Raise `OutcomeUnknownError` where a commit was asked for, and nobody refused it."""
        try:
            yield
        except Exception as error:
            if not was_lost(error):
                raise
            raise OutcomeUnknownError(self._exceeded or first_line(error)) from error

    @asynccontextmanager
    async def waiting(self, reason: str, most_s: float | None = None) -> AsyncIterator[None]:
        """Wait in here, for what has not begun yet, no longer than that and than the time lasts.

        Raises:
            UnavailableError: it took longer, for this reason.
        """
        ends = self.at if most_s is None else min(self.at, self._begun + most_s)
        try:
            async with asyncio.timeout_at(ends):
                yield
        except TimeoutError:
            raise UnavailableError(reason) from None

    def left_of(self, seconds: float) -> float:
        """Return what is left of the first seconds of the time."""
        return max(0.0, self._begun + seconds - self._loop.time())

    @property
    def _exceeded(self) -> str | None:
        return f"The database did not answer within {self._seconds:g} s." if self._is_over else None

    def _end(self, hang_up: Callable[[], None]) -> None:
        self._is_over = True
        hang_up()


def hang_up(connection: psycopg.AsyncConnection[Any]) -> None:
    """Close the line under a connection, and let what waits on it find out."""
    with (
        suppress(psycopg.Error, OSError),
        socket.socket(fileno=os.dup(connection.fileno())) as line,
    ):
        line.shutdown(socket.SHUT_RDWR)
