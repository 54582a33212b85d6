"""GraphQL over HTTP: who asks, what is run, and how the answer is labelled.

Source: GraphQL over HTTP (GraphQL Foundation), edition of September 2026, or the draft before it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from graphql import OperationType
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken, VerifiedToken
from rapport_unique.bearer import as_it_passes, refused, unproven
from rapport_unique.editions import Edition
from rapport_unique.event_stream import EventStream
from rapport_unique.graphql_request import LONGEST_OF_STRANGERS, RequestRefused, read_request
from rapport_unique.media_types import EVENT_STREAM, GRAPHQL_JSON, JSON, preferred
from rapport_unique.service import Operation, Service, as_json
from schema.execution import Prepared

METHODS = "GET, HEAD, OPTIONS, POST"
_LABELS = {
    "cache-control": "no-store",
    "vary": "Accept, Accept-Language, Authorization, Origin",
}


class GraphQLEndpoint:
    """The one address of the API."""

    def __init__(
        self, service: Service, *, longest_bytes: int, edition: Edition = Edition.SEPTEMBER_2026
    ) -> None:
        """Answer over HTTP for this service; a body holds at most so many bytes, unpacked."""
        self._service = service
        self._longest_bytes = longest_bytes
        self._edition = edition

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        match request.method:
            case "OPTIONS":
                return Response(status_code=204, headers={"allow": METHODS})
            case "GET" | "HEAD" | "POST":
                pass
            case _:
                message = f"A request comes by one of {METHODS}."
                return self._refusal(
                    RequestRefused(405, message, "METHOD_NOT_ALLOWED", {"allow": METHODS})
                )
        try:
            token = await self._service.identify(
                request.headers.get("authorization"), request.scope["request_id"]
            )
        except (InvalidToken, KeysUnavailable) as reason:
            return unproven(reason)
        try:
            most = self._longest_bytes if token else min(LONGEST_OF_STRANGERS, self._longest_bytes)
            operation = await read_request(request, longest_bytes=most)
            return await self._run(request, operation, token)
        except RequestRefused as refusal:
            return self._refusal(refusal)

    async def _run(
        self, request: Request, operation: Operation, token: VerifiedToken | None
    ) -> Response:
        actor = token.actor if token else None
        prepared = self._service.prepare(operation, actor)
        label = self._label(request, prepared)
        if label == EVENT_STREAM:
            return EventStream(self._service, token, operation)
        request_id = request.scope["request_id"]
        result = await self._service.run(prepared, operation, actor, request.headers, request_id)
        return self._labelled(as_json(result), label)

    def _label(self, request: Request, prepared: Prepared) -> str:
        """Return the media type of the answer: the one that the client wants most.

        Raises:
            RequestRefused: it wants none of those, or asks by a method that only reads.
        """
        accept = request.headers.get("accept")
        offered: Sequence[str] = self._edition.offered(accept)
        if prepared.type is OperationType.SUBSCRIPTION:
            offered = [EVENT_STREAM]
        elif prepared.type is OperationType.MUTATION and request.method != "POST":
            message = "A mutation comes by POST."
            raise RequestRefused(405, message, "METHOD_NOT_ALLOWED", {"allow": "POST"})
        if (label := preferred(accept, offered)) is not None:
            return label
        if self._edition is Edition.DRAFT_2025 and JSON in offered:
            return JSON
        message = f"Such an operation is answered as {' or '.join(offered)}, or over a WebSocket."
        raise RequestRefused(406, message, "NOT_ACCEPTABLE")

    def _refusal(self, refusal: RequestRefused) -> Response:
        """Return the answer to what is not read, or not answered as the client wants it."""
        status = self._edition.of_malformed(refusal.status)
        response = refused(status, refusal.message, {"code": refusal.code})
        response.headers.update({**_LABELS, **refusal.headers})
        if status >= 400 and self._edition.label_of_refusal(JSON) == GRAPHQL_JSON:
            response.headers["content-type"] = _content_type(GRAPHQL_JSON)
        return response

    def _labelled(self, answer: dict[str, Any], label: str) -> Response:
        errors = answer.get("errors") or []
        status = self._edition.status(answer, label)
        if status >= 400:
            label = self._edition.label_of_refusal(label)
        headers = {**_LABELS, "content-type": _content_type(label)}
        if (wait_s := _retry_after(errors)) is not None:
            headers["retry-after"] = str(wait_s)
        return as_it_passes(Response(orjson.dumps(answer), status, headers), answer)


def _content_type(label: str) -> str:
    return f"{label}; charset=utf-8" if label == GRAPHQL_JSON else label


def _retry_after(errors: Sequence[Mapping[str, Any]]) -> int | None:
    """Return in how many seconds there is room again, where an error says that there is none."""
    told = (error.get("extensions", {}).get("retryAfter") for error in errors)
    return max((wait_s for wait_s in told if wait_s is not None), default=None)
