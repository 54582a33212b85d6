"""A pretend issuer: real keys and signatures, and a count of the requests that reach it."""

import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from jwt.api_jws import PyJWS

from auth.issuers import IssuerConfig
from auth.keys import KeyTimes
from auth.tokens import TokenBounds, TokenVerifier

NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
ISSUER = "https://issuer.example"
AUDIENCE = "rapport-unique"
SUBJECT_KEY = b"a subject key of the tests, long enough"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
Handler = Callable[[httpx2.Request], Awaitable[httpx2.Response]]


@dataclass
class Clock:
    """A monotonic clock that stands still until it is moved."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass(frozen=True)
class Key:
    private: PrivateKey
    algorithm: str
    kid: str | None = "one"

    def jwk(self, **changes: object) -> dict[str, object]:
        public = self.private.public_key()
        members: dict[str, object]
        if isinstance(public, rsa.RSAPublicKey):
            members = RSAAlgorithm.to_jwk(public, as_dict=True)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            members = ECAlgorithm.to_jwk(public, as_dict=True)
        else:
            members = OKPAlgorithm.to_jwk(public, as_dict=True)
        members.pop("key_ops", None)
        return {**members, **({} if self.kid is None else {"kid": self.kid}), **changes}


def ec_key(kid: str | None = "one") -> Key:
    return Key(ec.generate_private_key(ec.SECP256R1()), "ES256", kid)


def ed_key(kid: str | None = "one") -> Key:
    return Key(ed25519.Ed25519PrivateKey.generate(), "EdDSA", kid)


@cache
def rsa_key(algorithm: str = "RS256", bits: int = 2048, kid: str | None = "one") -> Key:
    return Key(rsa.generate_private_key(65537, bits), algorithm, kid)


def valid_claims(**changes: object) -> dict[str, object]:
    """Return claims that pass; a change to `...` leaves the claim out."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "85073003328",
        "iat": AT - 60,
        "exp": AT + 3600,
        "roles": ["EDITOR"],
        "cpas_nis": "52011",
        "given_name": "Amélie",
        "family_name": "Dubray",
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not ...}


def part(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(claims: object, key: Key, **header: object) -> str:
    """Return a token signed with this key; a header changed to `...` is left out."""
    headers = {"alg": key.algorithm, "typ": "at+jwt", "kid": key.kid, **header}
    kept = {name: value for name, value in headers.items() if value is not ...}
    if key.kid is None and "kid" not in header:
        kept.pop("kid")
    signed = f"{part(kept)}.{part(claims)}"
    signature = PyJWS().get_algorithm_by_name(key.algorithm).sign(signed.encode(), key.private)
    return f"{signed}.{part(signature)}"


@dataclass
class PretendIssuer:
    """Answers for its discovery document and its key set; `answer` replaces every answer."""

    keys: list[Key] = field(default_factory=list)
    url: str = ISSUER
    entries: list[object] | None = None
    answer: Handler | None = None
    requests: list[str] = field(default_factory=list)

    async def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request.url.path)
        if self.answer is not None:
            return await self.answer(request)
        if request.url.path.endswith("/.well-known/openid-configuration"):
            document = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}
            return httpx2.Response(200, json=document)
        entries = [key.jwk() for key in self.keys] if self.entries is None else self.entries
        return httpx2.Response(200, json={"keys": entries})

    def answers_with(self, status: int, content: bytes = b"", **headers: str) -> None:
        async def answer(_: httpx2.Request) -> httpx2.Response:
            return httpx2.Response(status, content=content, headers=headers)

        self.answer = answer

    def fails_with(self, error: Exception) -> None:
        async def answer(_: httpx2.Request) -> httpx2.Response:
            raise error

        self.answer = answer

    def config(self, **changes: object) -> IssuerConfig:
        return IssuerConfig.model_validate(
            {"issuer": self.url, "audience": AUDIENCE, "jwks_url": f"{self.url}/jwks", **changes}
        )

    def verifier(
        self,
        clock: Clock | None = None,
        *,
        times: KeyTimes | None = None,
        config: Mapping[str, object] | None = None,
        bounds: TokenBounds | None = None,
    ) -> TokenVerifier:
        configs = [self.config(**(config or {}))]
        return verifier_of(self, clock=clock, times=times, configs=configs, bounds=bounds)


def verifier_of(
    *issuers: PretendIssuer,
    clock: Clock | None = None,
    times: KeyTimes | None = None,
    configs: list[IssuerConfig] | None = None,
    cache_size: int = 4096,
    bounds: TokenBounds | None = None,
) -> TokenVerifier:
    """Return a verifier that trusts these issuers, and reaches nobody else."""
    by_host = {httpx2.URL(issuer.url).host: issuer for issuer in issuers}

    async def handle(request: httpx2.Request) -> httpx2.Response:
        return await by_host[request.url.host].handle(request)

    return TokenVerifier(
        issuers=configs or [issuer.config(person_namespace="shared") for issuer in issuers],
        client=httpx2.AsyncClient(transport=httpx2.MockTransport(handle)),
        subject_key=SUBJECT_KEY,
        clock=clock or Clock(),
        times=times,
        cache_size=cache_size,
        bounds=bounds,
    )
