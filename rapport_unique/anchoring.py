"""Anchoring: a time-stamp authority confirms now and then when the journal had a checkpoint."""

import asyncio
import logging
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2

from auth.timestamps import LONGEST_ANSWER, instant_of, request_for
from models.checkpoints import Timestamp, due_for_timestamp, keep_timestamp
from models.database import Database
from rapport_unique.publishing import OUTAGE

EVERY = timedelta(seconds=10)
"""How often it is looked whether there is something to stamp."""
PAUSE = timedelta(minutes=5)
"""How long nothing is asked after a failure."""
PATIENCE_S = 10.0
"""The longest time of one request, with its answer."""

_FAILURES: tuple[type[Exception], ...] = (
    *(httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, TimeoutError, ValueError),
    *OUTAGE,
)
_log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Anchoring:
    """What asks the authority for one process, beside everything else that it does."""

    database: Database
    url: str
    every: timedelta
    clock: Callable[[], datetime]
    client: httpx2.AsyncClient
    patience_s: float = PATIENCE_S
    _paused_until: datetime | None = None
    _failing: bool = False

    async def run(self) -> None:
        """Ask until cancelled."""
        while True:
            await asyncio.sleep(EVERY.total_seconds())
            await self.anchor()

    async def anchor(self) -> None:
        """Have the newest checkpoint stamped, where that is due. While it fails, the log says so
        once."""
        now = self.clock()
        if self._paused_until is not None and now < self._paused_until:
            return
        try:
            due = await due_for_timestamp(self.database, now, self.every)
            if due is None:
                return
            async with asyncio.timeout(self.patience_s):
                answer, at = await self._stamped(due.note)
            kept = Timestamp(size=due.size, answer=b64encode(answer).decode(), at=at)
            await keep_timestamp(self.database, kept)
        except _FAILURES as error:
            self._failed(error, now)
        else:
            self._failing, self._paused_until = False, None

    async def _stamped(self, note: str) -> tuple[bytes, datetime]:
        """Return the answer of the authority, and the instant in it."""
        asked = request_for(note)
        headers = {"Content-Type": "application/timestamp-query", "Accept-Encoding": "identity"}
        async with self.client.stream(
            "POST", self.url, content=asked.as_bytes(), headers=headers, follow_redirects=False
        ) as response:
            response.raise_for_status()
            answer = b""
            async for chunk in response.aiter_bytes():
                answer += chunk
                if len(answer) > LONGEST_ANSWER:
                    raise ValueError("the answer is too long")
        return answer, instant_of(answer, asked)

    def _failed(self, error: Exception, now: datetime) -> None:
        self._paused_until = now + PAUSE
        if not self._failing:
            reason = str(error) if type(error) is ValueError else type(error).__name__
            _log.warning("No checkpoint can be time-stamped: %s", reason)
        self._failing = True
