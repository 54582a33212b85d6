"""Open streams: how many there may be, how long one message may take, and how they end.

A stream is a WebSocket of somebody who is signed in, or a response that is an event stream.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager

from models.people import Subject

MOST_STREAMS = 500
"""How many streams one process holds open."""
MOST_OF_ONE_PERSON = 30
"""How many of them may be of the same person."""
SLOWEST_S = 30.0
"""How long a client may take to make room for one message."""
KEEP_ALIVE_S = 15.0
"""After how long a silent event stream says something, so that nobody between takes it for dead."""


class TooManyStreamsError(Exception):
    """This process, or the person, has as many open streams as it may."""


class TooSlowError(Exception):
    """The client does not read: it has to come back and go on behind its last cursor."""


class Streams:
    """The open streams of one process."""

    def __init__(
        self,
        *,
        most: int = MOST_STREAMS,
        most_of_one_person: int = MOST_OF_ONE_PERSON,
        slowest_s: float = SLOWEST_S,
        keep_alive_s: float = KEEP_ALIVE_S,
    ) -> None:
        self.slowest_s = slowest_s
        self.keep_alive_s = keep_alive_s
        self.stopping = asyncio.Event()
        """Set when the process stops: streams that would go on for ever end then."""
        self._most = most
        self._most_of_one_person = most_of_one_person
        self._open: Counter[Subject] = Counter()

    @contextmanager
    def admitted(self, person: Subject) -> Iterator[None]:
        """Count a stream of that person in here.

        Raises:
            TooManyStreamsError: there is no room for it.
        """
        if self._open.total() >= self._most or self._open[person] >= self._most_of_one_person:
            raise TooManyStreamsError
        self._open[person] += 1
        try:
            yield
        finally:
            self._open[person] -= 1
            if not self._open[person]:
                del self._open[person]

    async def hand_over(self, sending: Awaitable[None]) -> None:
        """Wait until the message is on its way.

        Raises:
            TooSlowError: the client does not make room for it.
        """
        try:
            async with asyncio.timeout(self.slowest_s):
                await sending
        except TimeoutError:
            raise TooSlowError from None
        await asyncio.sleep(0)  # a long replay lets others have their turn
