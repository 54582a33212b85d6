"""The pages as a client of an issuer that is not ours: one that speaks as Keycloak does."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from pydantic import SecretStr
from starlette.requests import Request

from auth.issuers import IssuerConfig, SignInConfig
from rapport_unique.pages.openid import (
    Begun,
    IssuerSilentError,
    OpenIdClient,
    SignInFailedError,
    Tokens,
)
from tests.world import NOON

REALM = "https://login.example/realms/cpas"
ENDPOINTS = f"{REALM}/protocol/openid-connect"
BACK = "https://rapport.example/sign-in/done"
DISCOVERY = {
    "issuer": REALM,
    "authorization_endpoint": f"{ENDPOINTS}/auth",
    "token_endpoint": f"{ENDPOINTS}/token",
    "introspection_endpoint": f"{ENDPOINTS}/token/introspect",
    "userinfo_endpoint": f"{ENDPOINTS}/userinfo",
    "end_session_endpoint": f"{ENDPOINTS}/logout",
    "jwks_uri": f"{ENDPOINTS}/certs",
    "check_session_iframe": f"{ENDPOINTS}/login-status-iframe.html",
    "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
    "acr_values_supported": ["0", "1"],
    "response_types_supported": ["code", "none", "id_token", "code id_token"],
    "subject_types_supported": ["public", "pairwise"],
    "id_token_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "RS256"],
    "response_modes_supported": ["query", "fragment", "form_post"],
    "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_basic"],
    "scopes_supported": ["openid", "profile", "email", "roles"],
    "code_challenge_methods_supported": ["plain", "S256"],
    "authorization_response_iss_parameter_supported": True,
}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CONFIG = IssuerConfig(
    issuer=REALM,
    audience="rapport-unique",
    sign_in=SignInConfig(
        client_id="pages",
        client_secret=SecretStr("secret of the pages"),
        acr_values="urn:be:fedict:iam:fas:Level500",
        parameters={"kc_idp_hint": "fas"},
    ),
)


@dataclass
class Realm:
    """What the issuer does when it is asked."""

    discovery: dict[str, Any] = field(default_factory=lambda: dict(DISCOVERY))
    claims: dict[str, Any] = field(default_factory=dict)
    answer: Callable[[dict[str, Any]], httpx2.Response] = lambda found: httpx2.Response(
        200, json=found
    )
    key: rsa.RSAPrivateKey = KEY
    nonce: str = ""
    asked: list[httpx2.Request] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        match request.url.path.removeprefix("/realms/cpas"):
            case "/.well-known/openid-configuration":
                return httpx2.Response(200, json=self.discovery)
            case "/protocol/openid-connect/certs":
                jwk = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
                return httpx2.Response(200, json={"keys": [{**jwk, "kid": "k1", "alg": "RS256"}]})
            case "/protocol/openid-connect/token":
                found = {"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 300}
                return self.answer({**found, "id_token": self._identity()})
            case _:
                return httpx2.Response(404)

    def _identity(self) -> str:
        issued = int(NOON.timestamp())
        claims = {
            "iss": REALM,
            "aud": "pages",
            "azp": "pages",
            "typ": "ID",
            "sub": "b1c7",
            "iat": issued,
            "exp": issued + 300,
            "nonce": self.nonce,
            **self.claims,
        }
        stated = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(stated, self.key, algorithm="RS256", headers={"kid": "k1"})


def client_of(realm: Realm) -> OpenIdClient:
    return OpenIdClient(
        CONFIG, back_to=BACK, clock=lambda: NOON, transport=httpx2.MockTransport(realm)
    )


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def came_back(begun: Begun, **changes: str) -> Request:
    """The request of a browser that comes back from the issuer."""
    given = {"state": begun.state, "code": "the-code", "iss": REALM, **changes}
    sent = urlencode({name: value for name, value in given.items() if value}).encode()
    return Request({"type": "http", "method": "GET", "query_string": sent, "headers": []})


async def signed_in(realm: Realm, **changes: str) -> tuple[Begun, Tokens]:
    client = client_of(realm)
    begun = await client.begin(language="nl")
    realm.nonce = begun.kept["nonce"]
    return begun, await client.finish(came_back(begun, **changes), begun.kept)


async def test_people_are_led_to_where_the_issuer_says() -> None:
    begun = await client_of(Realm()).begin(language="nl")

    asked = query(begun.url)
    assert begun.url.startswith(f"{ENDPOINTS}/auth?")
    assert asked["redirect_uri"] == BACK
    assert asked["client_id"] == "pages"
    assert asked["kc_idp_hint"] == "fas"
    assert asked["ui_locales"] == "nl"
    assert "acr_values" not in asked
    assert (asked["state"], asked["nonce"]) == (begun.state, begun.kept["nonce"])
    challenge = hashlib.sha256(begun.kept["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()


async def test_who_has_to_sign_in_more_strongly_is_asked_to() -> None:
    begun = await client_of(Realm()).begin(language="nl", for_signing=True)

    asked = query(begun.url)
    assert asked["acr_values"] == "urn:be:fedict:iam:fas:Level500"
    assert asked["prompt"] == "login"


async def test_the_code_is_exchanged_with_the_verifier_and_the_secret() -> None:
    realm = Realm()

    begun, tokens = await signed_in(realm)

    (asked,) = [request for request in realm.asked if request.method == "POST"]
    sent = dict(parse_qsl(asked.content.decode()))
    name, _, secret = base64.b64decode(asked.headers["authorization"][6:]).decode().partition(":")
    assert sent["grant_type"] == "authorization_code"
    assert sent["code"] == "the-code"
    assert sent["redirect_uri"] == BACK
    assert sent["code_verifier"] == begun.kept["code_verifier"]
    assert (name, secret) == ("pages", "secret of the pages")
    assert tokens.access == "a.b.c"
    assert tokens.identity is not None


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another question"},
        {"nonce": None},
        {"aud": "another client", "azp": "pages"},
        {"aud": ["pages", "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(NOON.timestamp()) - 60},
        {"iat": int(NOON.timestamp()) + 3600, "nbf": int(NOON.timestamp()) + 3600},
        {"sub": None},
    ],
    ids=str,
)
async def test_a_token_of_identity_that_is_not_for_us_signs_nobody_in(
    claims: dict[str, Any],
) -> None:
    with pytest.raises(SignInFailedError):
        await signed_in(Realm(claims=claims))


async def test_a_token_of_identity_with_another_signature_signs_nobody_in() -> None:
    with pytest.raises(SignInFailedError):
        await signed_in(Realm(key=ANOTHER_KEY))


@pytest.mark.parametrize(
    "changes",
    [{"iss": "https://elsewhere.example"}, {"code": "", "error": "access_denied"}],
    ids=str,
)
async def test_an_answer_without_a_code_of_this_issuer_is_none(changes: dict[str, str]) -> None:
    with pytest.raises(SignInFailedError):
        await signed_in(Realm(), **changes)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx2.Response(400, json={"error": "invalid_grant"}), SignInFailedError),
        (httpx2.Response(200, json={"access_token": "a.b.c"}), SignInFailedError),
        (httpx2.Response(503, text="later"), IssuerSilentError),
    ],
    ids=["refused", "no identity", "unavailable"],
)
async def test_what_the_issuer_answers_instead_of_tokens_signs_nobody_in(
    answer: httpx2.Response, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await signed_in(Realm(answer=lambda _: answer))


async def test_an_issuer_that_cannot_be_reached_is_silent() -> None:
    def unreachable(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route")

    client = OpenIdClient(
        CONFIG, back_to=BACK, clock=lambda: NOON, transport=httpx2.MockTransport(unreachable)
    )

    with pytest.raises(IssuerSilentError):
        await client.begin(language="fr")
    assert await client.end(id_token=None, to=BACK) is None


async def test_people_sign_out_there_where_it_is_offered() -> None:
    _, tokens = await signed_in(Realm())
    end = client_of(Realm()).end
    offered = await end(id_token=tokens.identity, to="https://rapport.example/sign-in")
    without = {name: it for name, it in DISCOVERY.items() if name != "end_session_endpoint"}
    none = await client_of(Realm(discovery=without)).end(id_token=None, to=BACK)

    assert offered is not None
    assert offered.startswith(f"{ENDPOINTS}/logout?")
    assert query(offered)["id_token_hint"] == tokens.identity
    assert query(offered)["post_logout_redirect_uri"] == "https://rapport.example/sign-in"
    assert query(offered)["client_id"] == "pages"
    assert none is None
