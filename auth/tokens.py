"""From a signed token to the actor it speaks of.

Source: RFC 7519 (JSON Web Token), RFC 8725 (JSON Web Token Best Current Practices),
RFC 9068 (JSON Web Token Profile for OAuth 2.0 Access Tokens).
"""

import asyncio
import hashlib
import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx2
from jwt import PyJWTError
from jwt.api_jws import PyJWS

from auth.claims import actor_of, read_claims
from auth.identity import Actor
from auth.issuers import SUPPORTED_ALGORITHMS, IssuerConfig, settled
from auth.keys import IssuerKeys, KeyTimes, VerificationKey
from auth.notices import Told
from auth.persons import pseudonym, weakness
from models.people import Subject

_LAST_INSTANT = datetime(9999, 12, 31, tzinfo=UTC).timestamp()

_jws = PyJWS(algorithms=sorted(SUPPORTED_ALGORITHMS))


class InvalidToken(Exception):  # noqa: N818 - named for the `invalid_token` of RFC 6750
    """The token proves nothing. The reason is one plain sentence without anything of the token.

    `issuer` and `subject` are for the log: a trusted issuer that the token names, and the
    pseudonym of its bearer where the signature is right.
    """

    issuer: str | None = None
    subject: Subject | None = None

    @property
    def reason(self) -> str:
        """What is wrong, fit for an `error_description`."""
        return str(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifiedToken:
    """Whom a token speaks of, and until when: aware instants."""

    actor: Actor
    expires_at: datetime
    accepted_until: datetime
    """When it is refused: later than it expires by what is forgiven between clocks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenBounds:
    """What a token may not exceed."""

    longest_bytes: int = 16 * 1024
    longest_life_s: float = 24 * 3600
    """From the instant at which it was issued until it expires."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
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
    """Verifies the tokens of the configured issuers, each against its own keys only.

    `told` is what its log said already of tokens that leave something unsaid; `bounds` is what a
    token may not exceed.
    """

    def __init__(
        self,
        *,
        issuers: Iterable[IssuerConfig],
        client: httpx2.AsyncClient,
        subject_key: bytes,
        clock: Callable[[], float] = time.monotonic,
        times: KeyTimes | None = None,
        bounds: TokenBounds | None = None,
        known_since: datetime | None = None,
        cache_size: int = 4096,
    ) -> None:
        """Trust these issuers. The clock is monotonic; keys are fetched by when they are needed.

        Until `known_since`, if it is given, persons had other pseudonyms.

        Raises:
            ValueError: the subject key is weak.
            IssuersDisagreeError: the issuers cannot be trusted together.
        """
        if (why := weakness(subject_key)) is not None:
            raise ValueError(f"the subject key {why}")
        self._keys = {
            config.issuer: IssuerKeys(config, client, clock=clock, times=times or KeyTimes())
            for config in settled(issuers)
        }
        self.told = Told()
        self._clock = clock
        self.bounds = bounds or TokenBounds()
        self._known_since = known_since
        self._subject_key = subject_key
        self._cache_size = cache_size
        self._cache: OrderedDict[bytes, _Remembered] = OrderedDict()

    async def fetch_keys(self) -> None:
        """Fetch the keys of every issuer, so that who comes finds them; return when that is done.

        Keys that cannot be had are tried again when somebody comes.
        """
        begun = [keys.begin_to_fetch() for keys in self._keys.values()]
        if fetches := [fetch for fetch in begun if fetch is not None]:
            await asyncio.wait(fetches)

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
        _refuse_misshapen(token, self.bounds.longest_bytes)
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
        opened = open_token(token)
        keys = self._keys_of(opened.claims.get("iss"))
        try:
            await self._check_signature(token, opened, keys, now)
            proven = self._proven(opened.claims, keys.config, now)
        except InvalidToken as refusal:
            refusal.issuer = keys.config.issuer
            raise
        self._remember(digest, proven, keys, now)
        return proven

    async def _check_signature(
        self, token: str, opened: Opened, keys: IssuerKeys, now: datetime
    ) -> None:
        algorithm, kid = _check_header(opened.header, keys.config)
        asked_at = self._clock()
        await keys.keep_fresh()
        candidates = keys.matching(kid, algorithm)
        if _is_signed_with(token, candidates, algorithm):
            return
        if await keys.renew():
            candidates = keys.matching(kid, algorithm)
            if _is_signed_with(token, candidates, algorithm):
                return
        if candidates and kid is not None:
            raise InvalidToken("The signature is wrong.")
        age_s = now.timestamp() - _instant(opened.claims, "iat")
        keys.must_be_known(asked_at=asked_at, token_age_s=age_s)
        raise InvalidToken("The token is signed with an unknown key.")

    def _proven(
        self, claims: dict[str, object], config: IssuerConfig, now: datetime
    ) -> VerifiedToken:
        """Return whom a token that its issuer has signed speaks of, while it may be used here."""
        said = read_claims(claims, config)
        if said.person is None:
            named = "sub" if config.claims.person == ("sub",) else "that identifies the person"
            raise InvalidToken(f"The claim {named} is missing or cannot be read.")
        subject = pseudonym(config.namespace, said.person, self._subject_key)
        try:
            _check_audience(claims.get("aud"), config)
            expires_at = _check_times(claims, config.leeway_s, now)
            _check_life(claims, self.bounds.longest_life_s)
        except InvalidToken as refusal:
            refusal.subject = subject
            raise
        actor = actor_of(said, config, subject, known_since=self._known_since)
        self.told.say(config.issuer, actor.notices)
        return VerifiedToken(
            actor=actor,
            expires_at=expires_at,
            accepted_until=expires_at + timedelta(seconds=config.leeway_s),
        )

    def _keys_of(self, issuer: object) -> IssuerKeys:
        if issuer is None:
            raise InvalidToken("The claim iss is missing.")
        keys = self._keys.get(issuer) if isinstance(issuer, str) else None
        if keys is None:
            raise InvalidToken("The issuer is not trusted here.")
        return keys

    def _remember(
        self, digest: bytes, token: VerifiedToken, keys: IssuerKeys, now: datetime
    ) -> None:
        self._cache[digest] = _Remembered(
            token=token, keys=keys, keys_version=keys.version, since=now
        )
        while len(self._cache) > self._cache_size:
            self._cache.popitem(last=False)


def _refuse_misshapen(token: str, longest: int) -> None:
    if len(token) > longest:
        raise InvalidToken("The token is too long.")
    if not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}", token):
        raise InvalidToken("The token is not a signed JSON Web Token.")


