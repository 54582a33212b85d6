"""Streams of server-sent events, and GraphQL as one of them: subscriptions, and single answers.

Source: GraphQL over Server-Sent Events Protocol (distinct connections mode), HTML Living Standard
(Server-sent events).
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any

import orjson
from graphql import ExecutionResult
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from auth.identity import NOBODY
from auth.tokens import VerifiedToken
from models.language import Language
from rapport_unique.languages import asked_language
from rapport_unique.media_types import EVENT_STREAM
from rapport_unique.service import Operation, Service, as_json
from rapport_unique.streams import TooManyStreamsError, TooSlowError
from resolvers.denials import NotSignedIn

_log = logging.getLogger("uvicorn.error")
_COMMENT = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"


class OpenStream(ABC, Response):
    """An answer that is an event stream: its events as they come, until one side ends it."""

    media_type = EVENT_STREAM

    def __init__(
        self,
        service: Service,
        token: VerifiedToken | None,
    ) -> None:
        """Be open as long as the token is valid, and say something in every silence."""
        headers = {
            "cache-control": "no-store, no-transform",
            "x-accel-buffering": "no",  # some proxies would keep events back
        }
        super().__init__(headers=headers)
        del self.headers["content-length"]
        self._service = service
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; the stream just ends when the process stops."""
        person = self._token.actor.person if self._token else NOBODY
        try:
            with self._service.streams.admitted(person.subject):
                await self._send(scope, receive, send)
        except TooManyStreamsError:
            await too_many_streams()(scope, receive, send)
        except TooSlowError:  # no end is sent: there is no room for it either
            _log.warning("event stream cut off, request %s", scope["request_id"])

    @abstractmethod
    def events(self, scope: Scope) -> AsyncGenerator[bytes, None]:
        """Return what yields the events, written as they are sent."""

    def farewell(self, scope: Scope) -> bytes:
        """Return what is sent last when the token has expired."""
        del scope
        return b""

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        left = None if self._token is None else self._service.seconds_left(self._token)
        last = b""
        try:
            async with asyncio.timeout(left):
                await _first_to_end(
                    self._keep_alive(send),
                    self._send_events(scope, send),
                    _gone(receive),
                    self._service.streams.stopping.wait(),
                )
        except TimeoutError:
            last = self.farewell(scope)
        await self._hand_over(send, last, more=False)

    async def _send_events(self, scope: Scope, send: Send) -> None:
        async with aclosing(self.events(scope)) as events:
            async for event in events:
                await self._hand_over(send, event)

    async def _keep_alive(self, send: Send) -> None:
        while True:
            await self._hand_over(send, _COMMENT)
            await asyncio.sleep(self._service.streams.keep_alive_s)

    async def _hand_over(self, send: Send, body: bytes, *, more: bool = True) -> None:
        part = {"type": "http.response.body", "body": body, "more_body": more}
        await self._service.streams.hand_over(send(part))


class EventStream(OpenStream):
    """The answer to an operation: the events of a subscription, or one event."""

    def __init__(
        self,
        service: Service,
        token: VerifiedToken | None,
        operation: Operation,
    ) -> None:
        """Run the operation for whom the token speaks of."""
        super().__init__(service, token)
        self._operation = operation

    async def events(self, scope: Scope) -> AsyncGenerator[bytes, None]:
        """Yield the events of the operation, and that it is complete."""
        actor = self._token.actor if self._token else None
        begun = await self._service.follow(
            self._operation, actor, Headers(scope=scope), scope["request_id"]
        )
        if isinstance(begun, ExecutionResult):
            yield _next(as_json(begun))
        else:
            async with aclosing(begun) as events:
                async for result in events:
                    yield _next(as_json(result))
        yield _COMPLETE

    def farewell(self, scope: Scope) -> bytes:
        """Return the error that ends a stream whose token has expired."""
        asked = asked_language(Headers(scope=scope).get("accept-language"))
        locale = self._token.actor.locale if self._token else None
        denied = NotSignedIn()
        message = denied.message(asked or locale or Language.FR)
        error = {"message": message, "extensions": denied.extensions()}
        return _next({"errors": [error]}) + _COMPLETE


def _next(payload: dict[str, Any]) -> bytes:
    return b"event: next\ndata: " + orjson.dumps(payload) + b"\n\n"


def too_many_streams() -> Response:
    """Return the refusal of one stream more than there may be."""
    error = {"message": "Too many streams are open.", "extensions": {"code": "TOO_MANY_STREAMS"}}
    headers = {"cache-control": "no-store", "retry-after": "30"}
    return JSONResponse({"errors": [error]}, status_code=429, headers=headers)


async def _gone(receive: Receive) -> None:
    """Return when the client has closed the connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _first_to_end(*coroutines: Coroutine[Any, Any, Any]) -> None:
    """Run them until the first of them ends; the others are cancelled, and waited for.

    Raises:
        Exception: what it ended with.
    """
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result
