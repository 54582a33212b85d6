"""Signing in at an issuer and coming back: every step of it, and whatever it must not accept."""

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import jwt
import pytest

from auth.issuers import IssuerConfig, SignInConfig
from rapport_unique.issuer import CLIENT_ID
from rapport_unique.settings import Settings
from tests.pages.browsing import Visitor, way_in
from tests.sealing import KEYS
from tests.status.visiting import Page
from tests.world import World

pytestmark = pytest.mark.only_on("sqlite", reason="Sessions never meet the database.")


async def asked_at_the_issuer(visitor: Visitor, to: str = "/status") -> httpx2.Response:
    """How the pages lead to the issuer."""
    page = await visitor.get(to)
    return await visitor.client.get(way_in(page), headers={"accept-language": "nl"})


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def chosen(visitor: Visitor, url: str, persona: str) -> str:
    """Where the issuer sends that person back to."""
    answer = await visitor.post(url, {"persona": persona})
    assert answer.status_code == 303
    return str(answer.headers["location"])


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
async def test_who_is_not_signed_in_is_asked_to(visitor: Visitor, language: str) -> None:
    visitor.language = language

    page = await visitor.get("/status")

    assert page.status == 401
    assert page.answer.headers["www-authenticate"] == 'Bearer realm="rapport-unique"'
    assert page.answer.headers["content-language"] == language
    assert page.problem is None


async def test_the_question_to_the_issuer_cannot_be_answered_by_somebody_else(
    visitor: Visitor,
) -> None:
    first, second = [await asked_at_the_issuer(visitor) for _ in range(2)]

    asked = query(first.headers["location"])
    assert first.status_code == 303
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT_ID
    assert asked["redirect_uri"] == "http://127.0.0.1:8000/sign-in/done"
    assert asked["scope"] == "openid profile"
    assert asked["code_challenge_method"] == "S256"
    assert asked["ui_locales"] == "nl"
    other = query(second.headers["location"])
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name]) >= 20
        assert asked[name] != other[name]


async def test_signing_in_comes_back_to_what_was_asked_for(visitor: Visitor) -> None:
    page = await visitor.sign_in("uvcw", "/status?region=WALLONIA&province=Namur")

    assert page.status == 200
    assert "Signed in: Thierry Colson" in page.document.text
    assert query(str(page.answer.url)) == {"region": "WALLONIA", "province": "Namur"}


@pytest.mark.parametrize(
    "to",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x", "/\r\n"],
)
async def test_signing_in_leads_nowhere_else(visitor: Visitor, to: str) -> None:
    begun = await visitor.client.get(f"/sign-in/begin?{urlencode({'to': to})}")
    back = await chosen(visitor, begun.headers["location"], "uvcw")

    answer = await visitor.client.get(back)

    assert answer.headers["location"] == "/"


async def test_a_code_is_worth_something_once(visitor: Visitor) -> None:
    begun = await asked_at_the_issuer(visitor)
    back = await chosen(visitor, begun.headers["location"], "uvcw")
    first = await visitor.client.get(back)
    cookies = begun.headers.get_list("set-cookie")
    again = await visitor.client.get(
        back, headers={"cookie": "; ".join(line.partition(";")[0] for line in cookies)}
    )

    assert first.status_code == 303
    assert again.status_code == 400


async def test_back_after_signing_in_leads_on(visitor: Visitor) -> None:
    begun = await asked_at_the_issuer(visitor)
    back = await chosen(visitor, begun.headers["location"], "uvcw")
    await visitor.client.get(back)

    again = await visitor.client.get(back)

    assert (again.status_code, again.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "another"},
        {"state": ""},
        {"code": "made-up"},
        {"code": ""},
        {"iss": "https://elsewhere.example"},
        {"code": "", "error": "access_denied"},
    ],
    ids=str,
)
async def test_an_answer_to_another_question_signs_nobody_in(
    visitor: Visitor, changes: dict[str, str]
) -> None:
    begun = await asked_at_the_issuer(visitor)
    back = query(await chosen(visitor, begun.headers["location"], "uvcw"))
    given = {name: value for name, value in {**back, **changes}.items() if value}

    page = await visitor.get(f"/sign-in/done?{urlencode(given)}")

    assert page.status == 400
    assert page.problem == "Signing in did not succeed. Try again."
    assert (await visitor.get("/status")).status == 401


