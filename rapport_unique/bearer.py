"""The answers of every address of the API that says no.

Source: RFC 6750 (Bearer tokens).
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.responses import Response

from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken
from models.language import Language
from models.outages import OutageError
from resolvers.bounds import TooMany
from resolvers.context import Context
from schema.errors import (
    IS_UNAVAILABLE,
    OUTCOME_IS_UNKNOWN,
    RETRY_AFTER_S,
    outage_as_published,
)
from schema.user_errors import language_for

_log = logging.getLogger("rapport_unique.security")
_PASSING = {TooMany.code: 429, IS_UNAVAILABLE: 503, OUTCOME_IS_UNKNOWN: 503}
"""The status of what passes by itself, by its code."""


def log_refused(refusal: InvalidToken, request_id: str) -> None:
    """Log why a token was refused: nothing of the token, but the pseudonym that it proves."""
    issuer = refusal.issuer or "no issuer that is trusted"
    bearer = f", of {refusal.subject}" if refusal.subject else ""
    told = (refusal.reason, issuer, bearer, request_id)
    _log.info("Token refused: %s From %s%s, request %s", *told)


def unproven(reason: InvalidToken | KeysUnavailable) -> Response:
    """Return the answer to a request whose token proves nothing, or cannot be verified now."""
    if isinstance(reason, KeysUnavailable):
        said = "The keys of the token's issuer cannot be had."
        response = refused(503, said, {"code": "UNAVAILABLE"})
        response.headers["retry-after"] = str(reason.retry_after_s)
        return response
    response = refused(401, reason.reason, {"code": "INVALID_TOKEN"})
    response.headers["www-authenticate"] = (
        f'Bearer realm="rapport-unique", error="invalid_token", error_description="{reason.reason}"'
    )
    return response


def too_many(busy: TooMany, context: Context) -> Response:
    """Return the answer to who has as much under way as may be."""
    message = busy.message(language_for(context, None))
    response = refused(429, message, busy.extensions())
    response.headers["retry-after"] = str(busy.retry_after_s)
    return response


def unavailable(outage: OutageError, language: Language, request_id: str) -> Response:
    """Return the answer to a request for which the database could not be had."""
    answer = {"errors": [outage_as_published(outage, language, request_id)]}
    return as_it_passes(refused_with(503, answer["errors"]), answer)


def as_it_passes(response: Response, answer: Mapping[str, Any]) -> Response:
    """Return the response with the status of what passes by itself, where nothing came of it.

    To ask again at once is only for whom nothing was done.
    """
    codes = {error.get("extensions", {}).get("code") for error in answer.get("errors") or ()}
    passing = codes & _PASSING.keys()
    if passing and all(value is None for value in (answer.get("data") or {}).values()):
        response.status_code = max(_PASSING[code] for code in passing)
        if passing == {IS_UNAVAILABLE}:
            response.headers["retry-after"] = f"{RETRY_AFTER_S}"
    return response


def refused(status: int, message: str, extensions: Mapping[str, Any]) -> Response:
    """Return the answer of an address that says no, with its code in the extensions."""
    return refused_with(status, [{"message": message, "extensions": extensions}])


def refused_with(status: int, errors: Sequence[Any]) -> Response:
    """Return the answer of an address that says no for these reasons."""
    body = {"errors": errors}
    headers = {"cache-control": "no-store"}
    return Response(orjson.dumps(body), status, headers=headers, media_type="application/json")
