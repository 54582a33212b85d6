"""Open addresses of the proofs: the public keys, and the newest checkpoint of the journal."""

import json
from collections.abc import Sequence
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from auth.sealing import SealingKeys

_AN_HOUR = "public, max-age=3600, stale-while-revalidate=86400"


def key_routes(keys: SealingKeys) -> Sequence[BaseRoute]:
    """Return the address of the public keys; a new key is announced by its first seal."""
    body = json.dumps(keys.key_set, separators=(",", ":")).encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"Cache-Control": _AN_HOUR, "ETag": tag}

    async def key_set(request: Request) -> Response:
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/jwk-set+json", headers=headers)

    return [Route("/.well-known/jwks.json", key_set, methods=["GET"])]
