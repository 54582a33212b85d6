"""The tail of the journal: its newest lines, read once per process for all who follow it.

Who follows keeps nothing but a number: how far they have read. They take what stands behind it from
here, or from the database where they are further behind, and wait where they are not behind at
all. So there is no queue that could grow, and nobody who is slow holds up the others.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from itertools import islice

from models.canonical import Digest
from models.database import Database
from models.events import EVENTS_BEHIND, LineOfCpas, read_events, read_hashes, read_head
from models.outages import BROKEN, first_line
from models.readers import Reader
from models.wakeups import wakeups

_log = logging.getLogger("rapport_unique.journal")

KEPT_LINES = 1_000
SNAPSHOTS_AT_ONCE = 4
_PAUSE_S = 0.5


class TailEndedError(RuntimeError):
    """Nobody reads the tail any more: what follows it must begin anew."""


class Tail:
    """The newest lines of the journal, kept up to date while somebody follows."""

    def __init__(self, database: Database, *, kept: int = KEPT_LINES) -> None:
        self._database = database
        self._kept = kept
        self._lines: deque[LineOfCpas] = deque(maxlen=kept)
        self._head: int | None = None
        self._hash: Digest | None = None
        self._begun = False
        self.restores = 0
        """How often another journal was found than the one that was read before."""
        self._moved = asyncio.Event()
        self._followers = 0
        self._reader: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self.turns = asyncio.Semaphore(SNAPSHOTS_AT_ONCE)
        """Turns on the database: a crowd that is woken at once leaves room for other requests."""

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[None]:
        """Keep the tail up to date in here."""
        self._followers += 1
        if self._reader is None or self._reader.done():
            self._begun = False
            self._reader = asyncio.create_task(self._read())
            self._reader.add_done_callback(self._reader_ended)
        try:
            yield
        finally:
            self._followers -= 1
            if self._followers == 0:
                self._end()

    async def beyond(self, number: int) -> None:
        """Return as soon as there is a line behind that number, or the journal is another one.

        Raises:
            TailEndedError: nobody reads the tail any more.
        """
        restores = self.restores
        while self.restores == restores and (self._head is None or self._head <= number):
            if self._reader is None or self._reader.done():
                raise TailEndedError
            await self._moved.wait()

    def lines_after(self, number: int, most: int) -> Sequence[LineOfCpas] | None:
        """Return the next lines behind that number; None where they are no longer here."""
        if self._head is None or number >= self._head:
            return []
        oldest = self._lines[0].number if self._lines else self._head + 1
        if number < oldest - 1:
            return None
        begin = number + 1 - oldest  # the numbers have no gaps
        return list(islice(self._lines, begin, begin + most))

    async def aclose(self) -> None:
        """Stop reading, and give back what reading holds."""
        self._end()
        await asyncio.gather(*self._ending, return_exceptions=True)

    def _end(self) -> None:
        if self._reader is not None:
            self._ending.add(self._reader)
            self._reader.add_done_callback(self._ending.discard)
            self._reader.cancel()
            self._reader = None

    def _reader_ended(self, reader: asyncio.Task[None]) -> None:
        if not reader.cancelled() and (error := reader.exception()):
            _log.error("the tail of the journal is no longer read", exc_info=error)
        self._wake()

    async def _read(self) -> None:
        async with aclosing(wakeups(self._database)) as times:
            async for _ in times:
                await self._catch_up()

    async def _catch_up(self) -> None:
        """Read what is new; when the database does not answer, try until it does."""
        while True:
            try:
                await self._read_newer()
            except BROKEN as error:
                _log.warning("the journal cannot be read, trying again: %s", first_line(error))
                await asyncio.sleep(_PAUSE_S)
            else:
                return

    async def _read_newer(self) -> None:
        async with self._database.snapshot() as reader:
            head, hash_ = await read_head(reader)
            if await self._is_another(reader, head, hash_):
                self._forget()
            known = head if self._head is None else max(self._head, head - self._kept)
            wanted = {"behind": known, "most": self._kept}
            lines = await read_events(reader, EVENTS_BEHIND, **wanted) if head > known else []
        self._hash, self._begun = hash_, True
        self._take(head, known, lines)

    def _forget(self) -> None:
        """Begin anew with the journal as it is; who follows since before must do so, too."""
        self._head = None
        self.restores += self._begun

    async def _is_another(self, reader: Reader, head: int, hash_: Digest) -> bool:
        """Return whether the journal no longer holds the line that was its last one before."""
        if self._head is None or (head, hash_) == (self._head, self._hash):
            return False
        hashes = await read_hashes(reader, [self._head])
        return head < self._head or hashes.get(self._head) != self._hash

    def _take(self, head: int, known: int, lines: Sequence[LineOfCpas]) -> None:
        if known != self._head:  # what stands in between is for the database
            self._lines.clear()
        self._lines.extend(lines)
        self._head = head
        self._wake()

    def _wake(self) -> None:
        """Let go on whoever waits; who waits from now on waits for the next time."""
        self._moved.set()
        self._moved = asyncio.Event()