def open_token(token: str) -> Opened:
    """Return what a token says, of which nothing is proven yet.

    Raises:
        InvalidToken: it is no token.
    """
    try:
        parts = _jws.decode_complete(token, options={"verify_signature": False})
        claims = json.loads(parts["payload"])
    except (PyJWTError, ValueError, RecursionError):
        raise InvalidToken("The token is not a signed JSON Web Token.") from None
    if not isinstance(claims, dict):
        raise InvalidToken("The token is not a signed JSON Web Token.")
    return Opened(header=parts["header"], claims=claims)


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


def _is_signed_with(token: str, candidates: Iterable[VerificationKey], algorithm: str) -> bool:
    for candidate in candidates:
        try:
            _jws.decode_complete(token, key=candidate.public_key, algorithms=[algorithm])
        except PyJWTError:
            continue
        return True
    return False


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


def _check_life(claims: dict[str, object], longest_s: float) -> None:
    if _instant(claims, "exp") - _instant(claims, "iat") > longest_s:
        raise InvalidToken("The token lives longer than is accepted here.")


def _instant(claims: dict[str, object], name: str) -> float:
    value = claims.get(name)
    if value is None:
        raise InvalidToken(f"The claim {name} is missing.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidToken(f"The claim {name} is not a number.")
    if not 0 <= value <= _LAST_INSTANT:
        raise InvalidToken(f"The claim {name} is out of range.")
    return value
