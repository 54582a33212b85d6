"""Open addresses of the proofs: the public keys, and the newest checkpoint of the journal."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from auth.sealing import SealingKeys
from models.checkpoint_text import verifier_key
from models.checkpoints import publish
from models.database import Database
from models.seals import Sealing
from rapport_unique.publishing import EVERY

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


def checkpoint_routes(
    database: Database, sealing: Sealing, clock: Callable[[], datetime]
) -> Sequence[BaseRoute]:
    """Return the addresses of the newest checkpoint, and of the key that tools check it with."""
    key = verifier_key(sealing.origin, sealing.key.public_key)

    async def newest(_: Request) -> Response:
        found = await publish(database, sealing, clock(), every=EVERY)
        if found is None:
            return PlainTextResponse("The journal is empty.\n", status_code=404)
        return PlainTextResponse(found.note, headers={"Cache-Control": "public, max-age=5"})

    async def verifier(_: Request) -> Response:
        return PlainTextResponse(f"{key}\n", headers={"Cache-Control": _AN_HOUR})

    return [
        Route("/checkpoint", newest, methods=["GET"]),
        Route("/checkpoint/key", verifier, methods=["GET"]),
    ]
