"""Open streams: how many there may be, how long one message may take, and how they end.

A stream is a WebSocket of somebody who is signed in, or a response that is an event stream.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager

from models.people import Subject

MOST_STREAMS = 500
"""How many streams one process holds open."""
MOST_OF_ONE_PERSON = 30
"""How many of them may be of the same person."""
MOST_SUBSCRIPTIONS = 1_000
"""How many subscriptions of one process are followed over WebSockets."""
MOST_SUBSCRIPTIONS_OF_ONE_PERSON = 60
"""How many of them may be of the same person, on all of their sockets."""
MOST_AT_THE_DOOR = 200
"""How many sockets may be open of which nobody knows yet whose they are."""
MOST_OF_ONE_ADDRESS = 50
"""How many of them may be of the same address: a proxy that names its clients is none."""
SLOWEST_S = 30.0
"""How long a client may take to make room for one message."""
KEEP_ALIVE_S = 15.0
"""After how long a silent event stream says something, so that nobody between takes it for dead."""


class TooManyStreamsError(Exception):
    """This process, or the person, has as many open streams as it may."""


class TooSlowError(Exception):
    """The client does not read: it has to come back and go on behind its last cursor."""


class _Places:
    """So many places, and so many of them for one person."""

    def __init__(self, most: int, most_of_one_person: int) -> None:
        self._most, self._most_of_one_person = most, most_of_one_person
        self._taken: Counter[Subject] = Counter()

    @contextmanager
    def taken(self, person: Subject) -> Iterator[None]:
        if self._taken.total() >= self._most or self._taken[person] >= self._most_of_one_person:
            raise TooManyStreamsError
        self._taken[person] += 1
        try:
            yield
        finally:
            self._taken[person] -= 1
            if not self._taken[person]:
                del self._taken[person]


class Streams:
    """The open streams of one process."""

    def __init__(
        self,
        *,
        most: int = MOST_STREAMS,
        most_of_one_person: int = MOST_OF_ONE_PERSON,
        most_subscriptions: int = MOST_SUBSCRIPTIONS,
        most_subscriptions_of_one_person: int = MOST_SUBSCRIPTIONS_OF_ONE_PERSON,
        most_at_the_door: int = MOST_AT_THE_DOOR,
        most_of_one_address: int = MOST_OF_ONE_ADDRESS,
        slowest_s: float = SLOWEST_S,
        keep_alive_s: float = KEEP_ALIVE_S,
    ) -> None:
        self.slowest_s = slowest_s
        self.keep_alive_s = keep_alive_s
        self.stopping = asyncio.Event()
        """Set when the process stops: streams that would go on for ever end then."""
        self._sockets = _Places(most, most_of_one_person)
        self._subscriptions = _Places(most_subscriptions, most_subscriptions_of_one_person)
        self._most_at_the_door = most_at_the_door
        self._most_of_one_address = most_of_one_address
        self._at_the_door: dict[asyncio.Timeout, str] = {}
        """How long who signs in may still take, and from which address; the oldest first."""

    def admitted(self, person: Subject) -> AbstractContextManager[None]:
        """Count a stream of that person in here.

        Raises:
            TooManyStreamsError: there is no room for it.
        """
        return self._sockets.taken(person)

    def subscribed(self, person: Subject) -> AbstractContextManager[None]:
        """Count a subscription of that person in here, one of several on a socket.

        Raises:
            TooManyStreamsError: there is no room for it.
        """
        return self._subscriptions.taken(person)

    @asynccontextmanager
    async def at_the_door(self, address: str, within_s: float) -> AsyncIterator[None]:
        """Count somebody who signs in, in here, for so long at the most.

        Where there are too many, who has waited longest goes: of the same address, where that one
        has too many. So nobody who signs in at once is held up by those who never do.

        Raises:
            TimeoutError: it took too long, or others need the place.
        """
        async with asyncio.timeout(within_s) as patience:
            self._make_room(address)
            self._at_the_door[patience] = address
            try:
                yield
            finally:
                self._at_the_door.pop(patience, None)

    def _make_room(self, address: str) -> None:
        of_address = [held for held, other in self._at_the_door.items() if other == address]
        if len(of_address) >= self._most_of_one_address:
            self._let_go(of_address[0])
        elif len(self._at_the_door) >= self._most_at_the_door:
            self._let_go(next(iter(self._at_the_door)))

    def _let_go(self, patience: asyncio.Timeout) -> None:
        del self._at_the_door[patience]
        patience.reschedule(asyncio.get_running_loop().time())

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
