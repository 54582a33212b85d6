"""A request of GraphQL over HTTP: read from an address or a body, or refused with its reason.

Source: GraphQL over HTTP (GraphQL Foundation), edition of September 2026; RFC 9110, 8.4
(Content-Encoding).
"""

import zlib
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request

from rapport_unique.media_types import JSON, media_type
from rapport_unique.service import Operation
from rapport_unique.strict_json import InvalidJsonError, NoObjectError, read_object
from schema.limits import ANYBODY

LONGEST_ADDRESS = 32 * 1024
"""How many characters the parameters of an address may have."""
LONGEST_OF_STRANGERS = 64 * 1024
"""How many bytes the body of a request without an access token may have: to read JSON takes time,
and what they may ask is short."""
_BOM = b"\xef\xbb\xbf"
_GZIP = 31
"""What tells zlib to read gzip, and nothing else."""


class RequestRefused(Exception):  # noqa: N818 - the field's word for it is a refusal, not an error
    """Why a request is not read: the status, a sentence for its sender, and a code."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str = "BAD_REQUEST",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code
        self.headers = dict(headers or {})


async def read_request(request: Request, *, longest_bytes: int) -> Operation:
    """Return the operation that the request asks to run.

    Raises:
        RequestRefused: it asks for none.
    """
    if request.method == "POST":
        return operation_of(_members_of_body(await _body(request, longest_bytes)))
    if len(request.scope["query_string"]) > LONGEST_ADDRESS:
        message = f"An address holds at most {LONGEST_ADDRESS} characters: post the request."
        raise RequestRefused(414, message, "REQUEST_TOO_LONG")
    return operation_of(_members_of_address(request.query_params))


def operation_of(members: Mapping[str, Any]) -> Operation:
    """Return the operation of a request whose members are these.

    Raises:
        RequestRefused: a member is missing, or of another kind.
    """
    query, name = members.get("query"), members.get("operationName")
    for key, kind, said in (
        ("query", str, "a text"),
        ("operationName", str, "a text"),
        ("variables", dict, "an object"),
        ("extensions", dict, "an object"),
    ):
        if not isinstance(members.get(key), kind | None):
            raise RequestRefused(422, f"`{key}` of a request is to be {said}.")
    if not query:
        raise _without_query(members.get("extensions") or {})
    return Operation(query=query, variables=members.get("variables"), name=name or None)


def _without_query(extensions: Mapping[str, Any]) -> RequestRefused:
    """Return the refusal; clients that probe for persisted queries then send the text.

    Its form is that of Apollo, which they all know, and so is its status.
    """
    if "persistedQuery" in extensions:
        return RequestRefused(200, "PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
    return RequestRefused(422, "A request holds the text of its operation, as `query`.")


def _members_of_address(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the members; an empty one is none."""
    members: dict[str, Any] = {name: value for name, value in given.items() if value}
    for name in ("variables", "extensions"):
        if name in members:
            try:
                members[name] = orjson.loads(members[name])
            except orjson.JSONDecodeError:
                raise RequestRefused(400, f"The {name} of an address are JSON.") from None
    return members


def _members_of_body(body: bytes) -> dict[str, Any]:
    try:
        return read_object(body.removeprefix(_BOM))
    except NoObjectError as other:
        raise RequestRefused(422, str(other)) from None
    except InvalidJsonError as invalid:
        raise RequestRefused(400, str(invalid)) from None


async def _body(request: Request, longest_bytes: int) -> bytes:
    kind = media_type(request.headers.get("content-type", ""))
    if kind is None or kind.name != JSON or not kind.is_utf_8:
        message = f"The body of a request is {JSON} in UTF-8; Content-Type says so."
        raise RequestRefused(415, message, "UNSUPPORTED_MEDIA_TYPE", {"accept": JSON})
    body = await _read(request, longest_bytes)
    match request.headers.get("content-encoding", "identity").strip().lower():
        case "identity" | "":
            return body
        case "gzip" | "x-gzip":
            return _unpacked(body, longest_bytes)
    message = "The body of a request is sent as it is, or packed with gzip."
    raise RequestRefused(415, message, "UNSUPPORTED_MEDIA_TYPE", {"accept-encoding": "gzip"})


async def _read(request: Request, longest_bytes: int) -> bytes:
    """Return the body; no more of it is read than a body may hold, nor any where it says so."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > longest_bytes:
        raise _too_long(longest_bytes)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > longest_bytes:
            raise _too_long(longest_bytes)
    return bytes(body)


def _too_long(longest_bytes: int) -> RequestRefused:
    message = f"A request holds at most {longest_bytes} bytes."
    if longest_bytes == LONGEST_OF_STRANGERS:
        message += ANYBODY.hint
    return RequestRefused(413, message, "REQUEST_TOO_LONG")


def _unpacked(body: bytes, longest_bytes: int) -> bytes:
    """Return what was packed; no more of it is unpacked than a body may hold."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(body, longest_bytes + 1)
    except zlib.error:
        raise RequestRefused(400, "The body of the request is no gzip.") from None
    if len(unpacked) > longest_bytes:
        raise _too_long(longest_bytes)
    if not unpacking.eof or unpacking.unused_data:
        raise RequestRefused(400, "The body of the request is no whole gzip.")
    return unpacked
