"""Who sends a request, by the Bearer token in it, and the answers of every address that says no.

Source: RFC 6750 (Bearer tokens).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from auth.identity import Actor
from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken, TokenVerifier


async def actor_of(request: Request, verifier: TokenVerifier, now: datetime) -> Actor | None:
    """Return whom the token of the request speaks of, or None where it carries none.

    Raises:
        InvalidToken: the token proves nothing.
        KeysUnavailable: the issuer's keys cannot be had, so nobody can tell.
    """
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise InvalidToken("the Authorization header holds no Bearer token")
    return await verifier.verify(token.strip(), now)


def unproven(reason: InvalidToken | KeysUnavailable) -> Response:
    """Return the answer to a request whose token proves nothing, or cannot be verified now."""
    if isinstance(reason, KeysUnavailable):
        said = "The keys of the token's issuer cannot be had."
        response = refused(503, said, {"code": "UNAVAILABLE"})
        response.headers["retry-after"] = "30"
        return response
    response = refused(401, reason.reason, {"code": "INVALID_TOKEN"})
    response.headers["www-authenticate"] = (
        f'Bearer realm="rapport-unique", error="invalid_token", error_description="{reason.reason}"'
    )
    return response


def refused(status: int, message: str, extensions: Mapping[str, Any]) -> Response:
    """Return the answer of an address that says no, with its code in the extensions."""
    body = {"errors": [{"message": message, "extensions": extensions}]}
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(body), status, headers=headers, media_type="application/json")
