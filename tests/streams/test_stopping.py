"""Stopping a server on which streams are open."""

import re
import signal
import socket
import time

import httpx2
from websockets import Subprotocol
from websockets.asyncio.client import connect

from rapport_unique.settings import Settings
from tests.servers import UNENCRYPTED, running
from tests.streams.clients import over_stream, signed_in, token_of


def complaints(said: str) -> list[str]:
    """What a server that serves at the level `warning` logged."""
    return [line for line in said.splitlines() if not line.startswith(GREETING)]


GREETING = ("GraphiQL:", "Status page:", "Pages:", "API:", "Access token:", "All personas:")


async def test_a_server_that_is_stopped_ends_its_streams_and_exits_cleanly(
    settings: Settings,
) -> None:
    token = token_of(settings)

    with running(settings) as server:
        async with signed_in(server.url, token) as socket, over_stream(server.url, token) as stream:
            await socket.subscribe("1")
            server.process.send_signal(signal.SIGTERM)

            closing = await socket.closing()
            end = await stream.message()
        _, said = server.process.communicate(timeout=30)

    assert closing[0] == 1012
    assert end is None  # and no `complete`: the client comes back
    assert server.process.returncode == 0
    assert complaints(said) == []


async def test_a_socket_is_one_line_in_the_log_without_address_or_query(
    settings: Settings,
) -> None:
    with running(settings, "info") as server:
        address = f"{server.url.replace('http', 'ws')}/graphql?access_token=a-secret"
        async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            _, port, *_ = socket.local_address
        server.process.send_signal(signal.SIGTERM)
        _, said = server.process.communicate(timeout=30)

    assert len(re.findall(r"WebSocket /graphql ended after \S+ s, request \w+", said)) == 1
    assert said.count("WebSocket") == 1
    assert "a-secret" not in said
    assert f":{port}" not in said


def half_a_request(url: str) -> socket.socket:
    """A client that sends half of what it says it will."""
    line = socket.create_connection(address_of(url))
    head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    line.sendall(head + b"content-length: 1000\r\n\r\n{")
    return line


def test_who_breaks_an_upload_off_holds_up_nothing(settings: Settings) -> None:
    with running(settings, "info") as server:
        half_a_request(server.url).close()
        with half_a_request(server.url), socket.create_connection(address_of(server.url)):
            for _ in range(3):  # by then it has seen them
                httpx2.get(f"{server.url}/health/live", verify=UNENCRYPTED)
            begun = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            _, said = server.process.communicate(timeout=30)
            took_s = time.monotonic() - begun

    assert took_s < 5  # it would wait for so long, were it to wait
    assert "Traceback" not in said
    assert "ERROR" not in said
    assert said.count("POST /graphql broken off by its client, request ") == 2
    lines = [line for line in said.splitlines() if not line.startswith(GREETING)]
    assert all(re.match(r"\d{4}-\d\d-\d\dT\S+Z [A-Z]+ ", line) for line in lines)


def address_of(url: str) -> tuple[str, int]:
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


async def test_a_server_without_streams_exits_cleanly_too(settings: Settings) -> None:
    with running(settings) as server:
        server.process.send_signal(signal.SIGTERM)
        _, said = server.process.communicate(timeout=30)

    assert server.process.returncode == 0
    assert complaints(said) == []
