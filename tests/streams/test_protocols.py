"""What is said on a socket and on an event stream, and what ends them."""

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from models.paging import decode_cursor, encode_cursor
from rapport_unique import websocket
from rapport_unique.graphql_request import LONGEST_OF_STRANGERS
from rapport_unique.settings import Settings
from tests.databases import drop_database
from tests.servers import UNENCRYPTED, running
from tests.streams.clients import (
    EVENTS,
    Socket,
    over_stream,
    plugged_in,
    signed_in,
    token_of,
)
from tests.streams.conftest import Serve
from tests.world import copy_of

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.only_on("sqlite", reason="The protocols know of no database."),
]
START = encode_cursor((0, "0" * 12))
STREAM = {"accept": "text/event-stream"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def at_rest(
    demo_country: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, Settings]]:
    """A server on which nothing is written, and its settings."""
    settings = copy_of(demo_country, tmp_path_factory.mktemp("rest"))
    with running(settings) as server:
        yield server.url, settings
    drop_database(settings.database_url)


@pytest.fixture
def url(at_rest: tuple[str, Settings]) -> str:
    return at_rest[0]


@pytest.fixture
def token(at_rest: tuple[str, Settings]) -> str:
    return token_of(at_rest[1])


# Signing in on a socket --------------------------------------------------------------------------


async def test_the_token_may_stand_in_the_first_message_or_in_the_handshake(
    url: str, token: str
) -> None:
    for payload, headers in (
        ({"Authorization": f"bearer {token}"}, {}),
        ({}, {"authorization": f"Bearer {token}"}),
        (None, {"authorization": f"Bearer {token}"}),
    ):
        async with plugged_in(url, additional_headers=headers) as socket:
            await socket.send(type="connection_init", payload=payload)
            assert await socket.receive() == {"type": "connection_ack"}


@pytest.mark.parametrize(
    ("payload", "closing"),
    [
        (None, (4403, "An access token is needed.")),
        ({}, (4403, "An access token is needed.")),
        ({"authorization": "Basic x"}, (4403, "The Authorization header holds no Bearer token.")),
        ({"authorization": "Bearer x"}, (4403, "The token is not a signed JSON Web Token.")),
        ({"authorization": 1}, (4400, "What connection_init tells is text.")),
        ({"accept-language": ["nl"]}, (4400, "What connection_init tells is text.")),
        (["Bearer x"], (4400, "The payload of connection_init is an object.")),
    ],
)
async def test_who_shows_no_token_is_shown_the_door(
    url: str, payload: object, closing: tuple[int, str]
) -> None:
    async with plugged_in(url) as socket:
        await socket.send(type="connection_init", payload=payload)

        assert await socket.closing() == closing


async def test_a_token_that_was_tampered_with_is_refused(url: str, token: str) -> None:
    head, claims, signature = token.split(".")
    forged = f"{head}.{claims}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"

    async with plugged_in(url, additional_headers={"authorization": f"Bearer {forged}"}) as socket:
        await socket.send(type="connection_init")
        closing = await socket.closing()
    async with over_stream(url, forged) as stream:
        await stream.response.aread()

    assert closing == (4403, "The signature is wrong.")
    assert stream.response.status_code == 401
    assert 'error="invalid_token"' in stream.response.headers["www-authenticate"]


async def test_who_says_nothing_is_not_waited_for(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "SIGN_IN_WITHIN_S", 0.05)

    async with serve() as url, plugged_in(url) as socket:
        closing = await socket.closing()

    assert closing == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize("protocols", [None, ["graphql-ws"], ["graphql-sse", "chat"]])
async def test_only_the_one_protocol_is_spoken(url: str, protocols: list[str] | None) -> None:
    async with plugged_in(url, subprotocols=protocols) as socket:
        assert await socket.closing() == (4406, "Subprotocol not acceptable")


