"""Requests: methods, ids, the order of mutations, unexpected errors, and health."""

import asyncio
import logging
import re
from pathlib import Path

import httpx2
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send

from models.store import Store
from rapport_unique import middleware
from rapport_unique.middleware import LongestBody, RequestId
from schema import queries
from tests.api.acting import ACCOUNT, ANA, CHARLEROI, SAVE, SIGN, Desk, refusals
from tests.databases import drop_database
from tests.world import World, copy_of

AT_REST = pytest.mark.asyncio(loop_scope="module")

TYPED = "{ __typename }"
GRAPHQL_JSON = "application/graphql-response+json"


async def get(world: World, token: str | None = None, **parameters: str) -> httpx2.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return await world.client.get("/graphql", params=parameters, headers=headers)


# Tokens and methods -------------------------------------------------------------------------------


async def test_a_token_expires(world: World) -> None:
    editor = world.as_("charleroi-editor")
    fresh = await editor(TYPED)
    world.clock.advance(hours=1, minutes=1)

    late = await editor(TYPED)

    assert fresh.status == 200
    assert late.status == 401
    assert "expired" in late.headers["www-authenticate"]


@AT_REST
async def test_a_query_may_come_by_get(country: World) -> None:
    query = """query One($year: Int!) { cpas { report(year: $year) { year } } }
      query Two { viewer { region } }"""

    answer = await get(
        country,
        country.token("charleroi-editor"),
        query=query,
        variables='{"year": 2020}',
        operationName="One",
    )

    assert answer.status_code == 200
    assert answer.json() == {"data": {"cpas": {"report": {"year": 2020}}}}


@pytest.mark.parametrize("named", [False, True])
async def test_a_mutation_never_comes_by_get(world: World, named: bool) -> None:
    desk = Desk(world, CHARLEROI)
    form = await desk.form()
    query = f"""query Read {{ __typename }} mutation Save {{ saveJustifiedAmount(input: {{
      formId: "{form["id"]}", justifiedAmount: "1", expectedVersion: 1}}) {{ form {{ id }} }} }}"""
    before = world.everything()

    token = world.token("charleroi-editor")
    if named:
        answer = await get(world, token, query=query, operationName="Save")
    else:
        answer = await get(world, token, query=query[query.index("mutation") :])

    assert answer.status_code in {400, 405}
    assert "data" not in answer.json()
    assert world.everything() == before


@AT_REST
@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": ""},
        {"query": TYPED, "variables": "[]"},
        {"query": TYPED, "variables": "1"},
        {"variables": "{}"},
        {"query": TYPED, "variables": "{"},
        {"query": TYPED, "extensions": "x"},
    ],
)
async def test_a_get_that_is_no_request_is_a_bad_request(
    country: World, parameters: dict[str, str]
) -> None:
    answer = await get(country, **parameters)

    is_json = not {"{", "x"}.intersection(parameters.values())
    assert answer.status_code == (422 if is_json else 400)
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


@AT_REST
@pytest.mark.parametrize("name", ["variables", "extensions", "operationName"])
async def test_an_empty_parameter_is_none(country: World, name: str) -> None:
    answer = await get(country, query=TYPED, **{name: ""})

    assert answer.json() == {"data": {"__typename": "Query"}}


@AT_REST
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "NONSENSE"])
async def test_other_methods_are_not_allowed(country: World, method: str) -> None:
    answer = await country.client.request(method, "/graphql", json={"query": TYPED})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.json()["errors"][0]["extensions"] == {"code": "METHOD_NOT_ALLOWED"}
    assert "x-request-id" in answer.headers


@AT_REST
async def test_head_and_options_say_what_get_would(country: World) -> None:
    asked = f"/graphql?query={TYPED}"

    head, options = [await country.client.request(how, asked) for how in ("HEAD", "OPTIONS")]

    assert head.status_code == 200
    assert head.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


@AT_REST
async def test_an_address_that_is_too_long_is_told_so(country: World) -> None:
    answer = await get(country, query=TYPED + " " * 33_000)

    assert answer.status_code == 414
    assert answer.json()["errors"][0]["extensions"] == {"code": "REQUEST_TOO_LONG"}


@AT_REST
@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
async def test_both_spellings_of_the_address_answer(country: World, path: str) -> None:
    answer = await country.client.post(path, json={"query": TYPED})

    assert (answer.status_code, answer.json()) == (200, {"data": {"__typename": "Query"}})


