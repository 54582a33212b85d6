"""A client that costs little: requests made beforehand, kept connections, nothing but HTTP/1.1."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

import orjson

from bench.callers import Tokens
from bench.comparison import api_request
from bench.operations import Call

_DONE = b'"userErrors":[]'


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is sent, and the answer that it must get where it is known."""

    sent: bytes
    expected: bytes | None = None

    def fits(self, status: int, answer: bytes) -> bool:
        """Return whether that is the answer: the known one, or that of a change that was made."""
        if status != 200:
            return False
        return _DONE in answer if self.expected is None else answer == self.expected


@dataclass(slots=True)
class Round:
    """What one round of requests found."""

    latencies: list[float] = field(default_factory=list)
    wrong: int = 0
    seconds: float = 0.0

    def add(self, other: "Round") -> None:
        """Add what another round found."""
        self.latencies.extend(other.latencies)
        self.wrong += other.wrong
        self.seconds += other.seconds

    @property
    def per_second(self) -> float:
        """How many requests were answered in a second."""
        return len(self.latencies) / self.seconds

    def percentile_ms(self, percent: float) -> float:
        """Return the latency that so many percent of the requests do not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1_000


class _Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._buffer = bytearray()
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "a stream was opened"
        self._transport = transport

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Return status and body of the answer."""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._waiting is None:
            return
        head = bytes(self._buffer[:end]).lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if len(self._buffer) >= end + 4 + length:
            body = bytes(self._buffer[end + 4 :])
            self._buffer.clear()
            waiting, self._waiting = self._waiting, None
            waiting.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None:
            self._waiting.set_exception(exc or ConnectionResetError("closed by the server"))

    def close(self) -> None:
        self._transport.close()


MakeRequest = Callable[..., Request]
"""What makes a request out of a call, for one of the two servers."""


def request_to_api(call: Call, tokens: Tokens, expected: bytes | None = None) -> Request:
    """Return the call as a request to the API."""
    body = orjson.dumps(api_request(call))
    return Request(_request("POST", "/graphql", tokens.of(call.caller), body), expected)


def request_to_yardstick(call: Call, tokens: Tokens, expected: bytes | None = None) -> Request:
    """Return the call as a request to the yardstick."""
    method = "GET" if call.body is None else "POST"
    body = b"" if call.body is None else orjson.dumps(call.body)
    return Request(_request(method, call.path, tokens.of(call.caller), body), expected)


def _request(method: str, path: str, token: str, body: bytes) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "host: 127.0.0.1",
        f"authorization: Bearer {token}",
        "accept: application/json",
        *(["content-type: application/json", f"content-length: {len(body)}"] if body else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def ask_once(port: int, requests: Iterable[Request]) -> list[bytes]:
    """Return the answers to the requests, asked one after the other."""
    _, connection = await _open(port)
    try:
        return [(await connection.ask(request.sent))[1] for request in requests]
    finally:
        connection.close()


async def all_of(port: int, requests: Sequence[Request], concurrency: int) -> Round:
    """Send every request once."""
    return await _run(port, iter(requests), concurrency)


async def for_a_while(
    port: int, requests: Sequence[Request], concurrency: int, seconds: float
) -> Round:
    """Send the requests again and again, for so many seconds."""
    return await _run(port, _until(time.perf_counter() + seconds, requests), concurrency)


def _until(end: float, requests: Sequence[Request]) -> Iterator[Request]:
    for request in cycle(requests):
        if time.perf_counter() >= end:
            return
        yield request


async def _run(port: int, requests: Iterator[Request], concurrency: int) -> Round:
    connections = [(await _open(port))[1] for _ in range(concurrency)]
    found = Round()
    started = time.perf_counter()
    await asyncio.gather(*(_work(connection, requests, found) for connection in connections))
    found.seconds = time.perf_counter() - started
    for connection in connections:
        connection.close()
    return found


async def _work(connection: _Connection, requests: Iterator[Request], found: Round) -> None:
    for request in requests:
        started = time.perf_counter()
        try:
            status, answer = await connection.ask(request.sent)
        except OSError:
            found.wrong += 1
            return
        found.latencies.append(time.perf_counter() - started)
        found.wrong += not request.fits(status, answer)


async def _open(port: int) -> tuple[asyncio.Transport, _Connection]:
    loop = asyncio.get_running_loop()
    return await loop.create_connection(_Connection, "127.0.0.1", port)