@pytest.mark.parametrize(
    ("origin", "headers"),
    [
        ("https://elsewhere.example", {}),
        ("null", {}),
        ("http://127.0.0.1:1", {}),
        ("http://a.example", {"sec-fetch-site": "same-origin"}),
        ("http://evil.example", {"host": "http://evil.example"}),
        ("http://evil.example", {"host": "http://evil.example", "sec-fetch-site": "same-origin"}),
        ("http://127.0.0.1:8000.evil.example", {}),
        ("https://127.0.0.1:8000", {}),
        ("http://localhost:8001", {}),
    ],
)
async def test_a_page_of_another_origin_gets_no_socket(
    url: str, origin: str, headers: dict[str, str]
) -> None:
    host = headers.get("host")
    headers = {name: value for name, value in headers.items() if name != "host"}
    with connected(url) as line, pytest.raises(InvalidStatus) as refused:
        await opened(host or url, line, origin=origin, additional_headers=headers)

    assert refused.value.response.status_code == 403


async def opened(url: str, line: socket.socket, **options: Any) -> None:
    async with plugged_in(url, sock=line, **options):
        pass


def connected(url: str) -> socket.socket:
    """A connection to that server, for who says another name than its own."""
    host, _, port = url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)))


async def test_a_page_of_the_same_origin_gets_one(url: str, token: str) -> None:
    public = "http://127.0.0.1:8000"  # as the settings say; behind a proxy it is another than here

    async with signed_in(url, token, origin=public):
        pass


# Messages on a socket ----------------------------------------------------------------------------


NO_MESSAGES: dict[str, str | bytes] = {
    "nothing": "",
    "half": "{",
    "NaN": '{"type": NaN}',
    "a list": "[]",
    "a text": '"ping"',
    "no type": "{}",
    "a number for a type": '{"type": 1}',
    "an unknown type": '{"type": "start"}',
    "a lone surrogate": '{"type": "\\ud800"}',
    "endless depth": '{"type": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "bytes": b'{"type": "ping"}',
}


async def test_who_has_not_signed_in_says_little(url: str, token: str) -> None:
    ping = json.dumps({"type": "ping", "payload": "x" * LONGEST_OF_STRANGERS})

    async with plugged_in(url) as before, signed_in(url, token) as after:
        await before.connection.send(ping)
        await after.connection.send(ping)

        assert await before.closing() == (4400, "A message before the sign-in is short.")
        assert await after.receive() == {"type": "pong"}


@pytest.mark.parametrize("name", NO_MESSAGES)
async def test_what_is_no_message_closes_the_socket(url: str, token: str, name: str) -> None:
    async with plugged_in(url) as before, signed_in(url, token) as after:
        for socket in (before, after):
            await socket.connection.send(NO_MESSAGES[name])
            code, reason = await socket.closing()
            assert code == 4400
            assert reason


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"id": 1, "payload": {"query": EVENTS}},
        {"id": ["1"], "payload": {"query": EVENTS}},
        {"id": "1"},
        {"id": "1", "payload": EVENTS},
        {"id": "", "payload": {"query": EVENTS}},
    ],
)
async def test_what_is_no_subscription_closes_the_socket(
    url: str, token: str, message: dict[str, object]
) -> None:
    async with signed_in(url, token) as socket:
        await socket.send(type="subscribe", **message)

        assert (await socket.closing())[0] == 4400


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"query": 1},
        {"query": EVENTS, "variables": []},
        {"query": EVENTS, "operationName": 1},
        {"query": EVENTS, "extensions": "x"},
    ],
    ids=str,
)
async def test_a_slip_in_one_operation_ends_no_other(
    url: str, token: str, payload: dict[str, object]
) -> None:
    async with signed_in(url, token) as socket:
        await socket.send(type="subscribe", id="1", payload=payload)
        slip = await socket.receive()
        await socket.subscribe("1", after=START)
        goes_on = await socket.receive()

    assert (slip["type"], slip["payload"][0]["extensions"]["code"]) == ("error", "BAD_REQUEST")
    assert goes_on["type"] == "next"


async def test_queries_and_mutations_run_over_both_transports(url: str, token: str) -> None:
    query = "{ viewer { roles } }"
    mutation = """mutation { sign(input: {formId: "x", as: PRESIDENT,
      contentDigest: "%s"}) { userErrors { code } } }""" % ("0" * 64)

    async with signed_in(url, token) as socket:
        await socket.subscribe("1", query)
        over_socket = [await socket.receive() for _ in range(2)]
        await socket.subscribe("2", mutation)
        refused = await socket.receive()
    async with over_stream(url, token, query) as stream:
        answer = await stream.answer()
        end = [await stream.message(), await stream.message()]

    assert [message["type"] for message in over_socket] == ["next", "complete"]
    assert over_socket[0]["payload"] == answer == {"data": {"viewer": {"roles": ["SPP_IS_READER"]}}}
    assert refused["payload"][0]["extensions"]["code"] == "FORBIDDEN"
    assert end == [("complete", ""), None]


