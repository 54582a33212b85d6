"""Who looks at the status page: an access token, from a header or from a cookie of this page.

A browser cannot send an Authorization header when it goes to a page, and never when it opens an
event stream. So the page keeps the token in a cookie, which is sent to addresses below `/status`
only, never to scripts, and never with a request that comes from elsewhere. What stands below
`/status` reads, and changes nothing.

Source: RFC 6265 (cookies, and how long they may be), Fetch Metadata Request Headers (W3C).
"""

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

COOKIE = "rapport_unique_status"
LARGEST_PART = 3500
"""A browser drops a cookie of more than 4096 characters, so a long token is kept in parts."""


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
    by_cookie: bool = False
    """Whether the page itself keeps the token, and can forget it."""

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

    async def of(self, request: Request) -> Session:
        """Return who sends the request. A header, which a proxy may add, wins over the cookie.

        Raises:
            SignInNeeded: nobody does.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":  # any other is between the browser and a proxy
            return await self.by(token.strip(), request, refused="token_refused")
        kept = self._kept_token(request)
        if not kept:
            raise SignInNeeded
        return await self.by(kept, request, refused="session_over", by_cookie=True)

    async def actor_of(self, request: Request) -> Actor | None:
        """Return who sends the request, or None for a stranger."""
        try:
            return (await self.of(request)).actor
        except SignInNeeded:
            return None

    async def by(
        self, token: str, request: Request, *, refused: str, by_cookie: bool = False
    ) -> Session:
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
        return Session(token=read, by_cookie=by_cookie)

    def keep(self, response: Response, token: str, session: Session) -> None:
        """Let the browser keep the token until it expires."""
        lasts_s = int((session.token.expires_at - self.clock()).total_seconds())
        parts = [token[at : at + LARGEST_PART] for at in range(0, len(token), LARGEST_PART)]
        for name, part in zip(self._names, parts, strict=False):
            self._set(response, name, part, max(lasts_s, 1))
        for name in self._names[len(parts) :]:
            self._set(response, name, "", 0)

    def forget(self, response: Response) -> None:
        """Let the browser forget the token."""
        for name in self._names:
            self._set(response, name, "", 0)

    @property
    def _names(self) -> list[str]:
        """The names of the parts that the longest token needs."""
        parts = -(-self.verifier.bounds.longest_bytes // LARGEST_PART)
        return [COOKIE, *(f"{COOKIE}_{place}" for place in range(1, parts))]

    def _kept_token(self, request: Request) -> str:
        kept = (request.cookies.get(name, "") for name in self._names)
        return "".join(takewhile(bool, kept))

    def _set(self, response: Response, name: str, value: str, lasts_s: int) -> None:
        address = urlsplit(self.base_url)
        response.set_cookie(
            name,
            value,
            max_age=lasts_s,
            path=f"{address.path}/status",
            secure=address.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def is_own(self, request: Request) -> bool:
        """Return whether the request comes from this page itself, as a browser tells it."""
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site is None and origin is None:
            return False
        return site in {None, "same-origin"} and (
            origin is None or self._stands_at(request, origin)
        )

    def is_followed_here(self, request: Request) -> bool:
        """Return whether somebody followed a link from elsewhere, which carries no cookie."""
        site = request.headers.get("sec-fetch-site")
        from_here = self._stands_at(request, request.headers.get("referer", ""))
        return request.method == "GET" and site == "cross-site" and not from_here

    def _stands_at(self, request: Request, url: str) -> bool:
        # A proxy that does TLS changes the scheme, and nothing else of where the page stands.
        return urlsplit(url).netloc in {urlsplit(self.base_url).netloc, request.headers.get("host")}
