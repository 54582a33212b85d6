"""How long people stay signed in, and what the cookie opens: the pages, and nothing else."""

import hashlib

import httpx2
import pytest

from auth.keys import KeysUnavailable
from auth.tokens import TokenBounds, TokenVerifier
from rapport_unique.app import create_app
from rapport_unique.pages.session import COOKIE, LARGEST_PART
from rapport_unique.settings import Settings
from tests.auth.issuing import SUBJECT_KEY
from tests.pages.browsing import Visitor, visiting
from tests.sealing import KEYS
from tests.status.visiting import token_with
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="Sessions never meet the database.")

LONGEST = TokenBounds().longest_bytes
ELSEWHERE = [
    {},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"},
    {"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"},
    {"origin": "http://127.0.0.1:8001"},
]


async def paste(visitor: Visitor, token: str, **headers: str) -> httpx2.Response:
    return await visitor.post(
        "/sign-in/token", {"access_token": token, "to": "/status"}, headers or None
    )


def kept(answer: httpx2.Response) -> list[str]:
    """The cookies of the session that the answer sets, without what they hold."""
    lines = answer.headers.get_list("set-cookie")
    return [line.partition("=")[0] + ";" + line.partition(";")[2] for line in lines]


# What the browser keeps --------------------------------------------------------------------------


async def test_the_cookie_lasts_while_somebody_is_there(visitor: Visitor) -> None:
    answer = await paste(visitor, visitor.world.token("uvcw"))

    assert kept(answer) == [
        f"{COOKIE}; HttpOnly; Max-Age=1800; Path=/; SameSite=lax",
        f"{COOKIE}_1; HttpOnly; Max-Age=0; Path=/; SameSite=lax",
    ]
    assert answer.headers["cache-control"] == "no-store"


async def test_the_cookie_lasts_no_longer_than_the_token(visitor: Visitor) -> None:
    token = visitor.world.token("uvcw")
    visitor.world.clock.advance(minutes=50)

    answer = await paste(visitor, token)

    assert "Max-Age=600;" in kept(answer)[0]


async def test_the_token_can_not_be_read_in_the_cookie(visitor: Visitor) -> None:
    token = visitor.world.token("uvcw")

    await paste(visitor, token)

    held = "".join(visitor.client.cookies.values())
    assert token.split(".")[2] not in held
    assert token.split(".")[1][:40] not in held


async def test_with_tls_only_this_host_can_have_set_the_cookie(world: World) -> None:
    settings = world.settings.model_copy(update={"public_url": "https://cpas.example"})
    proxied = World(settings, world.clock)

    async with visiting(proxied) as visitor:
        answer = await paste(visitor, proxied.token("uvcw"))

    assert kept(answer)[0] == (
        f"__Host-{COOKIE}; HttpOnly; Max-Age=1800; Path=/; SameSite=lax; Secure"
    )


async def test_every_sign_in_makes_another_cookie(visitor: Visitor) -> None:
    token = visitor.world.token("uvcw")

    await paste(visitor, token)
    first = visitor.client.cookies[COOKIE]
    await paste(visitor, token)

    assert visitor.client.cookies[COOKIE] != first


async def test_a_long_token_is_kept_in_parts(visitor: Visitor) -> None:
    world = visitor.world
    token = token_with(world, "uvcw", padding=noise(4000))

    answer = await paste(visitor, token)
    page = await visitor.get("/status")
    short = await paste(visitor, world.token("vvsg"))
    after = await visitor.get("/status")

    parts = [line.partition(";")[0] for line in answer.headers.get_list("set-cookie")]
    assert len(token) > LARGEST_PART
    assert all(len(part) < 4096 for part in parts)
    assert page.status == after.status == 200
    assert "Griet Lambrechts" in after.html
    assert f'{COOKIE}_1=""; HttpOnly; Max-Age=0' in short.headers.get_list("set-cookie")[1]