@AT_REST
@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/status/", "../status"),
        ("/exports/forms.csv/?year=2020", "../forms.csv?year=2020"),
        ("/graphiql/", "../graphiql"),
    ],
)
async def test_a_slash_too_much_leads_beside_it_and_names_no_host(
    country: World, path: str, location: str
) -> None:
    answer = await country.client.get(f"{country.settings.base_url}{path}")

    assert (answer.status_code, answer.headers["location"]) == (307, location)
    assert "x-request-id" in answer.headers


@AT_REST
async def test_an_unknown_address_is_not_found(country: World) -> None:
    answer = await country.client.get("/graphql/nothing")

    assert answer.status_code == 404


# The id of a request -----------------------------------------------------------------------------


@AT_REST
@pytest.mark.parametrize("given", ["abcdefgh", "A-b_c.d9" * 8, "0000-1111"])
async def test_a_plain_request_id_is_kept(country: World, given: str) -> None:
    answer = await country.as_nobody().post({"query": TYPED}, {"x-request-id": given})

    assert answer.headers["x-request-id"] == given


@AT_REST
@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with blanks in", "<script>", "a\tb\tc\td\te"]
)
async def test_any_other_request_id_is_replaced(country: World, given: str) -> None:
    answers = [
        await country.as_nobody().post({"query": TYPED}, {"x-request-id": given}) for _ in range(2)
    ]

    ids = [answer.headers["x-request-id"] for answer in answers]
    assert all(re.fullmatch("[0-9a-f]{16}", id_) for id_ in ids)
    assert ids[0] != ids[1]


# What every answer has ----------------------------------------------------------------------------

ANSWERS = {
    "a stranger": ("GET", "/graphql?query={__typename}"),
    "no request": ("GET", "/graphql"),
    "another method": ("DELETE", "/graphql"),
    "another address": ("GET", "/nothing"),
    "health": ("GET", "/health/live"),
    "no file without a token": ("GET", "/exports/forms.csv?year=2020"),
    "no stream without a token": ("GET", "/status/live?after=0"),
    "a page": ("GET", "/status"),
    "another page": ("GET", "/graphiql"),
}


@AT_REST
@pytest.mark.parametrize("kind", ANSWERS)
async def test_every_answer_has_careful_headers(country: World, kind: str) -> None:
    answer = await country.client.request(*ANSWERS[kind])

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"]
    assert "strict-transport-security" not in answer.headers


class Failing:
    """An application in which something goes wrong, and the requests that it is sent."""

    def __init__(self, fault: Exception, *, begun: bool = False) -> None:
        self.fault, self.begun = fault, begun

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        if self.begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise self.fault

    async def asked(self, path: str = "/a%0aCRITICAL:%20b", **headers: str) -> httpx2.Response:
        app = RequestId(self, encrypted=True)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="https://x.example") as client:
            return await client.get(path, headers=headers)


@pytest.mark.only_on("sqlite", reason="No database is asked.")
async def test_a_fault_of_ours_is_masked_in_the_envelope_of_every_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = await Failing(RuntimeError("a secret")).asked(**{"accept-language": "de"})

    (error,) = answer.json()["errors"]
    assert answer.status_code == 500
    assert error["message"].startswith("Ein unerwarteter Fehler")
    assert error["extensions"] == {
        "code": "INTERNAL_SERVER_ERROR",
        "requestId": answer.headers["x-request-id"],
    }
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["x-content-type-options"] == "nosniff"
    faults = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(faults) == 1
    assert error["extensions"]["requestId"] in faults[0].getMessage()


@pytest.mark.only_on("sqlite", reason="No database is asked.")
async def test_a_fault_amid_an_answer_breaks_it_off() -> None:
    with pytest.raises(RuntimeError):
        await RequestId(Failing(RuntimeError("x"), begun=True))(
            {"type": "http", "method": "GET", "path": "/", "headers": []}, nothing, taken
        )


async def nothing() -> Message:
    raise AssertionError("nothing is read")


async def taken(_: Message) -> None:
    pass


@pytest.mark.only_on("sqlite", reason="No database is asked.")
async def test_an_upload_that_is_broken_off_is_one_quiet_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "uvicorn.error")
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": []}

    await RequestId(Failing(ClientDisconnect()))(scope, nothing, taken)

    (record,) = caplog.records
    assert record.levelno == logging.INFO
    assert record.exc_info is None
    assert record.getMessage().startswith("POST /graphql broken off by its client, request ")


@AT_REST
@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/x%0aCRITICAL:%20y", "/x%0aCRITICAL:%20y"),
        ("/x%0d%0a%1b[2J", "/x%0d%0a%1b[2J"),
        ("/%E2%80%A8%E2%80%AE", "/%E2%80%A8%E2%80%AE"),
        ("/" + "x" * 5_000, "/" + "x" * 199),
        ("/graphql?query=%7B__typename%7D&a=a-secret", "/graphql"),
    ],
)
async def test_a_path_is_logged_as_it_was_sent_and_cut(
    country: World, caplog: pytest.LogCaptureFixture, path: str, logged: str
) -> None:
    caplog.set_level(logging.INFO, "uvicorn.error")

    await country.client.get(path)

    (said,) = [one.getMessage() for one in caplog.records if one.name == "uvicorn.error"]
    assert said.startswith(f"GET {logged} ")


