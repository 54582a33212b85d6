"""The stream that tells the status page when to look again. It carries a number and no figures.

Source: HTML Living Standard (Server-sent events).
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.datastructures import Headers
from starlette.types import Scope

from auth.tokens import VerifiedToken
from rapport_unique.event_stream import OpenStream
from rapport_unique.service import Service
from resolvers.status import follow_status


class StatusStream(OpenStream):
    """Says the number of the journal's last line, whenever a line was written that is for them."""

    def __init__(self, service: Service, token: VerifiedToken, after: int) -> None:
        """Begin behind the line that the page has seen."""
        super().__init__(service, token)
        self._actor = token.actor
        self._after = after

    async def events(self, scope: Scope) -> AsyncGenerator[bytes, None]:
        """Yield the numbers; a browser that comes back says the last one that it got."""
        context = self._service.context(
            self._actor, Headers(scope=scope), scope["request_id"], self._service.tail
        )
        try:
            async with aclosing(follow_status(context, self._after)) as moves:
                async for number in moves:
                    yield b"id: %d\ndata: %d\n\n" % (number, number)
        finally:
            await context.close()
