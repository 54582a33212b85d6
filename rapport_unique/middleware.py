"""What holds for every request: an id, careful headers, an end, and a body within its bounds."""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.language import Language
from models.outages import OutageError
from rapport_unique.bearer import refused, unavailable
from rapport_unique.languages import asked_language
from schema.errors import UNEXPECTED, log_outage

_log = logging.getLogger("uvicorn.error")
_errors = logging.getLogger("rapport_unique.errors")
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LONGEST_PATH = 200
BODY_WITHIN_S = 30.0
"""How long a client may take to send the body of a request."""
CAREFUL = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
}
"""The headers of every answer that does not say itself what is right for it."""
ENCRYPTED = {"strict-transport-security": "max-age=31536000"}
"""Those where clients come by HTTPS."""
Told = Callable[[Request, int], Response | None]
"""What answers a request that came to nothing, with that status; None where it has no page."""


def _no_page(_request: Request, _status: int) -> None:
    return None


class RequestId:
    """Gives every request an id: the caller's own where it is plain, else a new one.

    Every answer has the headers of `CAREFUL`, also that to a request on which we failed: it is
    masked, and the fault is logged with the id.

    Each request is one line in the log, with its id and without what it asked for: a query in the
    address may hold amounts or accounts.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        encrypted: bool = False,
        page: Told = _no_page,
    ) -> None:
        """Stand before this application, whose clients come by HTTPS or not.

        `page` answers a request on which we failed, where there is a page for that.
        """
        self._app = app
        self._page = page
        self._careful = CAREFUL | (ENCRYPTED if encrypted else {})

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
        answer = _Answer(scope, send, self._careful)
        try:
            await self._app(scope, receive, answer.send)
        except ClientDisconnect:
            told = (scope["method"], _path(scope), request_id)
            _log.info("%s %s broken off by its client, request %s", *told)
        except OutageError as outage:
            log_outage(outage, request_id)
            if not answer.begun:
                await unavailable(outage, _language(scope), request_id)(scope, receive, answer.send)
        except Exception:
            if answer.begun:
                raise  # all that is left is to break it off
            _errors.exception("unexpected error at %s, request %s", _path(scope), request_id)
            response = self._page(Request(scope), 500) or _masked(scope)
            await response(scope, receive, answer.send)

    async def _pass_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a WebSocket on, and log when it has ended."""
        scope["query_string"] = b""  # the server logs it, and we read nothing there
        begun = time.monotonic()
        try:
            await self._app(scope, receive, send)
        finally:
            told = (_path(scope), time.monotonic() - begun, scope["request_id"])
            _log.info("WebSocket %s ended after %.1f s, request %s", *told)


class PlainPaths:
    """Leads from an address with a slash at its end to the one without, beside it.

    The redirect names no host and no folder: whatever a proxy takes off the address stays.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before this application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what has no such slash, what means something with it, and what means nothing."""
        if scope["type"] == "http" and scope["path"].endswith("/") and self._is_too_much(scope):
            name = scope["path"].removesuffix("/").rpartition("/")[2]
            query = scope["query_string"].decode("latin-1")
            location = f"../{quote(name)}{'?' if query else ''}{query}"
            await RedirectResponse(location, 307)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    @staticmethod
    def _is_too_much(scope: Scope) -> bool:
        plain = {**scope, "path": scope["path"].removesuffix("/")}
        found, without = (
            any(route.matches(asked)[0] is not Match.NONE for route in scope["app"].routes)
            for asked in (scope, plain)
        )
        return without and not found


class _Answer:
    """The answer to one request, on its way out."""

    def __init__(self, scope: Scope, send: Send, careful: Mapping[str, str]) -> None:
        self.begun = False
        self._scope = scope
        self._send = send
        self._careful = careful
        self._since = time.monotonic()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        await self._send(message)

    def _begin(self, message: Message) -> None:
        self.begun = True
        scope, request_id = self._scope, self._scope["request_id"]
        headers = MutableHeaders(scope=message)
        headers["x-request-id"] = request_id
        for name, value in self._careful.items():
            headers.setdefault(name, value)
        took_ms = (time.monotonic() - self._since) * 1000
        told = (scope["method"], _path(scope), message["status"], took_ms, request_id)
        _log.info("%s %s %d in %.1f ms, request %s", *told)


def _path(scope: Scope) -> str:
    """Return the path as it was sent, still encoded: what it holds cannot look like a log line."""
    path = scope.get("raw_path") or scope["path"].encode("ascii", "backslashreplace")
    return str(path.partition(b"?")[0][:_LONGEST_PATH].decode("latin-1"))


def _masked(scope: Scope) -> Response:
    extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": scope["request_id"]}
    return refused(500, UNEXPECTED.in_language(_language(scope)), extensions)


def _language(scope: Scope) -> Language:
    return asked_language(Headers(scope=scope).get("accept-language")) or Language.FR


class _TooLongError(Exception):
    pass


class _TooSlowError(Exception):
    pass


class LongestBody:
    """Refuses bodies over a size, declared or not, and those that take too long to come."""

    def __init__(self, app: ASGIApp, *, limit: int, page: Told = _no_page) -> None:
        """Stand before this application; the limit is in bytes.

        `page` answers what is refused, where there is a page for that.
        """
        self._app = app
        self._limit = limit
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while its body is within the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read, whole = 0, False
        until = asyncio.get_running_loop().time() + BODY_WITHIN_S

        async def receive_within_limit() -> Message:
            nonlocal read, whole
            if whole:
                return await receive()  # until the client goes, which may be long after
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise _TooSlowError from None
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > self._limit:
                raise _TooLongError
            return message

        app: ASGIApp = self._too_long(scope) if self._is_declared_too_long(scope) else self._app
        try:
            await app(scope, receive_within_limit, send)
        except _TooLongError:
            await self._too_long(scope)(scope, receive, send)
        except _TooSlowError:
            await self._too_slow(scope)(scope, receive, send)

    def _is_declared_too_long(self, scope: Scope) -> bool:
        declared = Headers(scope=scope).get("content-length", "0")
        return declared.isascii() and declared.isdigit() and int(declared) > self._limit

    def _too_long(self, scope: Scope) -> Response:
        message = f"A request holds at most {self._limit} bytes."
        page = self._page(Request(scope), 413)
        return page or refused(413, message, {"code": "REQUEST_TOO_LONG"})

    def _too_slow(self, scope: Scope) -> Response:
        message = f"The body of a request comes within {BODY_WITHIN_S:g} seconds."
        page = self._page(Request(scope), 408)
        response = page or refused(408, message, {"code": "REQUEST_TOO_SLOW"})
        response.headers["connection"] = "close"
        return response
