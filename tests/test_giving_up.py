"""Whoever gives up, or meets a database that is away, leaves nothing of an operation open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pytest

from models.database import Database
from models.readers import Reader
from models.statements import Statement
from resolvers.context import Snapshot

STATEMENT = cast("Statement", None)
"""Not looked at: the reader of these tests answers nothing."""


class Held:
    """A database whose statements wait until they are let go, and which may be away."""

    def __init__(self, *, away: bool = False) -> None:
        self.let_go = asyncio.Event()
        self.asked = asyncio.Event()
        self.open = 0
        self._away = away

    @asynccontextmanager
    async def snapshot(self, *, following: bool = False) -> AsyncIterator[Reader]:
        assert following is False
        if self._away:
            raise OSError("away")
        self.open += 1
        yield cast("Reader", self)
        self.open -= 1


class Waiting:
    """A statement that waits until the database lets it go."""

    async def fetch(self, reader: Any, **_: object) -> list[object]:
        reader.asked.set()
        await reader.let_go.wait()
        return []


def view_of(held: Held, turns: asyncio.Semaphore) -> Snapshot:
    return Snapshot(cast("Database", held), turns)


async def test_who_is_cancelled_twice_still_gives_view_and_turn_back() -> None:
    held, turns = Held(), asyncio.Semaphore(1)
    view = view_of(held, turns)

    async def operation() -> None:
        try:
            await view.rows(cast("Statement", Waiting()))
        finally:
            await view.close()

    task = asyncio.create_task(operation())
    await held.asked.wait()
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    with suppress(asyncio.CancelledError):
        await task
    held.let_go.set()
    async with asyncio.timeout(10), turns:
        pass

    assert held.open == 0


async def test_a_view_that_cannot_be_opened_holds_no_turn() -> None:
    held, turns = Held(away=True), asyncio.Semaphore(2)
    view = view_of(held, turns)

    for _ in range(5):
        with pytest.raises(OSError, match="away"):
            await view.rows(cast("Statement", Waiting()))
    await view.close()

    assert not turns.locked()
