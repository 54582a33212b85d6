"""The development issuer: vouches for invented persons. Never part of a production service.

Its tokens are verified like those of any other issuer. How people sign in there is in `provider`.

Source: RFC 9068 (JSON Web Token Profile for OAuth 2.0 Access Tokens),
RFC 7638 (JSON Web Key Thumbprint), OpenID Connect Discovery 1.0.
"""

import base64
import hashlib
import json
import ssl
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from auth.issuers import IssuerConfig, SignInConfig
from rapport_unique.personas import PERSONAS, Persona, persona_named
from rapport_unique.settings import ConfigurationError, kept_secret

ISSUER_PATH = "/dev/issuer"
AUDIENCE = "rapport-unique"
CLIENT_ID = "rapport-unique-pages"
NAMESPACE = "urn:rapport-unique:development"
"""The invented persons stay who they are when the service moves to another address."""
LIFETIME_S = 3600

_NO_STORE = {"cache-control": "no-store"}


class DevelopmentIssuer:
    """An issuer with a key pair of its own, for one address of the service."""

    def __init__(
        self, *, base_url: str, key: EllipticCurvePrivateKey, audience: str = AUDIENCE
    ) -> None:
        """Issue tokens for the service at this address (without a slash at the end)."""
        self.url = f"{base_url}{ISSUER_PATH}"
        self._key = key
        self._audience = audience
        self._jwk = _public_jwk(key)

    @property
    def config(self) -> IssuerConfig:
        """What the verifier must know to trust this issuer."""
        return IssuerConfig(
            issuer=self.url,
            audience=self._audience,
            algorithms=("ES256",),
            allow_http=True,
            person_namespace=NAMESPACE,
            sign_in=SignInConfig(client_id=CLIENT_ID),
        )

    def discovery(self) -> dict[str, object]:
        """Return the discovery document."""
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks.json",
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "end_session_endpoint": f"{self.url}/end-session",
            "scopes_supported": ["openid", "profile"],
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        }

    def key_set(self) -> dict[str, object]:
        """Return the JWK set, which holds the one public key."""
        return {"keys": [self._jwk]}

    def issue_token(
        self,
        persona: Persona,
        *,
        now: datetime,
        lifetime_s: int = LIFETIME_S,
        acr: str | None = None,
    ) -> str:
        """Return an access token that speaks of this person, signed in at that level."""
        issued = int(now.timestamp())
        claims = {
            "iss": self.url,
            "aud": self._audience,
            "sub": f"persona:{persona.key}",
            "client_id": "development",
            "iat": issued,
            "exp": issued + lifetime_s,
            "jti": str(uuid.uuid4()),
            **_claims(persona),
            **({"acr": acr} if acr else {}),
        }
        return self._signed(claims, "at+jwt")

    def identify(self, persona: Persona, *, nonce: str, now: datetime) -> str:
        """Return the token of identity that answers the question with this nonce."""
        issued = int(now.timestamp())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": f"persona:{persona.key}",
            "nonce": nonce,
            "iat": issued,
            "exp": issued + LIFETIME_S,
        }
        return self._signed(claims, "JWT")

    def secret(self) -> bytes:
        """Return what only this issuer knows."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def _signed(self, claims: dict[str, object], type_: str) -> str:
        headers = {"typ": type_, "kid": self._jwk["kid"]}
        return jwt.encode(claims, self._key, algorithm="ES256", headers=headers)


def new_key() -> EllipticCurvePrivateKey:
    """Return a new key pair on the curve P-256."""
    return generate_private_key(SECP256R1())


def load_key(path: Path) -> EllipticCurvePrivateKey:
    """Return the key pair in this file, made on first use and readable by its owner only.

    Raises:
        ConfigurationError: the file cannot be made, or holds something else.
    """
    try:
        key = load_pem_private_key(kept_secret(path, _new_pem), password=None)
    except ValueError:
        key = None
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise ConfigurationError([f"{path}: holds no P-256 key; remove it and a new one is made"])
    return key


def issuer_app(
    issuer: DevelopmentIssuer, *, clock: Callable[[], datetime] | None = None
) -> Starlette:
    """Return an application that is this issuer and nothing else: it shows no pages."""
    return Starlette(routes=issuer_routes(issuer, clock=clock))


def issuer_routes(
    issuer: DevelopmentIssuer, *, clock: Callable[[], datetime] | None = None
) -> list[Route]:
    """Return the routes of the issuer, from the root of the service. The clock gives UTC."""
    now = clock or _utc_now

    async def discovery(_: Request) -> JSONResponse:
        return JSONResponse(issuer.discovery())

    async def key_set(_: Request) -> JSONResponse:
        return JSONResponse(issuer.key_set())

    async def personas(_: Request) -> JSONResponse:
        return JSONResponse([_listed(persona) for persona in PERSONAS], headers=_NO_STORE)

    async def token(request: Request) -> JSONResponse:
        persona = persona_named(request.path_params["key"])
        if persona is None:
            return JSONResponse({"error": "unknown_persona"}, status_code=404, headers=_NO_STORE)
        answer = {
            "access_token": issuer.issue_token(persona, now=now()),
            "token_type": "Bearer",
            "expires_in": LIFETIME_S,
        }
        return JSONResponse(answer, headers=_NO_STORE)

    return [
        Route(f"{ISSUER_PATH}/.well-known/openid-configuration", discovery),
        Route(f"{ISSUER_PATH}/jwks.json", key_set),
        Route("/dev/personas", personas),
        Route("/dev/personas/{key}/token", token, methods=["POST"]),
    ]


def key_client(issuer: DevelopmentIssuer | None = None) -> httpx2.AsyncClient:
    """Return the client that fetches keys; those of the development issuer without a socket."""
    if issuer is None:
        return httpx2.AsyncClient(verify=authorities())
    url = httpx2.URL(issuer.url)
    below = Mount(url.path.removesuffix(ISSUER_PATH), app=issuer_app(issuer))
    own = httpx2.ASGITransport(Starlette(routes=[below]))
    return httpx2.AsyncClient(verify=authorities(), mounts={str(url.copy_with(path="")): own})


@cache
def authorities() -> ssl.SSLContext:
    """Return whom we believe who a server is: to read it takes longer than to serve a request."""
    return httpx2.create_ssl_context()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _new_pem() -> bytes:
    return new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public_jwk(key: EllipticCurvePrivateKey) -> dict[str, str]:
    public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    named = {member: public[member] for member in ("crv", "kty", "x", "y")}
    canonical = json.dumps(named, sort_keys=True, separators=(",", ":")).encode()
    thumbprint = base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=")
    return {**named, "kid": thumbprint.decode(), "alg": "ES256", "use": "sig"}


def _claims(persona: Persona) -> dict[str, object]:
    claims = {
        "roles": sorted(persona.roles),
        "cpas_nis": persona.nis_code,
        "region": persona.region,
        "given_name": persona.given_name,
        "family_name": persona.family_name,
        "locale": persona.locale,
        "acr": persona.acr,
    }
    return {name: value for name, value in claims.items() if value is not None}


def _listed(persona: Persona) -> dict[str, str | list[str] | None]:
    return {
        "key": persona.key,
        "label": persona.label,
        "cpas": persona.nis_code,
        "roles": sorted(persona.roles),
        "description": persona.description,
    }
