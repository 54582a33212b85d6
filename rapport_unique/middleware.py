"""What holds for every request: an id, a longest body, and careful headers."""

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger("uvicorn.error")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestId:
    """Gives every request an id: the caller's own where it is plain, else a new one.

    Each request is one line in the log, with its id and without what it asked for: a query in the
    address may hold amounts or accounts.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its id; the answer carries it too."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _SAFE_ID.fullmatch(given) else secrets.token_hex(8)
        scope["request_id"] = request_id
        if scope["type"] == "websocket":
            await self._pass_socket(scope, receive, send)
            return
        begun = time.monotonic()

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                headers["x-content-type-options"] = "nosniff"
                took_ms = (time.monotonic() - begun) * 1000
                told = (scope["method"], scope["path"], message["status"], took_ms, request_id)
                _log.info("%s %s %d in %.1f ms, request %s", *told)
            await send(message)

        await self._app(scope, receive, send_with_id)

    async def _pass_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a WebSocket on, and log when it has ended."""
        scope["query_string"] = b""  # the server logs it, and we read nothing there
        begun = time.monotonic()
        try:
            await self._app(scope, receive, send)
        finally:
            told = (scope["path"], time.monotonic() - begun, scope["request_id"])
            _log.info("WebSocket %s ended after %.1f s, request %s", *told)


class _TooLongError(Exception):
    pass


class LongestBody:
    """Refuses bodies over a size, declared or not, before anything reads them whole."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        """Stand before this application; the limit is in bytes."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body is within the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0

        async def receive_within_limit() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._limit:
                raise _TooLongError
            return message

        app: ASGIApp = _too_long(self._limit) if self._is_declared_too_long(scope) else self._app
        try:
            await app(scope, receive_within_limit, send)
        except _TooLongError:
            await _too_long(self._limit)(scope, receive, send)

    def _is_declared_too_long(self, scope: Scope) -> bool:
        declared = Headers(scope=scope).get("content-length", "0")
        return declared.isascii() and declared.isdigit() and int(declared) > self._limit


def _too_long(limit: int) -> JSONResponse:
    error = {
        "message": f"A request holds at most {limit} bytes.",
        "extensions": {"code": "REQUEST_TOO_LONG"},
    }
    return JSONResponse({"errors": [error]}, status_code=413)
