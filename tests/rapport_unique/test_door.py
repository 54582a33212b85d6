"""How many connections there may be, and how long each may keep the server waiting."""

import asyncio
import json
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest

from rapport_unique.door import LONGEST_HEAD_BYTES, PIECE_BYTES, Door, behind
from rapport_unique.server import most_connections
from tests.servers import Running


@dataclass
class Line:
    """A transport that tells how much it has yet to hand on."""

    left: int = 0
    closing: bool = False
    aborted: bool = False
    written: bytes = b""

    def get_write_buffer_size(self) -> int:
        return self.left

    def is_closing(self) -> bool:
        return self.closing

    def abort(self) -> None:
        self.aborted = True

    def write(self, data: bytes) -> None:
        self.written += data

    def write_eof(self) -> None:
        self.written += b"<end>"


@dataclass
class Cycle:
    """One request, and its answer."""

    more_body: bool = False
    response_complete: bool = False
    disconnected: bool = False


@dataclass(eq=False)
class Connection:
    """What a server keeps of a connection."""

    cycle: Cycle | None = None
    transport: Line = field(default_factory=Line)


@dataclass(eq=False)
class Socket:
    """What it keeps of a WebSocket."""

    transport: Line = field(default_factory=Line)


@dataclass
class Instants:
    at: float = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def instants() -> Instants:
    return Instants()


@pytest.fixture
def door(instants: Instants) -> Door:
    return Door(most=3, clock=instants)


SILENT: dict[str, Callable[[], Any]] = {
    "no head": Connection,
    "half a body": lambda: Connection(Cycle(more_body=True)),
    "half a body that was answered": lambda: Connection(
        Cycle(more_body=True, response_complete=True)
    ),
    "an answer that is not taken": lambda: Connection(Cycle(), Line(left=900_000)),
    "the end of an answer that is not taken": lambda: Connection(
        Cycle(response_complete=True), Line(left=900)
    ),
    "a line that does not close": lambda: Connection(Cycle(), Line(closing=True)),
    "a socket that does not close": lambda: Socket(Line(closing=True)),
}


@pytest.mark.parametrize("kind", SILENT)
def test_a_client_is_waited_for_so_long(door: Door, instants: Instants, kind: str) -> None:
    connection: Any = SILENT[kind]()
    connections = {connection}

    for instants.at in (0.0, 10.0, 29.9):
        door.look(connections)
    cut_before = connection.transport.aborted
    instants.at = 30.0
    door.look(connections)

    assert not cut_before
    assert connection.transport.aborted
    assert getattr(connection, "cycle", None) is None or connection.cycle.disconnected


PATIENT: dict[str, Callable[[], Any]] = {
    "an answer that takes us long": lambda: Connection(Cycle()),
    "a stream that is taken": lambda: Connection(Cycle(), Line(left=0)),
    "a socket": Socket,
    "a socket that is full": lambda: Socket(Line(left=900_000)),
}


@pytest.mark.parametrize("kind", PATIENT)
def test_who_waits_for_us_is_not_cut(door: Door, instants: Instants, kind: str) -> None:
    connection: Any = PATIENT[kind]()

    for instants.at in (0.0, 30.0, 3_000.0):
        door.look({connection})

    assert not connection.transport.aborted


def test_each_step_of_a_client_begins_anew(door: Door, instants: Instants) -> None:
    connection = Connection()
    steps = [None, Cycle(more_body=True), Cycle(), Cycle(response_complete=True), Cycle()]

    for at, cycle in enumerate(steps):
        connection.cycle = cycle
        for instants.at in (at * 50.0, at * 50.0 + 25.0):
            door.look({connection})

    assert not connection.transport.aborted


