"""GraphQL over WebSocket: subscriptions, queries and mutations.

Source: GraphQL over WebSocket Protocol (graphql-transport-ws), RFC 6455 (The WebSocket Protocol).
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing, suppress
from typing import Any

import orjson
from graphql import ExecutionResult
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.http.websocket_origin import normalize_origin

from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken, VerifiedToken
from rapport_unique.graphql_request import LONGEST_OF_STRANGERS, RequestRefused, operation_of
from rapport_unique.service import Operation, Service, as_json
from rapport_unique.streams import TooManyStreamsError, TooSlowError
from rapport_unique.strict_json import InvalidJsonError, read_object

PROTOCOL = "graphql-transport-ws"
MOST_OPERATIONS = 20
"""How many subscriptions run on one socket at once."""
LONGEST_ID = 200
"""How many characters name a subscription: every message about it repeats them."""
SIGN_IN_WITHIN_S = 10.0

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 4400, 4401, 4403
NOT_INITIALISED, SUBSCRIBER_EXISTS, INITIALISED_TWICE = 4408, 4409, 4429
TRY_AGAIN_LATER = 1013


_MAY_BE_TOLD = ("authorization", "accept-language")


class Closing(Exception):  # noqa: N818 - a socket that is closed is no error of the program
    """Ends the socket, with a code of the protocol and a reason for people."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class SocketEndpoint:
    """The address of the API, for those who come with a WebSocket."""

    def __init__(self, service: Service, *, origins: Iterable[str]) -> None:
        """Serve clients without a browser, and pages of the service's own origins."""
        self._service = service
        self._origins = {normalize_origin(origin) for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold one conversation."""
        socket = WebSocket(scope, receive, send)
        if not self._is_at_home(socket.headers):
            await socket.close()  # before it is accepted: the handshake is answered by 403
        elif PROTOCOL not in scope["subprotocols"]:
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
        else:
            await socket.accept(subprotocol=PROTOCOL)
            await _Conversation(socket, self._service).hold()

    def _is_at_home(self, headers: Mapping[str, str]) -> bool:
        origin = headers.get("origin")
        return origin is None or normalize_origin(origin) in self._origins


class _Conversation:
    """One socket: somebody signs in, then subscribes and unsubscribes until one side ends it."""

    def __init__(self, socket: WebSocket, service: Service) -> None:
        self._socket = socket
        self._service = service
        self._headers: Mapping[str, str] = socket.headers
        self._token: VerifiedToken | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._running: set[asyncio.Task[None]] = set()
        """Those that run, and those that are on their way out: both take their part."""

    async def hold(self) -> None:
        """Return when the socket is closed."""
        try:
            await self._converse()
        except WebSocketDisconnect:
            pass
        except TooSlowError:
            await self._close(TRY_AGAIN_LATER, "resync: reconnect with your last cursor")
        except Closing as closing:
            await self._close(closing.code, closing.reason)

    async def _close(self, code: int, reason: str) -> None:
        with suppress(TooSlowError, WebSocketDisconnect):
            await self._service.streams.hand_over(self._socket.close(code, reason))

    async def _converse(self) -> None:
        self._token = token = await self._signed_in()
        try:
            with self._service.streams.admitted(token.actor.person.subject):
                await self._send({"type": "connection_ack"})
                await self._serve_until_expiry(token)
        except TooManyStreamsError:
            raise Closing(TRY_AGAIN_LATER, "Too many streams are open.") from None

    # Signing in ----------------------------------------------------------------------------

    async def _signed_in(self) -> VerifiedToken:
        address = (self._socket.scope.get("client") or ("",))[0]
        try:
            async with self._service.streams.at_the_door(address, SIGN_IN_WITHIN_S):
                self._headers = await self._initialised()
                authorization = self._headers.get("authorization")
                request_id = self._socket.scope["request_id"]
                token = await self._service.identify(authorization, request_id)
        except TimeoutError:
            raise Closing(NOT_INITIALISED, "Connection initialisation timeout") from None
        except InvalidToken as invalid:
            raise Closing(FORBIDDEN, invalid.reason) from None
        except KeysUnavailable:
            reason = "The keys of the token's issuer cannot be had."
            raise Closing(TRY_AGAIN_LATER, reason) from None
        if token is None:
            raise Closing(FORBIDDEN, "An access token is needed.")
        return token

    async def _initialised(self) -> Mapping[str, str]:
        """Return the headers, as the first message has them, else as the handshake has them.

        A page in a browser cannot choose the headers of its handshake.
        """
        while (message := await self._receive())["type"] != "connection_init":
            if message["type"] == "subscribe":
                raise Closing(UNAUTHORIZED, "Unauthorized")
            await self._keep_alive(message)
        payload = message.get("payload") or {}
        if not isinstance(payload, dict):
            raise Closing(BAD_REQUEST, "The payload of connection_init is an object.")
        given = {name.lower(): value for name, value in payload.items()}
        told = {name: given[name] for name in _MAY_BE_TOLD if name in given}
        if not all(isinstance(value, str) for value in told.values()):
            raise Closing(BAD_REQUEST, "What connection_init tells is text.")
        return {**self._socket.headers, **told}

    # Subscriptions -------------------------------------------------------------------------

    async def _serve_until_expiry(self, token: VerifiedToken) -> None:
        try:
            async with asyncio.timeout(self._service.seconds_left(token)):
                await self._serve(token)
        except TimeoutError:
            raise Closing(FORBIDDEN, "The token has expired.") from None

    async def _serve(self, token: VerifiedToken) -> None:
        """Run what is subscribed to; what ends one of them for the whole socket ends all."""
        try:
            async with asyncio.TaskGroup() as running:
                while True:
                    await self._handle(await self._receive(), token, running)
        except ExceptionGroup as ended:
            expected, unexpected = ended.split((Closing, TooSlowError, WebSocketDisconnect))
            if unexpected or not expected:
                raise
            raise expected.exceptions[0] from None

    async def _handle(
        self, message: dict[str, Any], token: VerifiedToken, running: asyncio.TaskGroup
    ) -> None:
        match message:
            case {"type": "subscribe", "id": str(id_), "payload": dict(payload)}:
                if not 0 < len(id_) <= LONGEST_ID:
                    raise Closing(BAD_REQUEST, f"An id has 1 to {LONGEST_ID} characters.")
                if id_ in self._operations:
                    raise Closing(SUBSCRIBER_EXISTS, f"Subscriber for {id_:.40} already exists")
                await self._begin(id_, payload, token, running)
            case {"type": "complete", "id": str(id_)}:
                if (task := self._operations.pop(id_, None)) is not None:
                    task.cancel()
            case {"type": "connection_init"}:
                raise Closing(INITIALISED_TWICE, "Too many initialisation requests")
            case _:
                await self._keep_alive(message)

    async def _begin(
        self,
        id_: str,
        payload: dict[str, Any],
        token: VerifiedToken,
        running: asyncio.TaskGroup,
    ) -> None:
        """Begin what is asked for; what cannot begin ends nothing else."""
        try:
            operation = operation_of(payload)
        except RequestRefused as refusal:
            await self._send(_error(id_, refusal.message, refusal.code))
            return
        if len(self._operations) >= MOST_OPERATIONS:
            await self._send(_too_many(id_, f"At most {MOST_OPERATIONS} run on one socket."))
            return
        await self._room()
        begun = running.create_task(self._run(id_, operation, token))
        self._operations[id_] = begun
        self._running.add(begun)
        begun.add_done_callback(self._running.discard)

    async def _room(self) -> None:
        """Wait until one of those that are on their way out has ended, where they are too many."""
        while len(self._running) >= MOST_OPERATIONS:
            await asyncio.wait(
                self._running - set(self._operations.values()),
                return_when=asyncio.FIRST_COMPLETED,
            )

    async def _run(self, id_: str, operation: Operation, token: VerifiedToken) -> None:
        try:
            with self._service.streams.subscribed(token.actor.person.subject):
                await self._follow(id_, operation, token)
        except TooManyStreamsError:
            await self._send_last(_too_many(id_, "Too many subscriptions run."))

    async def _follow(self, id_: str, operation: Operation, token: VerifiedToken) -> None:
        request_id = self._socket.scope["request_id"]
        begun = await self._service.follow(operation, token.actor, self._headers, request_id)
        if not isinstance(begun, ExecutionResult):
            await self._send_events(id_, begun)
        elif (answer := as_json(begun)).get("data") is not None:
            await self._send({"type": "next", "id": id_, "payload": answer})
        else:
            await self._send_last({"type": "error", "id": id_, "payload": answer["errors"]})
            return
        await self._send_last({"type": "complete", "id": id_})

    async def _send_events(self, id_: str, events: AsyncGenerator[ExecutionResult, None]) -> None:
        async with aclosing(events):
            async for result in events:
                await self._send({"type": "next", "id": id_, "payload": as_json(result)})

    async def _send_last(self, message: dict[str, Any]) -> None:
        """Send what ends a subscription; its id is free from then on."""
        del self._operations[message["id"]]
        await self._send(message)

    # Messages ------------------------------------------------------------------------------

    async def _keep_alive(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case _:
                raise Closing(BAD_REQUEST, "This is no message of the protocol.")

    async def _receive(self) -> dict[str, Any]:
        try:
            text = await self._socket.receive_text()
            if self._token is None and len(text) > LONGEST_OF_STRANGERS:
                raise Closing(BAD_REQUEST, "A message before the sign-in is short.")
            message = read_object(text)
        except KeyError:
            raise Closing(BAD_REQUEST, "A message is a text.") from None
        except InvalidJsonError as invalid:
            raise Closing(BAD_REQUEST, str(invalid)) from None
        if not isinstance(message.get("type"), str):
            raise Closing(BAD_REQUEST, "This is no message of the protocol.")
        return message

    async def _send(self, message: dict[str, Any]) -> None:
        text = orjson.dumps(message).decode()
        await self._service.streams.hand_over(self._socket.send_text(text))


def _too_many(id_: str, reason: str) -> dict[str, Any]:
    return _error(id_, reason, "TOO_MANY_STREAMS")


def _error(id_: str, message: str, code: str) -> dict[str, Any]:
    error = {"message": message, "extensions": {"code": code}}
    return {"type": "error", "id": id_, "payload": [error]}
