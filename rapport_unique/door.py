"""Who comes in: how many connections there are, and how long each may keep everybody waiting.

A client that sends no head, no body, or does not take its answer holds a connection and costs
nothing else; many of them would be all the connections that there can be. What a connection waits
for is looked at from outside, once in a while, in what the server itself keeps of it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from http import HTTPStatus
from typing import Any

import orjson

MOST_CONNECTIONS = 1_000
"""How many connections one process holds, where it is not told otherwise."""
PATIENCE_S = 30.0
"""How long a client may take for a head, for a body, or for a piece of an answer."""
LONGEST_HEAD_BYTES = 64 * 1024
"""How many bytes of a head are waited for, but for what comes with the last of them."""
PIECE_BYTES = 64 * 1024
"""How much of an answer a client takes at least in that time."""
_SHORTEST_S = 1.0
"""How long a client is waited for when the door is full."""
_LOOK_AGAIN_S = 0.5
_SAID_EVERY_S = 60.0

_log = logging.getLogger("uvicorn.error")


class Wait(Enum):
    """What a connection waits for its client for."""

    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


@dataclass(frozen=True, slots=True)
class _Waiting:
    wait: Wait
    cycle: object
    left: int
    """How many bytes of the answer the client has yet to take."""
    since: float

    def goes_on_as(self, now: "_Waiting") -> bool:
        """Whether the client has done nothing since, or too little."""
        same = self.wait is now.wait and self.cycle is now.cycle
        return same and (now.left == 0 or now.left > self.left - PIECE_BYTES)


class Door:
    """The connections of one server, each of which waits for its client so long and no longer."""

    def __init__(
        self,
        *,
        most: int = MOST_CONNECTIONS,
        patience_s: float = PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Let in so many. The clock is monotonic."""
        self._most = most
        self._patience_s = patience_s
        self._clock = clock
        self._waiting: dict[Any, _Waiting] = {}
        self._turned_away = 0
        self._cut = 0
        self._looked_at = -_LOOK_AGAIN_S
        self._said_at = -_SAID_EVERY_S

    def has_room(self, connections: set[Any]) -> bool:
        """Return whether one more may come in: where there are too many, the slowest one goes."""
        if len(connections) < self._most:
            return True
        if self._clock() - self._looked_at >= _LOOK_AGAIN_S:  # a storm is not looked at one by one
            self._look_at(connections)
        slowest = min(self._waiting.items(), key=lambda held: held[1].since, default=None)
        if slowest is None or self._clock() - slowest[1].since < _SHORTEST_S:
            self._turned_away += 1
            return False
        self._let_go(slowest[0])
        return True

    def look(self, connections: set[Any]) -> None:
        """Cut the connections whose client was waited for long enough; say so, once in a while."""
        self._look_at(connections)
        until = self._clock() - self._patience_s
        late = [held for held, waiting in self._waiting.items() if waiting.since <= until]
        for connection in late:
            self._let_go(connection)
        self._say()

    def close(self, connections: set[Any]) -> None:
        """Cut the connections that wait for a client: nothing is begun any more."""
        for connection, wait, _ in _waits(connections):
            if wait is not Wait.ANSWER:
                _break_off(connection)

    def _look_at(self, connections: set[Any]) -> None:
        now = self._looked_at = self._clock()
        found: dict[Any, _Waiting] = {}
        for connection, wait, left in _waits(connections):
            waiting = _Waiting(wait, getattr(connection, "cycle", None), left, now)
            before = self._waiting.get(connection)
            goes_on = before is not None and before.goes_on_as(waiting)
            found[connection] = before if before and goes_on else waiting
        self._waiting = found

    def _let_go(self, connection: Any) -> None:
        del self._waiting[connection]
        self._cut += 1
        _break_off(connection)

    def _say(self) -> None:
        """Log what happened at the door: one line for all of it, not one for each."""
        if not (self._cut or self._turned_away) or self._clock() - self._said_at < _SAID_EVERY_S:
            return
        told = (self._cut, self._turned_away, self._most)
        _log.warning("Slow clients cut off: %d; turned away: %d, over %d connections.", *told)
        self._said_at, self._cut, self._turned_away = self._clock(), 0, 0


def _break_off(connection: Any) -> None:
    """Close the connection at once; who is answering on it writes no more, before they are told."""
    cycle = getattr(connection, "cycle", None)
    if cycle is not None:
        cycle.disconnected = True
    connection.transport.abort()


def _waits(connections: set[Any]) -> Iterator[tuple[Any, Wait, int]]:
    """Yield the connections that wait for their client, for what, and how much it has to take."""
    for connection in list(connections):
        transport = connection.transport
        left = transport.get_write_buffer_size()
        if transport.is_closing():
            yield connection, Wait.ANSWER, left
        elif not hasattr(connection, "cycle"):
            continue  # a WebSocket, which is looked after by who holds the conversation
        elif _waits_for_head(connection):
            yield connection, Wait.HEAD if left == 0 else Wait.ANSWER, left
        elif connection.cycle.more_body:
            yield connection, Wait.BODY, 0
        elif left:
            yield connection, Wait.ANSWER, left


def _waits_for_head(connection: Any) -> bool:
    return connection.cycle is None or connection.cycle.response_complete


class _Refusing:
    """A connection that says no where no application is asked."""

    transport: Any
    is_refused = False

    def send_400_response(self, msg: str) -> None:
        """Say of what is no HTTP what is said of every bad request."""
        self.refuse(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", msg)

    def refuse(self, status: HTTPStatus, code: str, message: str) -> None:
        """Say no, and nothing more; who still sends is not heard, and may read it."""
        self.is_refused = True
        self.transport.write(_refusal(status, code, message))
        self.transport.write_eof()


def behind(door: Door, protocol: type[asyncio.Protocol]) -> type[asyncio.Protocol]:
    """Return the server's protocol, for connections that come in by this door."""
    inner: Any = protocol

    class Guarded(_Refusing, inner):  # type: ignore[misc] # which class it is the configuration tells
        """A connection that is turned away where there are too many, or whose head is endless."""

        waited_for = 0

        def connection_made(self, transport: asyncio.Transport) -> None:
            if door.has_room(self.connections):
                super().connection_made(transport)
            else:
                transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            if self.transport is not None:
                super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            if self.transport is None or self.is_refused:
                return
            super().data_received(data)
            self.waited_for = self.waited_for + len(data) if _waits_for_head(self) else 0
            if self.waited_for > LONGEST_HEAD_BYTES and not self.is_refused:
                said = f"The head of a request holds at most {LONGEST_HEAD_BYTES} bytes."
                self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "REQUEST_TOO_LONG", said)

    return Guarded


def _refusal(status: HTTPStatus, code: str, message: str) -> bytes:
    """Return a whole answer, to what no application was asked."""
    error = {"message": message, "extensions": {"code": code}}
    body = orjson.dumps({"errors": [error]})
    head = (
        f"HTTP/1.1 {status} {status.phrase}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
