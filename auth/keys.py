"""The public keys of an issuer: fetched seldom, shared by all requests, kept through an outage.

Source: RFC 7517 (JSON Web Key), RFC 7515 (JSON Web Signature),
RFC 8725 (JSON Web Token Best Current Practices), OpenID Connect Discovery 1.0.
"""

import asyncio
import contextlib
import json
import logging
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from auth.issuers import IssuerConfig

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

_LARGEST_ANSWER = 256 * 1024
_MOST_TRIED = 16
_FAMILIES: Mapping[str, Callable[[dict[str, Any]], object]] = {
    "RSA": RSAAlgorithm.from_jwk,
    "EC": ECAlgorithm.from_jwk,
    "OKP": OKPAlgorithm.from_jwk,
}
_PUBLIC_MEMBERS = ("kty", "crv", "n", "e", "x", "y")
_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}

logger = logging.getLogger(__name__)


class KeysUnavailable(Exception):  # noqa: N818 - a state of the issuer, not an error of the request
    """The issuer's keys cannot be had now, so its tokens cannot be judged: try again later."""

    def __init__(self, issuer: str, retry_after_s: float) -> None:
        super().__init__(f"the keys of {issuer} cannot be had")
        self.retry_after_s = max(1, math.ceil(retry_after_s))
        """When to try again, in whole seconds."""


class UnusableAnswer(ValueError):  # noqa: N818 - named for what came back
    """The issuer answered with something else than keys; the message tells what, for the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VerificationKey:
    """A public key, and the signature algorithms it may be used with."""

    kid: str | None
    algorithms: frozenset[str]
    public_key: PublicKey


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyTimes:
    """When keys are fetched, in seconds."""

    cool_down_s: float = 30
    """Between two fetches, while there are keys."""
    retry_s: float = 5
    """Between two fetches, while there are none."""
    max_age_s: float = 600
    """After this age the keys are fetched again."""
    stale_s: float = 24 * 3600
    """Until this age they serve while the issuer is down."""
    timeout_s: float = 5
    """For one fetch, from the first request to the last byte."""
    patience_s: float = 0.5
    """For who waits for a fetch, from its beginning; it goes on without them."""


def usable_keys(document: object, allowed: Collection[str]) -> tuple[VerificationKey, ...]:
    """Return the keys of a JWK set that may verify; the others are passed over.

    Raises:
        UnusableAnswer: the document is no JWK set.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise UnusableAnswer("no key set")
    found = (_usable_key(entry, allowed) for entry in entries if isinstance(entry, dict))
    return tuple(key for key in found if key is not None)


def _usable_key(said: Mapping[str, object], allowed: Collection[str]) -> VerificationKey | None:
    entry = {name: value for name, value in said.items() if value is not None}
    kid = entry.get("kid")
    public_key = _public_key(entry) if _is_meant_for_verifying(entry) else None
    if public_key is None or not (kid is None or isinstance(kid, str)):
        return None
    algorithms = frozenset(
        algorithm
        for algorithm in _algorithms_of(public_key)
        if algorithm in allowed and entry.get("alg", algorithm) == algorithm
    )
    if not algorithms:
        return None
    return VerificationKey(kid=kid, algorithms=algorithms, public_key=public_key)


def _is_meant_for_verifying(entry: Mapping[str, object]) -> bool:
    operations = entry.get("key_ops", ["verify"])
    return (
        entry.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and "d" not in entry  # A published private key is everybody's.
    )


def _public_key(entry: Mapping[str, object]) -> PublicKey | None:
    read = _FAMILIES.get(str(entry.get("kty")))
    if read is None:
        return None
    members = {name: entry[name] for name in _PUBLIC_MEMBERS if name in entry}
    try:
        key = read(members)
    except (PyJWTError, UnsupportedAlgorithm, TypeError, ValueError):
        return None
    return key if isinstance(key, PublicKey) else None


def _algorithms_of(key: PublicKey) -> frozenset[str]:
    match key:
        case RSAPublicKey():
            fits = 2048 <= key.key_size <= 8192
            return frozenset(
                f"{scheme}{bits}" for scheme in ("RS", "PS") for bits in (256, 384, 512) if fits
            )
        case EllipticCurvePublicKey():
            return frozenset(_CURVES[name] for name in (key.curve.name,) if name in _CURVES)
        case _:
            return frozenset({"EdDSA"})


