"""Stopping a server on which streams are open."""

import re
import signal

from websockets import Subprotocol
from websockets.asyncio.client import connect

from rapport_unique.settings import Settings
from tests.servers import running
from tests.streams.clients import over_stream, signed_in, token_of


def complaints(said: str) -> list[str]:
    """What a server that serves at the level `warning` logged."""
    return [line for line in said.splitlines() if not line.startswith(GREETING)]


GREETING = ("GraphiQL:", "Status page:", "API:", "Access token:", "All personas:")


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


async def test_a_server_without_streams_exits_cleanly_too(settings: Settings) -> None:
    with running(settings) as server:
        server.process.send_signal(signal.SIGTERM)
        _, said = server.process.communicate(timeout=30)

    assert server.process.returncode == 0
    assert complaints(said) == []