async def test_an_empty_name_is_no_name(url: str, token: str) -> None:
    async with signed_in(url, token) as socket:
        payload = {"query": EVENTS, "operationName": "", "variables": {"after": START}}
        await socket.send(type="subscribe", id="1", payload=payload)

        assert (await socket.receive())["type"] == "next"


async def test_an_id_that_is_long_closes_the_socket(url: str, token: str) -> None:
    async with signed_in(url, token) as socket:
        await socket.subscribe("x" * 201)
        closing = await socket.closing()

    assert closing == (4400, "An id has 1 to 200 characters.")


async def test_who_subscribes_before_signing_in_is_unauthorized(url: str) -> None:
    async with plugged_in(url) as socket:
        await socket.subscribe("1")

        assert await socket.closing() == (4401, "Unauthorized")


async def test_who_signs_in_twice_is_shown_the_door(url: str, token: str) -> None:
    async with signed_in(url, token) as socket:
        await socket.send(type="connection_init")

        assert await socket.closing() == (4429, "Too many initialisation requests")


async def test_an_id_in_use_is_not_used_again(url: str, token: str) -> None:
    async with signed_in(url, token) as socket:
        await socket.subscribe("one")
        await socket.subscribe("one")

        assert await socket.closing() == (4409, "Subscriber for one already exists")


async def test_a_ping_is_answered_at_any_time(url: str, token: str) -> None:
    async with plugged_in(url) as socket:
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}
    async with signed_in(url, token) as socket:
        await socket.send(type="pong", payload={"any": "thing"})
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}


