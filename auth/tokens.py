"""From a signed token to the actor it speaks of.

Source: RFC 7519 (JSON Web Token), RFC 8725 (JSON Web Token Best Current Practices),
RFC 9068 (JSON Web Token Profile for OAuth 2.0 Access Tokens).
"""

import hashlib
import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
from jwt import PyJWTError
from jwt.api_jws import PyJWS

from auth.claims import SUPPORTED_ALGORITHMS, IssuerConfig, actor_of, pseudonym
from auth.identity import Actor
from auth.keys import IssuerKeys, KeyTimes

LONGEST_TOKEN = 8 * 1024
SHORTEST_SUBJECT_KEY = 32
_LAST_INSTANT = datetime(9999, 12, 31, tzinfo=UTC).timestamp()

_jws = PyJWS(algorithms=sorted(SUPPORTED_ALGORITHMS))


class InvalidToken(Exception):  # noqa: N818 - named for the `invalid_token` of RFC 6750
    """The token proves nothing. The reason is one plain sentence without anything of the token."""

    @property
    def reason(self) -> str:
        """What is wrong, fit for an `error_description`."""
        return str(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifiedToken:
    """Whom a token speaks of, and until when (an aware instant)."""

    actor: Actor
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """A token taken apart, of which nothing is proven yet."""

    header: dict[str, object]
    claims: dict[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Remembered:
    token: VerifiedToken
    keys: IssuerKeys
    keys_version: int
    since: datetime

    def holds(self, now: datetime) -> bool:
        unchanged = self.keys.version == self.keys_version
        return unchanged and self.since <= now < self.token.expires_at


class TokenVerifier:
    """Verifies the tokens of the configured issuers, each against its own keys only."""

    def __init__(
        self,
        *,
        issuers: Iterable[IssuerConfig],
        client: httpx2.AsyncClient,
        subject_key: bytes,
        clock: Callable[[], float] = time.monotonic,
        times: KeyTimes | None = None,
        cache_size: int = 4096,
    ) -> None:
        """Trust these issuers. The clock is monotonic; keys are fetched when first needed."""
        if len(subject_key) < SHORTEST_SUBJECT_KEY:
            raise ValueError(f"the subject key is shorter than {SHORTEST_SUBJECT_KEY} bytes")
        times = times or KeyTimes()
        self._keys: dict[str, IssuerKeys] = {}
        for config in issuers:
            if config.issuer in self._keys:
                raise ValueError(f"the issuer {config.issuer} is configured twice")
            self._keys[config.issuer] = IssuerKeys(config, client, clock=clock, times=times)
        self._subject_key = subject_key
        self._cache_size = cache_size
        self._cache: OrderedDict[bytes, _Remembered] = OrderedDict()

    async def verify(self, token: str, now: datetime) -> Actor:
        """Return the actor that the token speaks of.

        Raises:
            InvalidToken: the token proves nothing.
            KeysUnavailable: the issuer's keys cannot be had, so nobody can tell.
        """
        return (await self.read(token, now)).actor

    async def read(self, token: str, now: datetime) -> VerifiedToken:
        """Return the actor that the token speaks of, and until when it may be relied upon.

        Raises:
            InvalidToken: the token proves nothing.
            KeysUnavailable: the issuer's keys cannot be had, so nobody can tell.
        """
        _refuse_misshapen(token)
        digest = hashlib.sha256(token.encode("ascii")).digest()
        return await self._recall(digest, now) or await self._prove(token, digest, now)

    async def aclose(self) -> None:
        """Give up the fetches that are under way. The client stays its owner's to close."""
        for keys in self._keys.values():
            await keys.aclose()

    async def _recall(self, digest: bytes, now: datetime) -> VerifiedToken | None:
        remembered = self._cache.get(digest)
        if remembered is None:
            return None
        await remembered.keys.keep_fresh()
        if not remembered.holds(now):
            self._cache.pop(digest, None)
            return None
        if digest in self._cache:
            self._cache.move_to_end(digest)
        return remembered.token

    async def _prove(self, token: str, digest: bytes, now: datetime) -> VerifiedToken:
        opened = _open(token)
        keys = self._keys_of(opened.claims.get("iss"))
        algorithm, kid = _check_header(opened.header, keys.config)
        await _check_signature(token, keys, algorithm, kid)
        _check_audience(opened.claims.get("aud"), keys.config)
        proven = VerifiedToken(
            expires_at=_check_times(opened.claims, keys.config.leeway_s, now),
            actor=self._actor(opened.claims, keys.config),
        )
        self._remember(digest, proven, keys, now)
        return proven

    def _keys_of(self, issuer: object) -> IssuerKeys:
        if issuer is None:
            raise InvalidToken("The claim iss is missing.")
        keys = self._keys.get(issuer) if isinstance(issuer, str) else None
        if keys is None:
            raise InvalidToken("The issuer is not trusted here.")
        return keys

    def _actor(self, claims: dict[str, object], config: IssuerConfig) -> Actor:
        sub = claims.get("sub")
        if not isinstance(sub, str) or not sub:
            raise InvalidToken("The claim sub is missing or is not a text.")
        return actor_of(claims, config, pseudonym(config.issuer, sub, self._subject_key))

    def _remember(
        self, digest: bytes, token: VerifiedToken, keys: IssuerKeys, now: datetime
    ) -> None:
        self._cache[digest] = _Remembered(
            token=token, keys=keys, keys_version=keys.version, since=now
        )
        while len(self._cache) > self._cache_size:
            self._cache.popitem(last=False)


def _refuse_misshapen(token: str) -> None:
    if len(token) > LONGEST_TOKEN:
        raise InvalidToken("The token is too long.")
    if not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}", token):
        raise InvalidToken("The token is not a signed JSON Web Token.")


def _open(token: str) -> _Opened:
    try:
        parts = _jws.decode_complete(token, options={"verify_signature": False})
        claims = json.loads(parts["payload"])
    except (PyJWTError, ValueError, RecursionError):
        raise InvalidToken("The token is not a signed JSON Web Token.") from None
    if not isinstance(claims, dict):
        raise InvalidToken("The token is not a signed JSON Web Token.")
    return _Opened(header=parts["header"], claims=claims)


def _check_header(header: dict[str, object], config: IssuerConfig) -> tuple[str, str | None]:
    """Return the algorithm and the key's name. Nothing else in a header is ever followed."""
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in config.algorithms:
        raise InvalidToken("The signature algorithm is not accepted.")
    if "crit" in header or "b64" in header:
        raise InvalidToken("The token requires an extension that is not supported.")
    if not _is_accepted_type(header, config):
        raise InvalidToken("The token is not of the type at+jwt.")
    if not (kid is None or isinstance(kid, str)):
        raise InvalidToken("The header kid is not a text.")
    return algorithm, kid


def _is_accepted_type(header: dict[str, object], config: IssuerConfig) -> bool:
    if config.accept_any_type and "typ" not in header:
        return True
    given = header.get("typ")
    accepted = {"at+jwt", "jwt"} if config.accept_any_type else {"at+jwt"}
    return isinstance(given, str) and given.lower().removeprefix("application/") in accepted


async def _check_signature(token: str, keys: IssuerKeys, algorithm: str, kid: str | None) -> None:
    candidates = await keys.find(kid, algorithm)
    if not candidates:
        raise InvalidToken("The token is signed with an unknown key.")
    for candidate in candidates:
        try:
            _jws.decode_complete(token, key=candidate.public_key, algorithms=[algorithm])
        except PyJWTError:
            continue
        return
    raise InvalidToken("The signature is wrong.")


def _check_audience(audience: object, config: IssuerConfig) -> None:
    if audience is None:
        raise InvalidToken("The claim aud is missing.")
    audiences = audience if isinstance(audience, list) else [audience]
    if config.audience not in audiences:
        raise InvalidToken("The token is meant for another audience.")


def _check_times(claims: dict[str, object], leeway_s: float, now: datetime) -> datetime:
    """Return when the token expires."""
    at = now.timestamp()
    expires, issued = _instant(claims, "exp"), _instant(claims, "iat")
    if at >= expires + leeway_s:
        raise InvalidToken("The token has expired.")
    if issued > at + leeway_s:
        raise InvalidToken("The token is issued in the future.")
    if "nbf" in claims and _instant(claims, "nbf") > at + leeway_s:
        raise InvalidToken("The token is not valid yet.")
    return datetime.fromtimestamp(expires, UTC)


def _instant(claims: dict[str, object], name: str) -> float:
    value = claims.get(name)
    if value is None:
        raise InvalidToken(f"The claim {name} is missing.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(f"The claim {name} is not a number.")
    if not 0 <= value <= _LAST_INSTANT:
        raise InvalidToken(f"The claim {name} is out of range.")
    return value