class IssuerKeys:
    """The keys of one issuer, as last fetched."""

    def __init__(
        self,
        config: IssuerConfig,
        client: httpx2.AsyncClient,
        *,
        clock: Callable[[], float],
        times: KeyTimes,
    ) -> None:
        """Keep the keys of this issuer, none of which are fetched yet. The clock is monotonic."""
        self.config = config
        self.version = 0
        """Grows whenever the keys have changed."""
        self._client = client
        self._clock = clock
        self._times = times
        self._keys: tuple[VerificationKey, ...] = ()
        self._fetched_at = -math.inf
        self._attempted_at = -math.inf
        self._failing = False
        self._fetching: asyncio.Task[None] | None = None

    def matching(self, kid: str | None, algorithm: str) -> tuple[VerificationKey, ...]:
        """Return the keys that a token with this header may be signed with, none if unknown.

        A key or a token without a name is not told from the others by it.
        """
        suitable = [key for key in self._keys if algorithm in key.algorithms]
        named = [key for key in suitable if kid is None or key.kid == kid]
        return tuple((named or [key for key in suitable if key.kid is None])[:_MOST_TRIED])

    def begin_to_fetch(self) -> asyncio.Task[None] | None:
        """Return the fetch that is under way, or begins now; None after one that is too recent."""
        if self._fetching is not None and not self._fetching.done():
            return self._fetching
        if self._pause_left_s() > 0:
            return None
        self._attempted_at = self._clock()
        self._fetching = asyncio.create_task(self._fetch())
        return self._fetching

    async def keep_fresh(self) -> None:
        """Fetch the keys if they are old; wait a moment, unless the issuer is known to be down.

        Raises:
            KeysUnavailable: there are no keys, or they are too old to be trusted.
        """
        if self._unusable() or self._age() > self._times.max_age_s:
            await self._fetch_unless_just_done(wait=not self._failing)
        if self._unusable():
            raise self._unavailable()

    async def renew(self) -> bool:
        """Look for keys that are new, unless that was just done; return whether there are any."""
        version = self.version
        await self._fetch_unless_just_done()
        return self.version != version

    def must_be_known(self, *, asked_at: float, token_age_s: float) -> None:
        """Return when a token of that age is signed with no key of the issuer, now or shortly.

        It is so when the keys were fetched since somebody asked, or since the token was issued,
        by a clock that may go wrong as far as is forgiven.

        Raises:
            KeysUnavailable: the token may be signed with a key that is newer than those known.
        """
        since_issued = self._age() + self.config.leeway_s <= token_age_s
        if self._fetched_at < asked_at and not since_issued:
            raise self._unavailable()

    async def aclose(self) -> None:
        """Give up a fetch that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    def _age(self) -> float:
        return self._clock() - self._fetched_at

    def _unusable(self) -> bool:
        return not self._keys or self._age() > self._times.stale_s

    def _unavailable(self) -> KeysUnavailable:
        return KeysUnavailable(self.config.issuer, self._pause_left_s())

    def _pause_left_s(self) -> float:
        """Return for how long nothing is fetched after the last attempt."""
        pause_s = self._times.retry_s if self._unusable() else self._times.cool_down_s
        return self._attempted_at + pause_s - self._clock()

    async def _fetch_unless_just_done(self, *, wait: bool = True) -> None:
        """Fetch the keys, and wait for a moment: an issuer that hangs holds nobody who comes."""
        fetching = self.begin_to_fetch()
        if wait and fetching is not None:
            left_s = self._attempted_at + self._times.patience_s - self._clock()
            await asyncio.wait({fetching}, timeout=max(0, left_s))

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(self._times.timeout_s):
                document = await self._key_set()
            keys = usable_keys(document, self.config.algorithms)
        except UnusableAnswer as error:
            self._note_failure(str(error))
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, TimeoutError) as error:
            self._note_failure(type(error).__name__)
        else:
            self._replace(keys)

    def _note_failure(self, reason: str) -> None:
        self._failing = True
        logger.warning("The keys of %s could not be fetched: %s", self.config.issuer, reason)

    def _replace(self, keys: tuple[VerificationKey, ...]) -> None:
        self._failing = False
        self._fetched_at = self._clock()
        if keys != self._keys:
            self._keys = keys
            self.version += 1
        if not keys:
            logger.warning("The key set of %s holds no usable key", self.config.issuer)

    async def _key_set(self) -> object:
        if self.config.jwks_url is not None:
            return await self._json(self.config.jwks_url)
        issuer = self.config.issuer
        document = await self._json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if not isinstance(document, dict) or document.get("issuer") != issuer:
            raise UnusableAnswer("the discovery document is of another issuer")
        url = document.get("jwks_uri")
        if not isinstance(url, str) or not self.config.may_fetch(url):
            raise UnusableAnswer("the discovery document names no safe jwks_uri")
        return await self._json(url)

    async def _json(self, url: str) -> object:
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        async with self._client.stream(
            "GET", url, headers=headers, follow_redirects=False
        ) as response:
            if response.status_code != 200:
                raise UnusableAnswer(f"status {response.status_code}")
            body = await _bounded_body(response)
        try:
            document: object = json.loads(body)
        except (ValueError, RecursionError):
            raise UnusableAnswer("no JSON") from None
        return document


async def _bounded_body(response: httpx2.Response) -> bytes:
    # Without compression the bound on the body is the bound on the memory.
    if response.headers.get("content-encoding", "identity") != "identity":
        raise UnusableAnswer("compressed, though plain content was asked for")
    body = bytearray()
    async with contextlib.aclosing(response.aiter_bytes()) as chunks:
        async for chunk in chunks:
            body += chunk
            if len(body) > _LARGEST_ANSWER:
                raise UnusableAnswer(f"more than {_LARGEST_ANSWER} bytes")
    return bytes(body)