async def test_who_completes_a_subscription_hears_no_more_of_it(url: str, token: str) -> None:
    async with signed_in(url, token) as socket:
        await socket.subscribe("1", after=START)
        assert (await socket.receive())["type"] == "next"
        await socket.send(type="complete", id="1")
        await socket.send(type="complete", id="never begun")
        await socket.send(type="ping")
        while (message := await socket.receive()) != {"type": "pong"}:
            assert message["id"] == "1"  # was on its way

        await socket.subscribe("1", after=START)
        again = await socket.receive()

    cursor = again["payload"]["data"]["events"]["cursor"]
    assert decode_cursor(cursor, (int, str))[0] == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription { a: events(year: 2020) { id } b: events(year: 2021) { id } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription { events(year: 2020) { form { report { "
            + "cpas { report(year: 2020) { " * 8
            + "id"
            + " } }" * 8
            + " } } } }",
            "OPERATION_TOO_LARGE",
        ),
        (
            f"subscription {{ events(year: 2020) {{ {'id ' * 1_001} }} }}",
            "OPERATION_TOO_LARGE",
        ),
        ("subscription ($y: Int!) { events(year: $y) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ('subscription { events(year: 2020, after: "x") { id } }', "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_followed_is_told_so_on_both_transports(
    url: str, token: str, query: str, code: str
) -> None:
    async with signed_in(url, token) as socket:
        await socket.subscribe("1", query)
        message = await socket.receive()
        await socket.subscribe("1", after=START)  # the socket goes on, and the id is free
        goes_on = await socket.receive()
    async with over_stream(url, token, query) as stream:
        answer = await stream.answer()
        end = [await stream.message(), await stream.message()]

    assert {error["extensions"]["code"] for error in message["payload"]} == {code}
    assert message["type"] == "error"
    assert goes_on["type"] == "next"
    assert {error["extensions"]["code"] for error in answer["errors"]} == {code}
    assert end == [("complete", ""), None]


async def test_of_several_operations_the_named_one_is_followed(url: str, token: str) -> None:
    query = f"""query Other {{ viewer {{ displayName }} }}
      {EVENTS.replace("subscription", "subscription Wanted")}"""

    async with signed_in(url, token) as socket:
        messages = []
        for name in ("Wanted", "Other", "Nobody", None):
            payload = {"query": query, "operationName": name, "variables": {"after": START}}
            await socket.send(type="subscribe", id=f"{name}", payload=payload)
            messages.append(await next_of(socket, f"{name}"))

    assert [message["type"] for message in messages] == ["next", "next", "error", "error"]


async def next_of(socket: Socket, id_: str) -> dict[str, Any]:
    """The next message about that subscription."""
    while True:
        message = await socket.receive()
        if message["id"] == id_:
            return message


@pytest.mark.parametrize("told", [{}, {"Accept-Language": "de"}])
async def test_an_error_is_told_in_the_language_of_the_first_message_or_of_the_handshake(
    url: str, token: str, told: dict[str, str]
) -> None:
    query = 'subscription { events(year: 2020, after: "x") { id } }'

    async with plugged_in(url, additional_headers={"accept-language": "nl"}) as socket:
        payload = {"authorization": f"Bearer {token}", **told}
        await socket.send(type="connection_init", payload=payload)
        await socket.receive()
        await socket.subscribe("1", query)
        message = await socket.receive()

    begins = "Das Argument after" if told else "Het argument after"
    assert message["payload"][0]["message"].startswith(begins)


# Event streams -----------------------------------------------------------------------------------


async def test_an_event_stream_is_labelled_and_never_kept(url: str, token: str) -> None:
    async with over_stream(url, token, after=START) as stream:
        first = await anext(stream.response.aiter_raw())

    headers = stream.response.headers
    assert stream.response.status_code == 200
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store, no-transform"
    assert headers["x-accel-buffering"] == "no"
    assert "x-request-id" in headers
    assert first.startswith(b":\n\n")  # something is said before anything happens


async def test_a_stream_may_be_asked_for_by_get(url: str, token: str) -> None:
    parameters = {"query": EVENTS, "variables": json.dumps({"after": START})}
    headers = {**STREAM, "authorization": f"Bearer {token}"}

    async with (
        httpx2.AsyncClient(base_url=url, verify=UNENCRYPTED) as client,
        client.stream("GET", "/graphql", params=parameters, headers=headers) as response,
    ):
        lines = [line async for line, _ in zip_first(response.aiter_lines(), 4)]

    assert lines[2] == "event: next"
    cursor = json.loads(lines[3].removeprefix("data: "))["data"]["events"]["cursor"]
    assert decode_cursor(cursor, (int, str))[0] == 1


async def zip_first(lines: AsyncIterator[str], count: int) -> AsyncIterator[tuple[str, int]]:
    place = 0
    async for line in lines:
        yield line, place
        place += 1
        if place == count:
            return


async def test_a_stranger_follows_nothing(url: str) -> None:
    async with over_stream(url, None) as stream:
        answer = await stream.answer()
        end = [await stream.message(), await stream.message()]

    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_AUTHENTICATED"]
    assert end == [("complete", ""), None]


async def test_who_would_take_json_gets_json_but_for_what_only_a_stream_can_tell(
    url: str, token: str
) -> None:
    accepted = "application/graphql-response+json, application/json, text/event-stream"
    headers = {"accept": accepted, "authorization": f"Bearer {token}"}

    async with httpx2.AsyncClient(base_url=url, headers=headers, verify=UNENCRYPTED) as client:
        query = await client.post("/graphql", json={"query": "{ viewer { displayName } }"})
        async with client.stream("POST", "/graphql", json={"query": EVENTS}) as subscription:
            label = subscription.headers["content-type"]

    assert query.json()["data"]["viewer"]["displayName"]
    assert label == "text/event-stream; charset=utf-8"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 422),
        (b'{"query": 1}', 422),
        (b'{"variables": []}', 422),
        (b'{"query": "{ __typename }", "operationName": []}', 422),
        (b'{"query": "{ __typename }", "operationName": 1}', 422),
    ],
)
async def test_a_body_that_is_no_request_begins_no_stream(
    url: str, token: str, body: bytes, status: int
) -> None:
    headers = {
        **STREAM,
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
    }

    async with httpx2.AsyncClient(base_url=url, headers=headers, verify=UNENCRYPTED) as client:
        answer = await client.post("/graphql", content=body)

    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
