"""Who looks at the pages: an access token, from the Authorization header or from our cookie.

A browser cannot send an Authorization header when it goes to a page. So the pages keep the token in
a cookie that is encrypted, that no script reads, and that opens nothing but the pages: the API
knows no cookie.

Source: RFC 6265 (cookies, and how long they may be), draft-ietf-httpbis-rfc6265bis (`__Host-`).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from auth.identity import Actor
from auth.keys import KeysUnavailable
from auth.tokens import InvalidToken, TokenVerifier, VerifiedToken
from rapport_unique.bearer import log_refused
from rapport_unique.pages.sealing import Seal

COOKIE = "rapport_unique"
LARGEST_PART = 3500
"""A browser drops a cookie of more than 4096 characters, so a long token is kept in parts."""
LARGEST_HINT = 4096
"""A longer token of identity is not kept: without it, the issuer asks before it signs out."""
_ROOM = 1.5
"""What is sealed is compressed, encrypted and written in base64."""
_RENEWED_AFTER_S = 60


class SignInNeeded(Exception):  # noqa: N818 - it is no error not to be signed in
    """Nobody is signed in. `text` names the sentence that says why, where there is a reason."""

    def __init__(self, status: int = 401, text: str | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """Somebody who is signed in, and until when."""

    token: VerifiedToken
    access_token: str
    id_token: str | None = None
    seen_s: int = 0
    """When they last asked for a page, in seconds since 1970."""
    by_cookie: bool = False
    """Whether the pages themselves keep the token, and can forget it."""

    @property
    def actor(self) -> Actor:
        """Who it is."""
        return self.token.actor


@dataclass(frozen=True, slots=True)
class Sessions:
    """Signs people in and out, by the tokens that this verifier accepts."""

    verifier: TokenVerifier
    clock: Callable[[], datetime]
    base_url: str
    seal: Seal
    idle_s: int

    @property
    def is_secure(self) -> bool:
        """Whether the pages are reached over TLS."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def cookie(self) -> str:
        """The name of the cookie: with TLS, one that only this host can have set, and whole."""
        return f"__Host-{COOKIE}" if self.is_secure else COOKIE

    async def of(self, request: Request) -> Session:
        """Return who sends the request. A header, which a proxy may add, wins over the cookie.

        Raises:
            SignInNeeded: nobody does.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":  # any other is between the browser and a proxy
            return await self.by(token.strip(), request, refused="token_refused")
        parts = (request.cookies.get(name, "") for name in self._names)
        if not (sealed := "".join(takewhile(bool, parts))):
            raise SignInNeeded
        kept = self.seal.open(sealed, lasts_s=self.idle_s)
        if kept is None:
            raise SignInNeeded(text="session_over")
        session = await self.by(kept["access"], request, refused="session_over")
        return Session(
            token=session.token,
            access_token=session.access_token,
            id_token=kept["identity"],
            seen_s=kept["seen"],
            by_cookie=True,
        )

    async def actor_of(self, request: Request) -> Actor | None:
        """Return who sends the request, or None for a stranger."""
        try:
            return (await self.of(request)).actor
        except SignInNeeded:
            return None

    async def by(self, token: str, request: Request, *, refused: str) -> Session:
        """Return whom the token speaks of.

        Raises:
            SignInNeeded: nobody, with the text `refused` where the token is why.
        """
        try:
            read = await self.verifier.read(token, self.clock())
        except InvalidToken as invalid:
            log_refused(invalid, request.scope["request_id"])
            raise SignInNeeded(text=refused) from None
        except KeysUnavailable:
            raise SignInNeeded(503, "keys_unavailable") from None
        if read.expires_at <= self.clock():  # clocks may differ a little, but a cookie needs time
            raise SignInNeeded(text=refused)
        return Session(token=read, access_token=token)

    def keep(self, response: Response, session: Session, id_token: str | None = None) -> None:
        """Let the browser keep who is signed in, until the token expires or nobody is there."""
        if id_token is not None and len(id_token) > LARGEST_HINT:
            id_token = None
        now = self.clock()
        kept = {
            "access": session.access_token,
            "identity": id_token,
            "seen": int(now.timestamp()),
        }
        left_s = math.ceil((session.token.expires_at - now).total_seconds())
        self._keep_parts(response, self.seal.seal(kept), min(left_s, self.idle_s))

    def renew(self, response: Response, session: Session) -> None:
        """Note that the person is still there; not more often than once in a minute."""
        if session.by_cookie and self.clock().timestamp() - session.seen_s >= _RENEWED_AFTER_S:
            self.keep(response, session, session.id_token)

    def forget(self, response: Response) -> None:
        """Let the browser forget who was signed in."""
        self._keep_parts(response, "", 0)

    def set_cookie(self, response: Response, name: str, value: str, lasts_s: int) -> None:
        """Let the browser keep a value that no script reads and no other site sends along."""
        response.set_cookie(
            name,
            value,
            max_age=lasts_s,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    @property
    def _names(self) -> list[str]:
        """The names of the parts that the longest tokens need."""
        longest = (self.verifier.bounds.longest_bytes + LARGEST_HINT) * _ROOM
        parts = math.ceil(longest / LARGEST_PART)
        return [self.cookie, *(f"{self.cookie}_{place}" for place in range(1, parts))]

    def _keep_parts(self, response: Response, sealed: str, lasts_s: int) -> None:
        parts = [sealed[at : at + LARGEST_PART] for at in range(0, len(sealed), LARGEST_PART)]
        names = self._names
        for name, part in zip(names, parts, strict=False):
            self.set_cookie(response, name, part, lasts_s)
        # One part more than is needed ends what is read, whatever stood there before.
        for name in names[len(parts) : len(parts) + 1] if parts else names:
            self.set_cookie(response, name, "", 0)