@pytest.mark.parametrize(("piece", "cut"), [(PIECE_BYTES, False), (PIECE_BYTES // 4, True)])
def test_an_answer_is_taken_piece_by_piece(
    door: Door, instants: Instants, piece: int, *, cut: bool
) -> None:
    connection = Connection(Cycle(), Line(left=10_000_000))

    for at in range(6):
        instants.at = at * 20.0
        connection.transport.left -= piece
        door.look({connection})

    assert connection.transport.aborted is cut


def test_where_there_are_too_many_the_slowest_goes(door: Door, instants: Instants) -> None:
    oldest, busy, newer = Connection(), Connection(Cycle()), Connection()
    door.look({oldest, busy})
    instants.at = 0.5
    door.look({oldest, busy, newer})
    instants.at = 1.1

    assert door.has_room({oldest, busy, newer})
    assert (oldest.transport.aborted, newer.transport.aborted) == (True, False)


def test_where_nobody_is_slow_there_is_no_room(door: Door, instants: Instants) -> None:
    connections = {Connection(Cycle()) for _ in range(3)}
    instants.at = 100.0

    assert not door.has_room(connections)
    assert door.has_room(set(list(connections)[:2]))


def test_a_storm_at_the_door_is_one_line_a_minute(
    door: Door, instants: Instants, caplog: pytest.LogCaptureFixture
) -> None:
    busy = {Connection(Cycle()) for _ in range(3)}

    for second in range(119):
        instants.at = float(second)
        for _ in range(100):
            door.has_room(busy)
        door.look(busy)

    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "Slow clients cut off: 0; turned away: 100, over 3 connections.",
        "Slow clients cut off: 0; turned away: 6000, over 3 connections.",
    ]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_at_the_end_nobody_is_waited_for(door: Door) -> None:
    silent, half, answering = Connection(), Connection(Cycle(more_body=True)), Connection(Cycle())

    door.close({silent, half, answering})

    gone = [connection.transport.aborted for connection in (silent, half, answering)]
    assert gone == [True, True, False]


class Protocol(asyncio.Protocol):
    """A server's side of a connection, as far as the door knows it."""

    def __init__(self, connections: set[Any]) -> None:
        self.connections = connections
        self.transport: Any = None
        self.cycle: Cycle | None = None
        self.heard: list[bytes] = []

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.connections.add(self)

    def data_received(self, data: bytes) -> None:
        self.heard.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.connections.remove(self)


def test_who_is_turned_away_is_not_spoken_with(door: Door) -> None:
    connections: set[Any] = {Connection(Cycle()) for _ in range(2)}
    guarded: Any = behind(door, Protocol)
    inside, outside = guarded(connections), guarded(connections)

    for connection, line in ((inside, Line()), (outside, Line())):
        connection.connection_made(line)
        connection.data_received(b"GET / HTTP/1.1\r\n\r\n")
        assert line.aborted is (connection is outside)
    among_them = inside in connections
    for connection in (inside, outside):
        connection.connection_lost(None)

    assert among_them
    assert (inside.heard, outside.heard) == ([b"GET / HTTP/1.1\r\n\r\n"], [])
    assert len(connections) == 2


HEAD = b"GET / HTTP/1.1\r\n" + b"x-more: y\r\n" * 100


@pytest.mark.parametrize("cycle", [None, Cycle(response_complete=True)], ids=["first", "later"])
def test_a_head_is_not_endless(door: Door, cycle: Cycle | None) -> None:
    guarded: Any = behind(door, Protocol)
    connection, line = guarded(set()), Line()
    connection.connection_made(line)
    connection.cycle = cycle

    for _ in range(10 * LONGEST_HEAD_BYTES // len(HEAD)):
        connection.data_received(HEAD)

    heard = sum(map(len, connection.heard))
    assert LONGEST_HEAD_BYTES < heard < LONGEST_HEAD_BYTES + 2 * len(HEAD)
    assert line.written.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert line.written.count(b"HTTP/1.1") == line.written.count(b"<end>") == 1


@pytest.mark.only_on("sqlite", reason="No database is asked.")
@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"NONSENSE\r\n\r\n", 400, "BAD_REQUEST"),
        (b"GET / HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n", 400, "BAD_REQUEST"),
        (b"GET / HTTP/1.1\r\nx: " + b"x" * 2_000_000, 431, "REQUEST_TOO_LONG"),
    ],
)
def test_what_no_application_hears_is_refused_in_the_one_envelope(
    live_server: Running, sent: bytes, status: int, code: str
) -> None:
    address = ("127.0.0.1", httpx2.URL(live_server.url).port or 0)
    with socket.create_connection(address, timeout=60) as line:
        line.sendall(sent)
        answer = b"".join(iter(lambda: line.recv(65_536), b""))

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"content-type: application/json" in head
    assert json.loads(body)["errors"][0]["extensions"] == {"code": code}


def test_a_long_body_and_many_requests_are_no_endless_head(door: Door) -> None:
    guarded: Any = behind(door, Protocol)
    connection, line = guarded(set()), Line()
    connection.connection_made(line)

    connection.data_received(HEAD)
    connection.cycle = Cycle(more_body=True)
    for _ in range(200):
        connection.data_received(b"x" * 60_000)
    for _ in range(500):
        connection.cycle = Cycle(response_complete=True)
        connection.data_received(HEAD)
        connection.cycle = Cycle()
        connection.data_received(b"\r\n")

    assert not line.aborted


@pytest.mark.parametrize(
    ("limits", "most"),
    [((1_024, 4_096), 1_000), ((1_024, 1_024), 824), ((65_536, 65_536), 1_000), ((-1, -1), 1_000)],
)
def test_there_are_no_more_connections_than_files(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], most: int
) -> None:
    given: list[tuple[int, int]] = []
    monkeypatch.setattr("resource.getrlimit", lambda _: limits)
    monkeypatch.setattr("resource.setrlimit", lambda _, wanted: given.append(wanted))

    assert most_connections(1_000) == most
    assert given == ([(1_200, 4_096)] if limits == (1_024, 4_096) else given)
