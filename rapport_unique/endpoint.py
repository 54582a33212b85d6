"""GraphQL over HTTP: who asks, what is read of the body, and how the answer is labelled.

Source: GraphQL over HTTP (draft of the GraphQL Foundation).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken, VerifiedToken
from rapport_unique.bearer import refused, too_many, unproven, with_outage
from rapport_unique.event_stream import EVENT_STREAM, EventStream, wants_event_stream
from rapport_unique.service import Operation, Service
from rapport_unique.strict_json import InvalidJsonError, read_object
from resolvers.bounds import TooMany
from resolvers.context import Context

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"


class GraphQLEndpoint(GraphQL[Context, None]):
    """The one address of the API."""

    def __init__(self, service: Service) -> None:
        """Answer over HTTP for this service."""
        super().__init__(service.schema, graphql_ide=None, subscription_protocols=())
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            token = await self._service.identify(
                request.headers.get("authorization"), request.scope["request_id"]
            )
        except (InvalidToken, KeysUnavailable) as reason:
            return unproven(reason)
        try:
            if wants_event_stream(request.headers):
                return EventStream(self._service, token, await self._operation(request))
            return _labelled(await self._run(request, token), request)
        except HTTPException as error:
            cause = error.__cause__
            if isinstance(cause, InvalidOperationTypeError):
                return _wrong_door(cause.operation_type, error.reason)
            return refused(error.status_code, error.reason, {"code": "BAD_REQUEST"})

    async def _run(self, request: Request, token: VerifiedToken | None) -> Response:
        actor = token.actor if token else None
        context = self._service.context(actor, request.headers, request.scope["request_id"])
        try:
            with self._service.under_way(actor):
                return await self.run(request, context=context)
        except TooMany as busy:
            return too_many(busy, context)
        finally:
            await context.close()

    async def _operation(self, request: Request) -> Operation:
        """Return the operation of a request that asks for a stream."""
        data = await self.parse_http_body(self.request_adapter_class(request))
        assert isinstance(data, GraphQLRequestData), "batches are not enabled"
        if not isinstance(data.operation_name, str | None):
            raise HTTPException(400, "The name of an operation is a text.")
        return Operation(query=data.query, variables=data.variables, name=data.operation_name)

    def should_render_graphql_ide(self, request: object) -> bool:
        """Return False: GraphiQL has an address of its own."""
        del request
        return False

    def parse_query_params(self, params: Mapping[str, str | None]) -> dict[str, Any]:
        """Read the parameters of an address; what is null there is left out."""
        given = {name: value for name, value in params.items() if value != "null"}
        return super().parse_query_params(given)

    def decode_json(self, data: str | bytes) -> object:
        """Read strict JSON: an object, no NaN, no lone surrogate, no endless depth."""
        try:
            return read_object(data)
        except InvalidJsonError as invalid:
            raise HTTPException(400, str(invalid)) from None

    def encode_json(self, data: object) -> bytes:
        """Write JSON."""
        return orjson.dumps(data)

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        """Return the answer; whether the operation was run at all decides on its status."""
        response = super().create_response(response_data, sub_response)
        assert isinstance(response_data, dict), "batches are not enabled"
        if (wait_s := _retry_after(response_data.get("errors") or ())) is not None:
            response.headers["retry-after"] = str(wait_s)
        if response_data.get("data") is None and "data" in response_data:
            errors = response_data.get("errors") or []
            if errors and all("path" not in error for error in errors):  # type: ignore[operator] # errors are formatted
                body = self.encode_json({"errors": errors})
                response = Response(body, 400, media_type=PLAIN_JSON)
        return with_outage(response, response_data)


def _retry_after(errors: Sequence[Any]) -> int | None:
    """Return in how many seconds there is room again, where an error says that there is none."""
    told = (error.get("extensions", {}).get("retryAfter") for error in errors)
    return max((wait_s for wait_s in told if wait_s is not None), default=None)


def _labelled(response: Response, request: Request) -> Response:
    """Label the answer as the client asked; old clients expect 200 whatever the operation did."""
    accept = request.headers.get("accept", "")
    if GRAPHQL_JSON in accept:
        response.headers["content-type"] = f"{GRAPHQL_JSON}; charset=utf-8"
    elif response.status_code == 400:
        response.status_code = 200
    response.headers["cache-control"] = "no-store"
    response.headers["vary"] = "Accept, Accept-Language, Authorization"
    return response


def _wrong_door(type_: OperationType, reason: str) -> Response:
    if type_ is OperationType.SUBSCRIPTION:
        reason = f"A subscription is answered to who accepts {EVENT_STREAM}, or over a WebSocket."
        return refused(406, reason, {"code": "NOT_ACCEPTABLE"})
    response = refused(405, reason, {"code": "METHOD_NOT_ALLOWED"})
    response.headers["allow"] = "POST"
    return response