async def test_the_longest_token_has_room(visitor: Visitor) -> None:
    plain = len(token_with(visitor.world, "uvcw", padding=""))
    token = token_with(visitor.world, "uvcw", padding=noise((LONGEST - plain) * 3 // 4 - 4))

    await paste(visitor, token)

    assert LONGEST - 16 < len(token) <= LONGEST
    assert (await visitor.get("/status")).status == 200


def noise(length: int) -> str:
    """Text that does not become shorter when it is compressed."""
    rows = (hashlib.sha512(b"%d" % row).hexdigest() for row in range(length // 128 + 1))
    return "".join(rows)[:length]


# How long it lasts -------------------------------------------------------------------------------


async def test_who_goes_on_stays_signed_in_as_long_as_the_token_lives(visitor: Visitor) -> None:
    await visitor.sign_in("uvcw")

    statuses = []
    for _ in range(3):
        visitor.world.clock.advance(minutes=19)
        statuses.append((await visitor.get("/status")).status)
    visitor.world.clock.advance(minutes=19)
    ended = await visitor.get("/status")

    assert statuses == [200, 200, 200]
    assert ended.status == 401


async def test_who_is_not_there_is_signed_out(visitor: Visitor) -> None:
    await visitor.sign_in("uvcw")
    visitor.world.clock.advance(minutes=31)  # a browser would have forgotten the cookie

    page = await visitor.get("/status")

    assert page.status == 401
    assert page.problem == "Your session has ended. Sign in again."


async def test_the_cookie_is_not_written_with_every_page(visitor: Visitor) -> None:
    await visitor.sign_in("uvcw")
    soon = await visitor.get("/status")
    visitor.world.clock.advance(minutes=2)

    later = await visitor.get("/status")

    assert "set-cookie" not in soon.answer.headers
    assert later.answer.headers["set-cookie"].startswith(f"{COOKIE}=")


@pytest.mark.parametrize("cookie", ["a.b.c", "gAAAAA", "%C3%A9"])
async def test_a_cookie_that_was_made_up_opens_nothing(visitor: Visitor, cookie: str) -> None:
    page = await visitor.get("/status", cookie=f"{COOKIE}={cookie}")

    assert page.status == 401


async def test_where_nobody_can_tell_the_page_asks_to_try_again(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unavailable(*_: object) -> None:
        raise KeysUnavailable("https://issuer.example", 30)

    await visitor.sign_in("uvcw")
    monkeypatch.setattr(TokenVerifier, "read", unavailable)

    page = await visitor.get("/status")

    assert page.status == 503
    assert page.answer.headers["retry-after"] == "30"
    assert "www-authenticate" not in page.answer.headers
    assert (page.problem or "").startswith("Your token cannot be checked at the moment.")


# What opens what ---------------------------------------------------------------------------------


async def test_a_header_of_a_proxy_wins_over_the_cookie(visitor: Visitor) -> None:
    await visitor.sign_in("uvcw")
    token = visitor.world.token("vvsg")

    page = await visitor.get("/status", authorization=f"Bearer {token}")
    refused = await visitor.get("/status", authorization="Bearer a.b.c")

    assert "Griet Lambrechts" in page.html
    assert "Sign out" not in page.html
    assert refused.status == 401


async def test_the_cookie_opens_nothing_but_the_pages(visitor: Visitor) -> None:
    await visitor.sign_in("spp-is-manager")
    ask = {"query": '{ viewer { displayName } cpas(by: {nisCode: "52011"}) { name } }'}

    seen = await visitor.get("/status")
    answer = await visitor.client.post("/graphql", json=ask)
    export = await visitor.client.get("/exports/forms.csv?year=2020")

    assert seen.status == 200
    assert answer.json()["data"] == {"viewer": None, "cpas": None}
    assert export.status_code == 401


@pytest.mark.parametrize("name", ["forms.csv", "forms.xlsx"])
async def test_who_is_signed_in_takes_the_forms_home_as_a_file(visitor: Visitor, name: str) -> None:
    stranger = await visitor.client.get(f"/status/{name}?year=2020")
    await visitor.sign_in("uvcw")

    page = await visitor.get("/status")
    taken = await visitor.client.get(page.link(name.partition(".")[2].upper()))

    assert (stranger.status_code, taken.status_code) == (401, 200)
    assert f".{name.partition('.')[2]}" in taken.headers["content-disposition"]
    assert len(taken.content) > 1000


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
async def test_nobody_is_signed_in_or_out_from_elsewhere(
    visitor: Visitor, headers: dict[str, str]
) -> None:
    page = await visitor.sign_in("uvcw", "/status")
    token = page.document.only("input", name="token").attributes["value"] or ""
    before = dict(visitor.client.cookies)

    signed_in = await visitor.post(
        "/sign-in/token", {"access_token": visitor.world.token("vvsg")}, headers
    )
    signed_out = await visitor.post("/sign-out", {"token": token}, headers)

    assert [answer.status_code for answer in (signed_in, signed_out)] == [403, 403]
    assert dict(visitor.client.cookies) == before


async def test_who_signs_out_says_so_on_a_page_that_was_shown_to_them(visitor: Visitor) -> None:
    await visitor.sign_in("uvcw")

    answers = [
        await visitor.post("/sign-out", {"token": token})
        for token in ("", "made-up", visitor.client.cookies[COOKIE])
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert (await visitor.get("/status")).status == 200


async def test_the_pages_can_be_switched_off(world: World) -> None:
    settings = world.settings.model_copy(update={"pages": False})
    app = create_app(settings, clock=world.clock)
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url=world.settings.base_url
    )

    answers = [await client.get(path) for path in ("/", "/status", "/status/live", "/sign-in")]

    assert {answer.status_code for answer in answers} == {404}


def test_the_pages_are_served_unless_they_are_switched_off() -> None:
    settings = Settings(
        environment="production", subject_key=SUBJECT_KEY.decode(), sealing_keys=KEYS
    )

    assert settings.pages is True
