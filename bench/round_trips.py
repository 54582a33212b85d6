"""How often a server waits for its database: counted on the way between the two.

Whatever a driver sends - a statement, BEGIN, COMMIT, the question whether the connection still
lives - it waits for the answer before it sends more. So a round trip is: something was sent after
something had come.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, make_url

_PORT = 5432


@dataclass(slots=True)
class RoundTrips:
    """The address to give to the server, and how many round trips there were so far."""

    url: str
    count: int = 0


@asynccontextmanager
async def counted_round_trips(url: str) -> AsyncIterator[RoundTrips]:
    """Stand between a server and its database meanwhile; an embedded one has no way to stand on."""
    found = RoundTrips(url)
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        yield found
        return
    halves: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        its_reader, its_writer = await _connect(address)
        way = _Way(found)
        for half in (
            way.carry(reader, its_writer, asks=True),
            way.carry(its_reader, writer, asks=False),
        ):
            task = asyncio.create_task(half)
            halves.add(task)
            task.add_done_callback(halves.discard)

    relay = await asyncio.start_server(carry, "127.0.0.1", 0)
    found.url = _through(address, relay.sockets[0].getsockname()[1])
    try:
        yield found
    finally:
        relay.close()
        for task in halves:
            task.cancel()
        await asyncio.gather(*halves, return_exceptions=True)


class _Way:
    """One connection: it counts where the direction changes."""

    def __init__(self, found: RoundTrips) -> None:
        self._found = found
        self._answered = True

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asks: bool
    ) -> None:
        try:
            while part := await reader.read(65_536):
                self._found.count += asks and self._answered
                self._answered = not asks
                writer.write(part)
                await writer.drain()
        finally:
            writer.close()


async def _connect(address: URL) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host = address.host or _given(address, "host") or "localhost"
    port = address.port or int(_given(address, "port") or _PORT)
    if host.startswith("/"):
        return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
    return await asyncio.open_connection(host, port)


def _given(address: URL, name: str) -> str:
    given: Any = address.query.get(name, "")
    return given if isinstance(given, str) else given[0]


def _through(address: URL, port: int) -> str:
    """Return the address that leads through the relay."""
    without = address.difference_update_query(["host", "port"])
    return without.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
