"""Longer answers come compressed to whoever accepts it; everybody reads the same."""

import gzip
from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rapport_unique import compressing
from rapport_unique.compressing import FROM_BYTES, Compressed, accepted_codings, zstandard

LONG = b'{"forms": [%s]}' % b", ".join(b'{"id": "%d"}' % number for number in range(FROM_BYTES))
SHORT = b"{}".ljust(FROM_BYTES - 1)


async def sent(app: ASGIApp, accept: str | None) -> tuple[httpx2.Headers, bytes]:
    """The headers and the bytes as they leave, read by nobody yet."""
    headers = {} if accept is None else {"accept-encoding": accept}
    transport = httpx2.ASGITransport(Compressed(app))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        if accept is None:
            del client.headers["accept-encoding"]
        async with client.stream("GET", "/", headers=headers) as response:
            return response.headers, b"".join([part async for part in response.aiter_raw()])


def answering(body: bytes, media_type: str = "application/json") -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(body, media_type=media_type)(scope, receive, send)

    return app


def in_parts(media_type: str) -> ASGIApp:
    async def parts() -> AsyncIterator[bytes]:
        for place in range(0, len(LONG), 1000):
            yield LONG[place : place + 1000]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(parts(), media_type=media_type)(scope, receive, send)

    return app


def unpacked(coding: str, body: bytes) -> bytes:
    if coding == "gzip":
        return gzip.decompress(body)
    library = zstandard()
    assert library is not None
    found: bytes = library.decompress(body)
    return found


@pytest.mark.parametrize("app", [answering(LONG), in_parts("text/csv")], ids=["whole", "parts"])
@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip", "gzip"),
        ("br, GZIP;q=0.5", "gzip"),
        ("zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip, zstd;q=0", "gzip"),
    ],
)
async def test_a_long_answer_is_the_same_and_shorter(
    app: ASGIApp, accept: str, coding: str
) -> None:
    headers, body = await sent(app, accept)

    assert (headers["content-encoding"], headers["vary"]) == (coding, "Accept-Encoding")
    assert unpacked(coding, body) == LONG
    assert len(body) < len(LONG) / 3
    assert headers.get("content-length", str(len(body))) == str(len(body))


@pytest.mark.parametrize("accept", [None, "", "identity", "br", "gzip;q=0", "gzip; q=0.000"])
async def test_who_accepts_nothing_gets_it_as_it_is(accept: str | None) -> None:
    headers, body = await sent(answering(LONG), accept)

    assert "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding"
    assert body == LONG


async def test_a_server_without_zstandard_takes_gzip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressing, "zstandard", lambda: None)

    headers, body = await sent(answering(LONG), "zstd, gzip")

    assert gzip.decompress(body) == LONG
    assert headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("accept", ["gzip", "zstd"])
@pytest.mark.parametrize(
    "app",
    [
        answering(SHORT),
        answering(LONG, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        in_parts("text/event-stream"),
    ],
    ids=["short", "workbook", "stream"],
)
async def test_what_gains_nothing_or_must_not_wait_is_left_as_it_is(
    app: ASGIApp, accept: str
) -> None:
    headers, body = await sent(app, accept)

    assert "content-encoding" not in headers
    assert body in {SHORT, LONG}


def test_codings_are_read_as_they_may_be_written() -> None:
    assert accepted_codings(" GZip ; q=0.1 ,br;q=0.0,, zstd") == {"gzip", "zstd"}
    assert accepted_codings("") == set()
