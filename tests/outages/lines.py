"""A line to a PostgreSQL server that can be cut, or fall silent, at a chosen moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import make_url


class Fault(Enum):
    """What happens when somebody asks to keep what was done."""

    LOST_BEFORE = "the server never hears of it"
    LOST_AFTER = "the server does it, and its answer is lost"
    SILENT = "nothing is heard any more, of any side"
    LAST = "it is done and told, and then nobody can call any more"


@dataclass
class Line:
    """Passes on what both sides say."""

    server: str
    url: str = ""
    at_commit: Fault | None = None
    away: bool = False
    """Whether nobody can call."""
    silent: bool = False
    """Whether nothing is heard, of any side."""
    calls: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    def hang_up(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def end(self) -> None:
        self.hang_up()
        while self._open:  # noqa: ASYNC110 - closed lines end by themselves
            await asyncio.sleep(0.01)

    async def serve(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        self.calls += 1
        if self.away:
            back.close()
            return
        server, forth = await self._call()
        self._open |= {back, forth}
        with suppress(ConnectionError):
            await asyncio.gather(self._pass_on(client, forth, back), self._back(server, back))
        for writer in (back, forth):
            writer.close()
        self._open -= {back, forth}

    async def _call(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        url = make_url(self.server)
        if folder := url.query.get("host"):
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{url.port or 5432}")
        return await asyncio.open_connection(url.host, url.port or 5432)

    async def _pass_on(
        self, client: asyncio.StreamReader, forth: asyncio.StreamWriter, back: asyncio.StreamWriter
    ) -> None:
        while part := await client.read(65_536):
            if b"COMMIT\0" in part:
                self.silent = self.silent or self.at_commit is Fault.SILENT
                self.away = self.away or self.at_commit is Fault.LAST
                if self.at_commit in {Fault.LOST_BEFORE, Fault.LOST_AFTER}:
                    back.close()  # the answer finds nobody
                if self.at_commit is Fault.LOST_BEFORE:
                    break
            if self.silent:
                continue
            forth.write(part)
            await forth.drain()
        forth.close()

    async def _back(self, server: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while part := await server.read(65_536):
            if not self.silent:
                back.write(part)
                await back.drain()
        if not self.silent:
            back.close()


@asynccontextmanager
async def line_to(url: str) -> AsyncIterator[Line]:
    """A line to this database, wherever its server listens."""
    line = Line(url)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    line.url = (
        make_url(url).set(host=host, port=port, query={}).render_as_string(hide_password=False)
    )
    try:
        yield line
    finally:
        server.close()
        async with asyncio.timeout(10):
            await line.end()
