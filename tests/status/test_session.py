"""How people sign in to the page, how long they stay, and what the cookie opens: the page alone."""

from urllib.parse import urlencode

import httpx2
import pytest
from starlette.responses import Response

from auth.keys import KeysUnavailable
from auth.tokens import TokenBounds, TokenVerifier
from rapport_unique.app import create_app
from rapport_unique.settings import Settings
from rapport_unique.status.session import COOKIE, LARGEST_PART, Sessions
from tests.auth.issuing import SUBJECT_KEY
from tests.status.visiting import Page, sign_in, token_with
from tests.world import NOON, World

LONGEST = TokenBounds().longest_bytes
OWN = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
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


async def look(world: World, **headers: str) -> Page:
    return Page(await world.client.get("/status", headers={"accept-language": "en", **headers}))


# Signing in --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
async def test_who_is_not_signed_in_is_asked_to(world: World, language: str) -> None:
    page = Page(await world.client.get("/status", headers={"accept-language": language}))

    assert page.status == 401
    assert page.answer.headers["www-authenticate"] == 'Bearer realm="rapport-unique"'
    assert page.answer.headers["content-language"] == language
    assert len(page.document.all("textarea", id="token")) == 1
    assert page.problem is None


async def test_a_pasted_token_opens_the_page(world: World) -> None:
    answer = await sign_in(world, token=f"  {world.token('uvcw')[:80]}\n{world.token('uvcw')[80:]}")

    page = await look(world)

    assert answer.status_code == 303
    assert answer.headers["location"] == "../status"
    assert page.status == 200
    assert "Signed in: Thierry Colson" in page.document.text


async def test_an_invented_person_is_chosen_by_name(world: World) -> None:
    await sign_in(world, persona="ixelles-editor")

    page = await look(world)

    assert "Signed in: Yasmina El Khoury" in page.document.text


async def test_signing_in_comes_back_to_what_was_asked_for(world: World) -> None:
    asked = await world.client.get("/status?region=WALLONIA&province=Namur&evil=%0d%0aX:1")
    form = Page(asked).document.all("form")[0].attributes["action"]

    answer = await sign_in(world, f"/{form}", persona="uvcw")

    assert form == "status/session?region=WALLONIA&province=Namur"
    assert answer.headers["location"] == "../status?region=WALLONIA&province=Namur"


async def test_the_cookie_is_for_this_page_alone_and_for_as_long_as_the_token(
    world: World,
) -> None:
    token = world.token("uvcw")
    world.clock.advance(minutes=20)

    answer = await sign_in(world, token=token)

    set_, *cleared = answer.headers.get_list("set-cookie")
    assert set_ == (f"{COOKIE}={token}; HttpOnly; Max-Age=2400; Path=/status; SameSite=strict")
    assert all("Max-Age=0" in other for other in cleared)
    assert answer.headers["cache-control"] == "no-store"


async def test_behind_https_the_cookie_is_secure(world: World) -> None:
    settings = world.settings.model_copy(update={"public_url": "https://cpas.example"})
    proxied = World(settings, world.clock)

    answer = await sign_in(proxied, persona="uvcw", headers={"origin": "https://cpas.example"})

    set_ = answer.headers.get_list("set-cookie")[0]
    assert set_.endswith("; Path=/status; SameSite=strict; Secure")


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        ("http://127.0.0.1:8000", "/status"),
        ("https://cpas.example/rapport", "/rapport/status"),
        ("https://cpas.example/a/b", "/a/b/status"),
    ],
)
def test_the_cookie_stays_below_the_path_of_a_proxy(base_url: str, path: str) -> None:
    response = Response()

    verifier = TokenVerifier(issuers=[], client=httpx2.AsyncClient(), subject_key=SUBJECT_KEY)
    Sessions(verifier, lambda: NOON, base_url).forget(response)

    assert {line.split("; ")[3] for line in response.headers.getlist("set-cookie")} == {
        f"Path={path}"
    }


