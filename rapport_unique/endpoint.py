"""GraphQL over HTTP: who asks, what is read of the body, and how the answer is labelled.

Source: GraphQL over HTTP (draft of the GraphQL Foundation).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from cross_web import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema import BaseSchema
from strawberry.schema.exceptions import InvalidOperationTypeError

from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken, TokenVerifier
from models.database import Database
from rapport_unique.bearer import actor_of, refused, unproven
from rapport_unique.languages import asked_language
from resolvers.context import Context

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"


class GraphQLEndpoint(GraphQL[Context, None]):
    """The one address of the API."""

    def __init__(
        self,
        schema: BaseSchema,
        *,
        database: Database,
        verifier: TokenVerifier,
        clock: Callable[[], datetime],
    ) -> None:
        """Answer with this schema, from this database, whoever this verifier knows."""
        super().__init__(schema, graphql_ide=None, subscription_protocols=())
        self._database = database
        self._verifier = verifier
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            actor = await actor_of(request, self._verifier, self._clock())
        except (InvalidToken, KeysUnavailable) as reason:
            return unproven(reason)
        context = Context(
            actor=actor,
            language=asked_language(request.headers.get("accept-language")),
            clock=self._clock,
            database=self._database,
            request_id=request.scope["request_id"],
        )
        try:
            return _labelled(await self.run(request, context=context), request)
        except HTTPException as no:
            if isinstance(no.__cause__, InvalidOperationTypeError):
                return _post_only(no.reason)
            return refused(no.status_code, no.reason, {"code": "BAD_REQUEST"})
        finally:
            await context.close()

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
            value = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise HTTPException(400, "The request holds no valid JSON.") from None
        if not isinstance(value, dict):
            raise HTTPException(400, "The JSON of a request is an object.")
        return value

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
        if response_data.get("data") is None and "data" in response_data:
            errors = response_data.get("errors") or []
            if errors and all("path" not in error for error in errors):  # type: ignore[operator] # errors are formatted
                body = self.encode_json({"errors": errors})
                response = Response(body, 400, media_type=PLAIN_JSON)
        return response


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


def _post_only(reason: str) -> Response:
    response = refused(405, reason, {"code": "METHOD_NOT_ALLOWED"})
    response.headers["allow"] = "POST"
    return response
