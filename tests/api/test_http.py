"""HTTP: statuses, labels, tokens, bodies of every shape, and what is logged."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from rapport_unique.graphql_request import LONGEST_OF_STRANGERS
from tests.world import World

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.only_on("sqlite", reason="HTTP knows of no database."),
]

TYPED = "{ __typename }"
GRAPHQL_JSON = "application/graphql-response+json"


async def send(
    country: World, content: bytes, headers: dict[str, str] | None = None, **more: Any
) -> httpx2.Response:
    """Post these bytes as an editor."""
    sent = {
        "authorization": f"Bearer {country.token('charleroi-editor')}",
        "content-type": "application/json",
        "accept": "application/json",
        **(headers or {}),
    }
    return await country.client.request(
        more.pop("method", "POST"), more.pop("url", "/graphql"), content=content, headers=sent
    )


def body(query: str = TYPED, **more: object) -> bytes:
    return json.dumps({"query": query, **more}).encode()


def code_of(answer: httpx2.Response) -> str:
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])


# Tokens ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer garbage",
        "Bearer a.b.c",
        "Bearer ..",
        "Bearer " + "a" * 20_000,
        "Basic dXNlcjpwYXNz",
        "Token abc",
        "Bearer é.é.é",
    ],
)
async def test_what_is_no_token_is_challenged_and_not_taken_for_a_stranger(
    country: World, header: str
) -> None:
    answer = await country.client.post(
        "/graphql", content=body(), headers=[(b"authorization", header.encode("latin-1"))]
    )

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith(
        'Bearer realm="rapport-unique", error="invalid_token"'
    )
    assert code_of(answer) == "INVALID_TOKEN"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_token_that_was_tampered_with_is_challenged(country: World) -> None:
    head, claims, signature = country.token("charleroi-editor").split(".")
    other = country.token("spp-is-manager").split(".")[1]

    for token in (f"{head}.{other}.{signature}", f"{head}.{claims}.{signature[::-1]}"):
        answer = await send(country, body(), {"authorization": f"Bearer {token}"})
        assert answer.status_code == 401


async def test_the_scheme_is_read_whatever_its_capitals(country: World) -> None:
    token = country.token("charleroi-editor")

    for header in (f"bearer {token}", f"BEARER   {token}"):
        answer = await send(country, body("{ viewer { displayName } }"), {"authorization": header})
        assert answer.json() == {"data": {"viewer": {"displayName": "Amélie Dubray"}}}


async def test_a_stranger_may_introspect(country: World) -> None:
    answer = await country.as_nobody()(
        '{ __schema { queryType { name } } __type(name: "Form") { name } }'
    )

    assert answer.data == {
        "__schema": {"queryType": {"name": "Query"}},
        "__type": {"name": "Form"},
    }


# How the answer is labelled -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        (TYPED, 200, None),
        ("{", 400, "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", 422, "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { __typename }", 422, "GRAPHQL_VALIDATION_FAILED"),
        (f"{{ {'viewer { roles } ' * 21} }}", 422, "OPERATION_TOO_LARGE"),
        (
            "query ($y: Int!) { __typename cpas { report(year: $y) { id } } }",
            422,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ allCpas(first: -1) { totalCount } }", 294, "BAD_USER_INPUT"),
    ],
)
async def test_the_status_says_what_became_of_the_operation(
    country: World, query: str, status: int, code: str | None
) -> None:
    for accepted, label in (
        (GRAPHQL_JSON, f"{GRAPHQL_JSON}; charset=utf-8"),
        (f"{GRAPHQL_JSON}, application/json;q=0.9", f"{GRAPHQL_JSON}; charset=utf-8"),
        ("*/*", f"{GRAPHQL_JSON}; charset=utf-8"),
        ("application/json", "application/json"),
    ):
        answer = await send(country, body(query), {"accept": accepted})
        told = label if status < 400 else f"{GRAPHQL_JSON}; charset=utf-8"
        plain = label == "application/json" and status == 294  # a code that only the other one has
        assert answer.status_code == (200 if plain else status)
        assert answer.headers["content-type"] == told
        assert code is None or code_of(answer) == code
        assert ("data" in answer.json()) == (code in {None, "BAD_USER_INPUT"})
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["vary"] == "Accept, Accept-Language, Authorization, Origin"


@pytest.mark.parametrize(
    ("accept", "label"),
    [
        ("", GRAPHQL_JSON),
        ("application/*", GRAPHQL_JSON),
        ("APPLICATION/JSON", "application/json"),
        ("application/json;q=0.1, application/graphql-response+json;q=0.9", GRAPHQL_JSON),
        ("application/graphql-response+json;q=0.1, application/json", "application/json"),
        ("application/graphql-response+json;q=0, */*;q=0.1", "application/json"),
        ('application/json; a=",", text/html', "application/json"),
        ("application/json;charset=UTF-8", "application/json"),
        ("application/json;charset=iso-8859-1", None),
        ("application/json;q=0", None),
        ("application/json;q=much", None),
        ("text/html, application/xml", None),
        ("garbage", None),
    ],
)
async def test_the_label_is_the_one_that_is_wanted_most(
    country: World, accept: str, label: str | None
) -> None:
    answer = await send(country, body(), {"accept": accept})

    assert answer.status_code == (406 if label is None else 200)
    if label is not None:
        assert answer.headers["content-type"].partition(";")[0] == label


# Bodies ------------------------------------------------------------------------------------------


NO_JSON = {
    "nothing": b"",
    "half": b"{",
    "two": b"{}{}",
    "NaN": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "invalid UTF-8": b'{"query": "\xff\xfe"}',
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "a lone surrogate": b'{"query": "{ node(id: \\"\\ud800\\") { id } }"}',
    "a lone surrogate in a variable": b'{"query": "{ __typename }", "variables": {"a": "\\udfff"}}',
    "a raw surrogate": b'{"query": "\xed\xa0\x80"}',
    "an endless integer": b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 400 + b"}}",
    "an infinite float": b'{"query": "{ __typename }", "variables": {"a": 1e400}}',
    "endless depth": b'{"query": "{ __typename }", "variables": {"a": %s}}'
    % (b"[" * 200_000 + b"]" * 200_000),
    "a list": b"[]",
    "a list of operations": b'[{"query": "{ __typename }"}]',
    "a text": b'"{ __typename }"',
    "a number": b"1",
    "true": b"true",
    "no query": b"{}",
    "an empty query": b'{"query": ""}',
    "a null query": b'{"query": null}',
    "a number for a query": b'{"query": 1}',
    "a list for variables": b'{"query": "{ __typename }", "variables": []}',
    "a text for variables": b'{"query": "{ __typename }", "variables": "{}"}',
    "a list for extensions": b'{"query": "{ __typename }", "extensions": []}',
    "a number for an operation": b'{"query": "query A { __typename }", "operationName": 1}',
    "a list for an operation": b'{"query": "query A { __typename }", "operationName": ["A"]}',
    "an object for an operation": b'{"query": "query A { __typename }", "operationName": {}}',
}


JSON_AND_NO_REQUEST = list(NO_JSON)[list(NO_JSON).index("a list") :]


@pytest.mark.parametrize("name", NO_JSON)
async def test_a_body_that_is_no_request_is_a_bad_request(
    country: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await send(country, NO_JSON[name])

    assert answer.status_code == (422 if name in JSON_AND_NO_REQUEST else 400)
    assert code_of(answer) == "BAD_REQUEST"
    assert caplog.records == []


@pytest.mark.parametrize(
    "label",
    [
        *("text/plain", "", ";;;", "multipart/form-data", "application/xml", "application/jsonx"),
        *("application/json;charset=latin1", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_of_another_kind_is_not_read(country: World, label: str) -> None:
    answer = await send(country, body(), {"content-type": label})

    assert (answer.status_code, code_of(answer)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert answer.headers["accept"] == "application/json"


@pytest.mark.parametrize(
    "label",
    ["Application/JSON", "application/json; charset=UTF-8", 'application/json;charset="utf-8"'],
)
async def test_json_is_known_however_it_is_written(country: World, label: str) -> None:
    answer = await send(country, b"\xef\xbb\xbf" + body(), {"content-type": label})

    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("coding", "sent", "status"),
    [
        ("gzip", gzip.compress(body()), 200),
        ("GZIP", gzip.compress(body()), 200),
        ("identity", body(), 200),
        ("gzip", gzip.compress(b" " * 50_000_000 + body()), 413),
        ("gzip", gzip.compress(body())[:-4], 400),
        ("gzip", gzip.compress(body()) + b"more", 400),
        ("gzip", body(), 400),
        ("br", body(), 415),
        ("gzip, gzip", gzip.compress(gzip.compress(body())), 415),
    ],
    ids=range(9),
)
async def test_a_packed_body_is_unpacked_within_the_limit(
    country: World, coding: str, sent: bytes, status: int
) -> None:
    answer = await send(country, sent, {"content-encoding": coding})

    assert answer.status_code == status
    assert status != 415 or answer.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_who_probes_for_persisted_queries_is_told_in_their_form(
    country: World, method: str
) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}

    if method == "GET":
        address = {"extensions": json.dumps(extensions)}
        answer = await country.client.get("/graphql", params=address)
    else:
        answer = await send(country, json.dumps({"extensions": extensions}).encode())

    (error,) = answer.json()["errors"]
    assert answer.status_code == 200
    assert error["message"] == "PersistedQueryNotSupported"
    assert error["extensions"] == {"code": "PERSISTED_QUERY_NOT_SUPPORTED"}


async def test_a_persisted_query_that_comes_with_its_text_is_run(country: World) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}

    answer = await send(country, body(extensions=extensions))

    assert answer.json() == {"data": {"__typename": "Query"}}


HOSTILE: dict[str, tuple[str, dict[str, object]]] = {
    "a text for a number": ("query ($y: Int!) { cpas { report(year: $y) { id } } }", {"y": "2020"}),
    "a fraction": ("query ($y: Int!) { cpas { report(year: $y) { id } } }", {"y": 2020.5}),
    "a huge float": ("query ($y: Int!) { cpas { report(year: $y) { id } } }", {"y": 1e308}),
    "a large integer": ("query ($y: Int!) { cpas { report(year: $y) { id } } }", {"y": 2**31}),
    "a missing variable": ("query ($y: Int!) { cpas { report(year: $y) { id } } }", {}),
    "a list for an id": ("query ($i: ID!) { node(id: $i) { id } }", {"i": [["x"]]}),
    "a bool for an id": ("query ($i: ID!) { node(id: $i) { id } }", {"i": True}),
    "an object for a text": ("query ($s: String!) { cpas(by: {nisCode: $s}) { id } }", {"s": {}}),
    "an unknown field of an input": (
        "query ($b: CpasBy) { cpas(by: $b) { id } }",
        {"b": {"name": "x"}},
    ),
    "two names": ("query ($b: CpasBy) { cpas(by: $b) { id } }", {"b": {"id": "1", "nisCode": "2"}}),
    "no name": ("query ($b: CpasBy) { cpas(by: $b) { id } }", {"b": {}}),
    "a null name": ("query ($b: CpasBy) { cpas(by: $b) { id } }", {"b": {"id": None}}),
    "an unknown region": (
        "query ($f: CpasFilter) { allCpas(filter: $f) { totalCount } }",
        {"f": {"region": ["X"]}},
    ),
    "a deep list": (
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }",
        {"i": json.loads("[" * 300 + "]" * 300)},
    ),
    "a deep query": ("{ a " * 5_000 + "}" * 5_000, {}),
    "a deep list literal": ("{ nodes(ids: " + "[" * 5_000 + "]" * 5_000 + ") { id } }", {}),
    "a deep type": ("query ($a: " + "[" * 5_000 + "ID" + "]" * 5_000 + ") { __typename }", {}),
    "fragments in a circle": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        {},
    ),
    "an escaped lone surrogate": ('{ cpas(by: {nisCode: "\\ud800"}) { id } }', {}),
    "many aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(20_000)) + "}", {}),
    "a NUL in the query": ("{ __typename \0 }", {}),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_call_that_cannot_be_is_refused_before_anything_runs(
    country: World, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    query, variables = HOSTILE[name]

    answer = await send(country, body(query, variables=variables), {"accept": GRAPHQL_JSON})

    assert answer.status_code in {400, 422}
    codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
    assert codes <= {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "OPERATION_TOO_LARGE"}
    assert caplog.records == []


@pytest.mark.parametrize("text", ["\0", "a\0b", "\u202e", "\U0010ffff", "é" * 1_000, "%00", "\r\n"])
async def test_strange_characters_find_nothing_and_break_nothing(country: World, text: str) -> None:
    query = """query ($id: ID!, $text: String!) { node(id: $id) { id }
      a: cpas(by: {nisCode: $text}) { id } b: cpas(by: {enterpriseNumber: $text}) { id }
      c: cpas(by: {id: $id}) { id } }"""

    answer = await country.as_("spp-is-reader")(query, id=text, text=text)

    assert answer.data == {"node": None, "a": None, "b": None, "c": None}


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("packed", [True, False])
async def test_a_stranger_sends_less_than_who_is_signed_in(
    country: World, declared: bool, packed: bool
) -> None:
    content = body(TYPED + " " * LONGEST_OF_STRANGERS)
    sent = gzip.compress(content, mtime=0) if packed else content
    headers = {"content-type": "application/json", "accept": "application/json"}
    headers |= {"content-encoding": "gzip"} if packed else {}
    known = {"authorization": f"Bearer {country.token('charleroi-editor')}"}

    async def chunks() -> AsyncIterator[bytes]:
        yield sent

    async def status(more: dict[str, str]) -> tuple[int, str]:
        answer = await country.client.post(
            "/graphql", content=sent if declared else chunks(), headers=headers | more
        )
        return answer.status_code, answer.text

    refused, read = await status({}), await status(known)

    assert refused[0] == 413
    assert "With an access token, more is." in refused[1]
    assert read[0] == 200


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_the_limit_is_refused_declared_or_not(
    country: World, declared: bool
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 60_000

    answer = await country.client.post(
        "/graphql",
        content=b" " * 1_200_000 if declared else chunks(),
        headers={"content-type": "application/json"},
    )

    assert (answer.status_code, code_of(answer)) == (413, "REQUEST_TOO_LONG")
    assert "x-request-id" in answer.headers


async def test_a_body_of_exactly_the_limit_is_read(country: World) -> None:
    padded = body().ljust(1024 * 1024)

    assert (await send(country, padded)).json() == {"data": {"__typename": "Query"}}
    assert (await send(country, padded + b" ")).status_code == 413


async def test_a_long_answer_comes_compressed_to_who_accepts_it(country: World) -> None:
    asked = {"query": "{ allCpas(first: 600) { nodes { nisCode name } } }"}
    reader = country.as_("spp-is-reader")

    packed, plain = [
        await country.client.post(
            "/graphql",
            json=asked,
            headers={"authorization": f"Bearer {reader.token}", "accept-encoding": coding},
        )
        for coding in ("gzip", "identity")
    ]

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 3
    assert packed.json() == plain.json()
    assert len(plain.json()["data"]["allCpas"]["nodes"]) == 581