async def test_another_browser_cannot_use_the_answer(visitor: Visitor) -> None:
    begun = await asked_at_the_issuer(visitor)
    back = await chosen(visitor, begun.headers["location"], "uvcw")
    visitor.client.cookies.clear()

    page = await visitor.get(back)

    assert page.status == 400


async def test_two_tabs_sign_in_beside_each_other(visitor: Visitor) -> None:
    first = await asked_at_the_issuer(visitor, "/status?region=WALLONIA")
    second = await asked_at_the_issuer(visitor, "/status?region=FLANDERS")
    backs = [
        await chosen(visitor, begun.headers["location"], "spp-is-reader")
        for begun in (first, second)
    ]

    ends = [(await visitor.client.get(back)).headers["location"] for back in backs]

    assert ends == ["/status?region=WALLONIA", "/status?region=FLANDERS"]


async def test_signing_out_signs_out_at_the_issuer_too_and_says_so(visitor: Visitor) -> None:
    page = await visitor.sign_in("uvcw", "/status")
    token = page.document.only("input", name="token").attributes["value"] or ""

    answer = await visitor.post("/sign-out", {"token": token})
    after = await visitor.get(answer.headers["location"])

    asked = query(answer.headers["location"])
    assert urlsplit(answer.headers["location"]).path == "/dev/issuer/end-session"
    assert asked["post_logout_redirect_uri"] == "http://127.0.0.1:8000/sign-in"
    claims = jwt.decode(asked["id_token_hint"], options={"verify_signature": False})
    assert (claims["aud"], claims["sub"]) == (CLIENT_ID, "persona:uvcw")
    assert urlsplit(str(after.answer.url)).path == "/sign-in"
    assert "You are signed out." in after.document.text
    assert (await visitor.get("/status")).status == 401


@pytest.mark.parametrize("sent", ["", "abc", "a.b.c"])
async def test_what_proves_nothing_signs_nobody_in(visitor: Visitor, sent: str) -> None:
    page = Page(await visitor.post("/sign-in/token", {"access_token": sent}))

    assert page.status == 401
    assert page.problem == "This access token is not valid, or no longer. Ask for a new one."
    assert "rapport_unique" not in visitor.client.cookies


