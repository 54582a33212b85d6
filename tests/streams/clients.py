"""Clients that follow the journal: over a WebSocket, or as an event stream."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from models.paging import encode_cursor
from rapport_unique.app import development_issuer
from rapport_unique.personas import persona_named
from rapport_unique.settings import Settings
from tests.databases import run
from tests.servers import UNENCRYPTED

PATIENCE_S = 20.0
"""How long a client waits for what has to come: a wake-up, and not the look every half minute."""

EVENTS = """subscription ($year: Int = 2020, $filter: FormFilter, $after: String) {
  events(year: $year, filter: $filter, after: $after) { id cursor type cpas { nisCode } } }"""


def cursor_in(database_url: str, number: int) -> str:
    """The cursor of the line with that number; 0 stands before the first."""
    found = run(database_url, "SELECT hash FROM journal WHERE number = ?", number)
    ((hash_,),) = found or [("0" * 64,)]
    return encode_cursor((number, hash_[:12]))


class Follower(Protocol):
    """A client that has subscribed."""

    async def answer(self) -> dict[str, Any]:
        """The next answer, with its errors if it has any."""

    async def abort(self) -> None:
        """Break the connection without a word."""


def token_of(settings: Settings, persona: str = "spp-is-reader", *, accepted_s: int = 3600) -> str:
    """A token of an invented person that is accepted for so long: with what is forgiven."""
    found = persona_named(persona)
    assert found is not None, f"no persona {persona}"
    issuer = development_issuer(settings)
    before = datetime.now(UTC) - timedelta(seconds=issuer.config.leeway_s)
    return issuer.issue_token(found, now=before, lifetime_s=accepted_s)


async def event(follower: Follower) -> dict[str, Any]:
    """The next event of a subscription to `events`, which has no errors."""
    answer = await follower.answer()
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["events"]
    return found


async def events(follower: Follower, count: int) -> list[dict[str, Any]]:
    """So many events, in the order in which they come."""
    return [await event(follower) for _ in range(count)]


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Return as soon as it is so: what a client does, a server notices a little later."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110 - it happens in the server
            await asyncio.sleep(0.01)


# WebSocket ---------------------------------------------------------------------------------------


class Socket:
    """A client of the protocol graphql-transport-ws."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, **message: object) -> None:
        await self.connection.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            message: dict[str, Any] = json.loads(await self.connection.recv(decode=True))
        return message

    async def subscribe(self, id_: str, query: str = EVENTS, **variables: object) -> None:
        payload = {"query": query, "variables": variables}
        await self.send(type="subscribe", id=id_, payload=payload)

    async def answer(self) -> dict[str, Any]:
        message = await self.receive()
        assert message["type"] == "next", message
        payload: dict[str, Any] = message["payload"]
        return payload

    async def closing(self) -> tuple[int, str]:
        """The code and the reason with which the server closes, whatever it sends before."""
        with pytest.raises(ConnectionClosed) as closed:
            await self._receive_for_ever()
        assert closed.value.rcvd is not None, "the server says why it closes"
        return closed.value.rcvd.code, closed.value.rcvd.reason

    async def _receive_for_ever(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await self.connection.recv()

    async def abort(self) -> None:
        self.connection.transport.abort()


@asynccontextmanager
async def plugged_in(url: str, **options: Any) -> AsyncIterator[Socket]:
    """A socket on which nothing was said yet."""
    address = f"{url.replace('http', 'ws', 1)}/graphql"
    options.setdefault("subprotocols", ["graphql-transport-ws"])
    options.setdefault("max_queue", None)  # who leaves much unread would be slow to close
    async with connect(address, compression=None, **options) as connection:
        yield Socket(connection)


@asynccontextmanager
async def signed_in(url: str, token: str, **options: Any) -> AsyncIterator[Socket]:
    """A socket on which somebody has signed in."""
    async with plugged_in(url, **options) as socket:
        await socket.send(type="connection_init", payload={"authorization": f"Bearer {token}"})
        assert await socket.receive() == {"type": "connection_ack"}
        yield socket


@asynccontextmanager
async def over_socket(
    url: str, token: str, query: str = EVENTS, **variables: object
) -> AsyncIterator[Follower]:
    async with signed_in(url, token) as socket:
        await socket.subscribe("1", query, **variables)
        yield socket


# Event stream ------------------------------------------------------------------------------------


class EventStream:
    """A client of server-sent events."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def message(self) -> tuple[str, str] | None:
        """Name and data of the next message; comments are passed over. None where it ends."""
        async with asyncio.timeout(PATIENCE_S):
            name = ""
            async for line in self._lines:
                field, _, value = line.partition(":")
                if field == "event":
                    name = value.strip()
                elif field == "data":
                    return name, value.strip()
        return None

    async def answer(self) -> dict[str, Any]:
        message = await self.message()
        assert message is not None, "the stream goes on"
        assert message[0] == "next", message
        payload: dict[str, Any] = json.loads(message[1])
        return payload

    async def abort(self) -> None:
        await self.response.aclose()


@asynccontextmanager
async def over_stream(
    url: str, token: str | None, query: str = EVENTS, **variables: object
) -> AsyncIterator[EventStream]:
    headers = {"accept": "text/event-stream"}
    if token is not None:
        headers["authorization"] = f"Bearer {token}"
    body = {"query": query, "variables": variables}
    async with (
        httpx2.AsyncClient(base_url=url, timeout=None, verify=UNENCRYPTED) as client,
        client.stream("POST", "/graphql", json=body, headers=headers) as response,
    ):
        yield EventStream(response)


Follow = Callable[..., AbstractAsyncContextManager[Follower]]
TRANSPORTS: dict[str, Follow] = {"socket": over_socket, "stream": over_stream}