async def test_a_long_token_is_kept_in_parts(world: World) -> None:
    token = token_with(world, "uvcw", padding="x" * 4000)

    answer = await sign_in(world, token=token)
    page = await look(world)
    short = await sign_in(world, token=world.token("vvsg"))
    after = await look(world)

    parts = [line.partition(";")[0] for line in answer.headers.get_list("set-cookie")]
    assert len(token) > LARGEST_PART
    assert all(len(part) < 4096 for part in parts)
    assert page.status == after.status == 200
    assert "Griet Lambrechts" in after.html
    assert f'{COOKIE}_1=""; HttpOnly; Max-Age=0' in short.headers.get_list("set-cookie")[1]


async def test_the_longest_token_has_room(world: World) -> None:
    plain = len(token_with(world, "uvcw", padding=""))
    token = token_with(world, "uvcw", padding="x" * ((LONGEST - plain) * 3 // 4 - 4))

    await sign_in(world, token=token)

    assert LONGEST - 16 < len(token) <= LONGEST
    assert (await look(world)).status == 200


@pytest.mark.parametrize(
    "sent", ["", "token=", "token=abc", "token=a.b.c", "persona=nobody", "%ff"]
)
async def test_what_proves_nothing_signs_nobody_in(world: World, sent: str) -> None:
    answer = await world.client.post(
        "/status/session", content=sent, headers={**OWN, "accept-language": "en"}
    )

    page = Page(answer)
    assert page.status == 401
    assert page.problem == "This access token is not valid, or no longer. Ask for a new one."
    assert "set-cookie" not in answer.headers
    sheets = page.document.all("link", rel="stylesheet")
    assert [sheet.attributes["href"] for sheet in sheets] == [
        "page.css",
        "figures.css",
        "media.css",
    ]


async def test_a_token_that_has_expired_signs_nobody_in(world: World) -> None:
    token = world.token("uvcw")
    world.clock.advance(hours=1, seconds=5)  # clocks may differ by more than that

    answer = await sign_in(world, token=token)

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
async def test_nobody_is_signed_in_or_out_from_elsewhere(
    world: World, headers: dict[str, str]
) -> None:
    client = world.client
    body = urlencode({"token": world.token("uvcw")})

    signed_in = await client.post("/status/session", content=body, headers=headers)
    signed_out = await client.post("/status/session/end", headers=headers)

    for answer in (signed_in, signed_out):
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers", [{"origin": "http://127.0.0.1:8000"}, {"sec-fetch-site": "same-origin"}], ids=str
)
async def test_one_word_of_the_browser_is_enough(world: World, headers: dict[str, str]) -> None:
    answer = await sign_in(world, persona="uvcw", headers=headers)

    assert answer.status_code == 303


async def test_without_the_development_issuer_nobody_is_an_invented_person(
    world: World,
) -> None:
    settings = Settings(
        environment="development",
        dev_issuer=False,
        var_dir=world.settings.var_dir,
        database_url=world.settings.database_url,
    )
    bare = World(settings, world.clock)

    page = await look(bare)
    answer = await sign_in(bare, persona="uvcw")

    assert not page.document.all("button", name="persona")
    assert "invented" not in page.html
    assert answer.status_code == 401


# Being signed in ---------------------------------------------------------------------------------


async def test_the_session_ends_with_the_token(world: World) -> None:
    token = world.token("uvcw")
    await sign_in(world, token=token)
    world.clock.advance(hours=2)
    cookie = {"cookie": f"{COOKIE}={token}"}  # a browser would have forgotten it

    page = await look(world, **cookie)

    assert page.status == 401
    assert (
        page.document.only("p", class_="problem").text == "Your session has ended. Sign in again."
    )


async def test_where_nobody_can_tell_the_page_asks_to_try_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unavailable(*_: object) -> None:
        raise KeysUnavailable("https://issuer.example", 30)

    await sign_in(world, persona="uvcw")
    monkeypatch.setattr(TokenVerifier, "read", unavailable)

    page = await look(world)
    signing_in = await sign_in(world, persona="uvcw")

    for answer in (page.answer, signing_in):
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "30"
        assert "www-authenticate" not in answer.headers
    assert page.problem is not None
    assert page.problem.startswith("Your token cannot be checked at the moment.")


async def test_a_cookie_that_was_made_up_opens_nothing(world: World) -> None:
    page = await look(world, cookie=f"{COOKIE}=a.b.c")

    assert page.status == 401


async def test_signing_out_forgets_the_token(world: World) -> None:
    await sign_in(world, token=token_with(world, "uvcw", padding="x" * 4000))

    answer = await world.client.post("/status/session/end", headers=OWN)

    assert answer.status_code == 303
    assert answer.headers["location"] == "../../status"
    assert (await look(world)).status == 401
    assert not world.client.cookies


async def test_a_header_of_a_proxy_wins_over_the_cookie(world: World) -> None:
    await sign_in(world, persona="uvcw")

    page = await look(world, authorization=f"Bearer {world.token('vvsg')}")
    refused = await look(world, authorization="Bearer a.b.c")

    assert "Griet Lambrechts" in page.html
    assert "Sign out" not in page.html
    assert refused.status == 401


async def test_the_cookie_opens_nothing_but_the_page(world: World) -> None:
    cookie = {"cookie": f"{COOKIE}={world.token('spp-is-manager')}"}
    ask = {"query": '{ viewer { displayName } cpas(by: {nisCode: "52011"}) { name } }'}

    seen = await world.client.get("/status", headers=cookie)
    answer = await world.client.post("/graphql", json=ask, headers=cookie)

    assert seen.status_code == 200
    assert answer.json()["data"] == {"viewer": None, "cpas": None}


@pytest.mark.parametrize("name", ["forms.csv", "forms.xlsx"])
async def test_who_is_signed_in_takes_the_forms_home_as_a_file(world: World, name: str) -> None:
    stranger = await world.client.get(f"/status/{name}?year=2020")
    await sign_in(world, persona="uvcw")

    page = await look(world)
    taken = await world.client.get(f"/{page.link(name.partition('.')[2].upper())}")

    assert (stranger.status_code, taken.status_code) == (401, 200)
    assert f".{name.partition('.')[2]}" in taken.headers["content-disposition"]
    assert len(taken.content) > 1000


async def test_the_cookie_opens_no_export_of_the_api(world: World) -> None:
    cookie = {"cookie": f"{COOKIE}={world.token('spp-is-manager')}"}

    answer = await world.client.get("/exports/forms.csv?year=2020", headers=cookie)

    assert answer.status_code == 401


async def test_the_page_is_no_way_to_write(world: World) -> None:
    await sign_in(world, persona="charleroi-editor")
    before = world.everything()

    answers = [
        await world.client.request(method, path, headers=OWN)
        for method in ("POST", "PUT", "PATCH", "DELETE")
        for path in ("/status", "/status/live", "/status/page.js")
    ]

    assert {answer.status_code for answer in answers} == {405}
    assert world.everything() == before


async def test_the_form_to_sign_in_is_found_again_at_its_page(world: World) -> None:
    answer = await world.client.get("/status/session")

    assert answer.status_code == 303
    assert answer.headers["location"] == "../status"


async def test_who_follows_a_link_from_elsewhere_is_asked_again_from_here(world: World) -> None:
    arriving = await look(world, **{"sec-fetch-site": "cross-site"})
    again = await look(
        world, **{"sec-fetch-site": "cross-site", "referer": "http://127.0.0.1:8000/status"}
    )

    assert arriving.answer.headers["refresh"] == "0"
    assert "refresh" not in again.answer.headers


async def test_the_page_can_be_switched_off(world: World) -> None:
    settings = world.settings.model_copy(update={"status_page": False})
    app = create_app(settings, clock=world.clock)
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url=world.settings.base_url
    )

    answers = [await client.get(path) for path in ("/status", "/status/live", "/status/page.css")]

    assert {answer.status_code for answer in answers} == {404}


def test_the_page_is_served_unless_it_is_switched_off() -> None:
    settings = Settings(environment="production", subject_key=SUBJECT_KEY.decode())

    assert settings.status_page is True