@pytest.mark.only_on("sqlite", reason="No database is asked.")
async def test_a_body_that_does_not_come_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(middleware, "BODY_WITHIN_S", 0.02)
    said: list[Message] = []
    parts = iter([{"type": "http.request", "body": b"{", "more_body": True}])

    async def receive() -> Message:
        for part in parts:
            return part
        return await asyncio.Event().wait()  # type: ignore[return-value] # it never returns

    async def send(message: Message) -> None:
        said.append(message)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive, send).body()

    scope = {"type": "http", "method": "POST", "path": "/", "headers": []}
    await LongestBody(app, limit=100)(scope, receive, send)

    assert said[0]["status"] == 408
    assert (b"connection", b"close") in said[0]["headers"]
    assert b"REQUEST_TOO_SLOW" in said[1]["body"]


@pytest.mark.only_on("sqlite", reason="No database is asked.")
async def test_whose_body_has_come_may_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "BODY_WITHIN_S", 0.02)
    heard: list[Message] = []

    async def receive() -> Message:
        if heard:
            await asyncio.sleep(0.05)  # longer than a body may take
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        heard.append(await receive())
        heard.append(await receive())

    await LongestBody(app, limit=100)({"type": "http", "headers": []}, receive, taken)

    assert [message["type"] for message in heard] == ["http.request", "http.disconnect"]


# Several mutations in one document ----------------------------------------------------------------