async def test_a_pasted_token_may_be_broken_into_lines(visitor: Visitor) -> None:
    token = visitor.world.token("uvcw")

    answer = await visitor.post(
        "/sign-in/token", {"access_token": f"  {token[:80]}\n{token[80:]}", "to": "/status"}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/status")


async def test_in_production_nobody_pastes_a_token(world: World) -> None:
    production = World(
        Settings(
            environment="production",
            sealing_keys=KEYS,
            subject_key=world.settings.subject_key_bytes().decode(),
            database_url=world.settings.database_url,
        ),
        world.clock,
    )

    page = Page(await production.client.get("/status", headers={"accept-language": "en"}))
    answer = await production.client.post("/sign-in/token", headers={"origin": "http://testserver"})
    persona = await production.client.get("/dev/issuer/authorize")

    assert not page.document.all("textarea")
    assert "No sign-in service is configured here." in page.document.text
    assert [answer.status_code, persona.status_code] == [404, 404]


async def test_where_the_issuer_is_elsewhere_forms_may_lead_there_and_nowhere_else(
    world: World,
) -> None:
    foreign = IssuerConfig(
        issuer="https://login.example/realms/cpas",
        audience="rapport-unique",
        signs=False,
        sign_in=SignInConfig(client_id="pages", name="The federal one"),
    )
    settings = world.settings.model_copy(update={"issuers": (foreign,)})

    page = Page(await World(settings, world.clock).client.get("/sign-in"))

    ways = [way.text for way in page.document.only("ul", class_="ways").all("a")]
    assert ways == ["Se connecter : The federal one", "Se connecter : 127.0.0.1:8000"]
    policy = page.answer.headers["content-security-policy"]
    assert policy.endswith("form-action 'self' https://login.example")


# The provider of development ---------------------------------------------------------------------


VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
ASKED = {
    "client_id": CLIENT_ID,
    "redirect_uri": "http://127.0.0.1:8000/sign-in/done",
    "response_type": "code",
    "scope": "openid",
    "state": "s",
    "nonce": "n",
    "code_challenge": CHALLENGE.decode(),
    "code_challenge_method": "S256",
}
GRANT = {
    "grant_type": "authorization_code",
    "client_id": CLIENT_ID,
    "redirect_uri": ASKED["redirect_uri"],
    "code_verifier": VERIFIER,
}


async def code_of(visitor: Visitor, **asked: str) -> str:
    url = f"/dev/issuer/authorize?{urlencode({**ASKED, **asked})}"
    return query(await chosen(visitor, url, "uvcw"))["code"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
    ids=str,
)
async def test_the_provider_says_what_it_does_not_do(
    visitor: Visitor, changes: dict[str, str], error: str
) -> None:
    asked = urlencode({**ASKED, **changes})

    answer = await visitor.client.get(f"/dev/issuer/authorize?{asked}")

    assert query(answer.headers["location"])["error"] == error


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
async def test_the_provider_sends_nobody_to_strangers(visitor: Visitor, name: str) -> None:
    asked = urlencode({**ASKED, name: "https://elsewhere.example"})

    answer = await visitor.client.get(f"/dev/issuer/authorize?{asked}")

    assert answer.status_code == 400


@pytest.mark.parametrize("name", [*GRANT, "code"])
async def test_a_code_is_for_who_asked_for_it(visitor: Visitor, name: str) -> None:
    grant = {**GRANT, "code": await code_of(visitor)}

    refused = await visitor.post("/dev/issuer/token", {**grant, name: "another"})

    assert (refused.status_code, refused.json()) == (400, {"error": "invalid_grant"})


async def test_a_code_expires(visitor: Visitor) -> None:
    grant = {**GRANT, "code": await code_of(visitor)}
    visitor.world.clock.advance(seconds=61)

    refused = await visitor.post("/dev/issuer/token", grant)

    assert refused.status_code == 400


async def test_the_provider_signs_people_in_as_strongly_as_it_is_asked_to(
    visitor: Visitor,
) -> None:
    grant = {**GRANT, "code": await code_of(visitor, acr_values="urn:strong urn:other")}

    answer = (await visitor.post("/dev/issuer/token", grant)).json()

    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert claims["acr"] == "urn:strong"
    assert answer["expires_in"] == 3600


PROGRAM = {"grant_type": "client_credentials"}


async def test_a_program_signs_in_by_the_name_of_its_person(visitor: Visitor) -> None:
    answer = await visitor.client.post("/dev/issuer/token", data=PROGRAM, auth=("vvsg", "secret"))

    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert (claims["roles"], claims["region"]) == (["FEDERATION"], "FLANDERS")
    assert answer.json()["expires_in"] == claims["exp"] - claims["iat"] == 3600
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "sent", ["", "Basic", "Basic %", "Basic /w==", "Basic eA==", "Bearer eA=="]
)
async def test_a_program_that_is_nobody_gets_nothing(visitor: Visitor, sent: str) -> None:
    headers = {"authorization": sent}

    answer = await visitor.client.post("/dev/issuer/token", data=PROGRAM, headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert answer.headers["www-authenticate"].startswith("Basic ")