async def test_the_whole_walk_in_one_document_runs_in_order(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    await desk.give_contact()
    form = await desk.form()
    await desk.save(desk.editor(), "5.00")
    digest = (await desk.form())["contentDigest"]
    save = f"""saveJustifiedAmount(input: {{formId: "{form["id"]}", justifiedAmount: "6.00",
      expectedVersion: 2}}) {{ form {{ status version }} invalidatedSignatures {{ role }} }}"""
    sign = f"""sign(input: {{formId: "{form["id"]}", as: PRESIDENT, contentDigest: "{digest}"}}) {{
      form {{ status }} userErrors {{ code }} }}"""

    answer = await desk.factotum()(f"mutation {{ first: {sign} second: {save} third: {sign} }}")

    assert answer.data == {
        "first": {"form": {"status": "PARTIALLY_SIGNED"}, "userErrors": []},
        "second": {
            "form": {"status": "ENCODED", "version": 3},
            "invalidatedSignatures": [{"role": "PRESIDENT"}],
        },
        "third": {"form": None, "userErrors": [{"code": "CONTENT_CHANGED"}]},
    }


async def test_what_was_done_before_a_denied_field_stays_done(world: World) -> None:
    desk = Desk(world, CHARLEROI)
    form = await desk.form()
    save = 's{0}: saveJustifiedAmount(input: {{formId: "{1}", justifiedAmount: "{0}",'
    save += " expectedVersion: {0}}}) {{ form {{ version }} }}"

    answer = await desk.editor()(
        f"mutation {{ {save.format(1, form['id'])} {save.format(2, 'x')} }}"
    )

    assert answer.error_codes == ["NOT_FOUND"]
    assert (await desk.form())["version"] == 2


# Errors ------------------------------------------------------------------------------------------


async def test_an_unexpected_error_is_masked_and_logged_once(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(queries, "written", broken)

    answer = await world.as_("gent-editor").post(
        {"query": "{ viewer { displayName } cpas { name } }"}, {"x-request-id": "request-1"}
    )

    assert answer.status == 200
    assert answer.body == {
        "data": {"viewer": {"displayName": "Joke Verhelst"}, "cpas": None},
        "errors": [
            {
                "message": "Er is een onverwachte fout opgetreden; dit veld heeft niets "
                "opgeslagen. Probeer opnieuw en bezorg ons, als het aanhoudt, de identificatie van "
                "de aanvraag.",
                "path": ["cpas"],
                "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": "request-1"},
            }
        ],
    }
    (record,) = caplog.records
    first, *places, last = record.getMessage().splitlines()
    assert first == "unexpected error at cpas, request request-1"
    assert any("cpas" in place for place in places)
    assert last == "RuntimeError: the secret of the house"


async def test_a_change_that_breaks_halfway_leaves_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError

    desk = Desk(world, CHARLEROI)
    await desk.sign_as_president()
    before = world.everything()
    monkeypatch.setattr(Store, "_write_journal", broken)

    answers = [
        await desk.save(desk.editor(), "7.00", idempotencyKey="key"),
        await desk.sign(desk.director(), "DIRECTOR_GENERAL", idempotencyKey="key"),
        await desk.update(desk.editor(), bankAccount={"iban": "BE68539007547034"}),
    ]

    assert [answer.error_codes for answer in answers] == [["INTERNAL_SERVER_ERROR"]] * 3
    assert world.everything() == before
    monkeypatch.undo()
    assert refusals(await desk.save(desk.editor(), "7.00", idempotencyKey="key")) == []


async def test_what_people_entered_stays_out_of_the_logs_when_something_breaks(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(world, CHARLEROI)
    world.rows("UPDATE report SET contact_email = ? WHERE id = 1", ANA["email"])
    same = f"WHERE contact_email = '{ANA['email']}'"
    world.rows(f"CREATE UNIQUE INDEX one ON report (contact_email) {same}")

    answer = await desk.update(desk.editor(), contact=ANA, bankAccount=ACCOUNT)

    assert answer.error_codes == ["INTERNAL_SERVER_ERROR"]
    assert "IntegrityError" in caplog.text
    assert not [secret for secret in ("Ana", "ana@", "+3271", "0002777") if secret in caplog.text]


async def test_an_expected_no_is_an_answer_and_is_not_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(world, CHARLEROI)
    entry = {"formId": "x", "justifiedAmount": "1.00", "expectedVersion": 1}

    answers = [
        await world.as_nobody()(SAVE, input=entry),
        await desk.president()(SAVE, input=entry),
        await desk.editor()(SAVE, input=entry),
        await desk.editor()(SAVE, input={**entry, "justifiedAmount": "NaN"}),
        await desk.president()(SIGN, input={"formId": "x", "as": "MAYOR", "contentDigest": "x"}),
        await desk.editor()("{ allCpas(first: -1) { totalCount } }"),
        await desk.editor()("{ nope }"),
        await desk.editor()("{"),
    ]
    refused = await desk.save(desk.editor(), "-1")

    assert all(answer.errors for answer in answers)
    assert refusals(refused) == ["NEGATIVE_AMOUNT"]
    assert caplog.records == []


async def test_a_missing_role_is_told_with_those_that_would_do(world: World) -> None:
    desk = Desk(world, CHARLEROI)

    answer = await desk.sign(desk.editor("en"), "PRESIDENT")

    assert answer.status == 200
    assert answer.errors == [
        {
            "message": "Your roles do not allow this operation. Ask the data protection officer "
            "of your organisation for one of the roles listed.",
            "path": ["sign"],
            "extensions": {
                "code": "FORBIDDEN",
                "requiredRoles": ["PRESIDENT", "DIRECTOR_GENERAL"],
            },
        }
    ]


NOT_SIGNED_IN = {
    None: "Vous n'êtes pas connecté. Connectez-vous, puis réessayez.",
    "nl": "U bent niet aangemeld. Meld u aan en probeer opnieuw.",
    "de": "Sie sind nicht angemeldet. Melden Sie sich an und versuchen Sie es erneut.",
    "en": "You are not signed in. Sign in, then try again.",
}


@AT_REST
@pytest.mark.parametrize("language", NOT_SIGNED_IN)
async def test_who_is_not_signed_in_is_told_so_in_the_language_asked_for(
    country: World, language: str | None
) -> None:
    answer = await country.as_nobody(language)("{ cpas { id } }")

    assert answer.error_codes == ["NOT_AUTHENTICATED"]
    assert answer.errors[0]["message"] == NOT_SIGNED_IN[language]


# Health ------------------------------------------------------------------------------------------


@AT_REST
async def test_the_service_says_that_it_is_alive_and_ready(country: World) -> None:
    alive = await country.client.get("/health/live")
    ready = await country.client.get("/health/ready")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    "change",
    ["DROP TABLE alembic_version", "UPDATE alembic_version SET version_num = '0001'"],
    ids=["no tables", "tables of an older version"],
)
async def test_the_service_is_alive_but_not_ready_before_it_is_migrated(
    demo_country: Path, tmp_path: Path, world: World, change: str
) -> None:
    settings = copy_of(demo_country, tmp_path / "other")
    other = World(settings, world.clock)
    other.rows(change)

    async with other.running():
        alive = await other.client.get("/health/live")
        ready = await other.client.get("/health/ready")
    drop_database(settings.database_url)

    assert alive.status_code == 200
    assert (ready.status_code, ready.json()) == (503, {"status": "no database"})
