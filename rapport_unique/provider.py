"""Signing in at the development issuer: an OpenID provider whose login page is a list of persons.

It does what a provider must for the pages to sign people in as they do in production, and nothing
to tell one visitor from another: everybody may be anybody here. So may every program (client
credentials): it signs in by the name of the person for whom it works.

Source: RFC 6749 (OAuth 2.0), OpenID Connect Core 1.0 and RP-Initiated Logout 1.0, RFC 7636 (PKCE),
RFC 9207 (`iss`).
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from rapport_unique.issuer import (
    CLIENT_ID,
    ISSUER_PATH,
    LIFETIME_S,
    DevelopmentIssuer,
    issuer_routes,
)
from rapport_unique.pages.answering import open_route
from rapport_unique.pages.sealing import Seal
from rapport_unique.pages.sign_in import BACK
from rapport_unique.pages.site import Site
from rapport_unique.pages.visit import Visit
from rapport_unique.personas import PERSONAS, persona_named

CODE_LASTS_S = 60
_NO_STORE = {"cache-control": "no-store"}
_MOST_CODES = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """The development issuer, as those who sign in see it."""

    issuer: DevelopmentIssuer
    base_url: str
    clock: Callable[[], datetime]
    used: dict[str, None] = field(default_factory=dict)
    """The codes that were given back: each is worth something once."""

    def routes(self, site: Site) -> list[BaseRoute]:
        """Return the routes of the login page, from the root of the service."""
        return [
            Route(f"{ISSUER_PATH}/token", self.token, methods=["POST"]),
            open_route(site, f"{ISSUER_PATH}/authorize", self.authorize, methods=["GET", "POST"]),
            open_route(site, f"{ISSUER_PATH}/end-session", self.end_session),
        ]

    def transport(self) -> httpx2.AsyncBaseTransport:
        """Return what asks this issuer without a socket."""
        asked = [
            *issuer_routes(self.issuer, clock=self.clock),
            Route(f"{ISSUER_PATH}/token", self.token, methods=["POST"]),
        ]
        return httpx2.ASGITransport(Starlette(routes=asked))

    async def authorize(self, visit: Visit) -> Response:
        """Let the visitor choose who they are, and send them back with a code."""
        asked = visit.request.query_params
        if asked.get("client_id") != CLIENT_ID or asked.get("redirect_uri") != self._back:
            return visit.message(400, "sign_in_failed")
        if (error := _wrong_with(asked)) is not None:
            return self._sent_back(asked, error=error)
        if visit.posted is None:
            return visit.show("personas.html", personas=PERSONAS)
        persona = persona_named(visit.posted["persona"])
        if persona is None:
            return self._sent_back(asked, error="access_denied")
        known = ("nonce", "code_challenge", "acr_values")
        kept = {"persona": persona.key, **{name: asked.get(name, "") for name in known}}
        return self._sent_back(asked, code=self._seal.seal(kept))

    async def token(self, request: Request) -> Response:
        """Give the tokens for a code, once, to who asked for it; or a program one of its own."""
        sent = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        if sent.get("grant_type") == "client_credentials":
            return self._for_program(request.headers.get("authorization", ""))
        kept = self._redeemed(sent)
        persona = persona_named(kept["persona"]) if kept else None
        if kept is None or persona is None:
            return JSONResponse({"error": "invalid_grant"}, status_code=400, headers=_NO_STORE)
        now = self.clock()
        acr = kept["acr_values"].split(" ")[0] or None
        answer = {
            "access_token": self.issuer.issue_token(persona, now=now, acr=acr),
            "id_token": self.issuer.identify(persona, nonce=kept["nonce"], now=now),
            "token_type": "Bearer",
            "expires_in": LIFETIME_S,
        }
        return JSONResponse(answer, headers=_NO_STORE)

    def _for_program(self, authorization: str) -> Response:
        """Return the token of a program that bears the name of a person, whatever its secret."""
        persona = persona_named(_client_of(authorization))
        if persona is None:
            headers = {**_NO_STORE, "www-authenticate": 'Basic realm="development issuer"'}
            return JSONResponse({"error": "invalid_client"}, status_code=401, headers=headers)
        answer = {
            "access_token": self.issuer.issue_token(persona, now=self.clock()),
            "token_type": "Bearer",
            "expires_in": LIFETIME_S,
        }
        return JSONResponse(answer, headers=_NO_STORE)

    async def end_session(self, visit: Visit) -> Response:
        """Send who signed out back to the pages: nobody stays signed in here."""
        asked = visit.request.query_params
        to = asked.get("post_logout_redirect_uri", "")
        if to != f"{self.base_url}/sign-in":
            return visit.go("/sign-in")
        state = f"?{urlencode({'state': asked['state']})}" if "state" in asked else ""
        return RedirectResponse(f"{to}{state}", 303)

    @property
    def _back(self) -> str:
        return f"{self.base_url}{BACK}"

    @property
    def _seal(self) -> Seal:
        return Seal(self.issuer.secret(), "code", self.clock)

    def _redeemed(self, sent: Mapping[str, str]) -> dict[str, Any] | None:
        code = sent.get("code", "")
        kept = self._seal.open(code, lasts_s=CODE_LASTS_S) if code else None
        wanted = {
            "grant_type": "authorization_code",
            "client_id": CLIENT_ID,
            "redirect_uri": self._back,
        }
        fits = all(sent.get(name) == value for name, value in wanted.items())
        if kept is None or not fits or code in self.used:
            return None
        self.used[code] = None
        while len(self.used) > _MOST_CODES:
            del self.used[next(iter(self.used))]
        challenge = _challenge(sent.get("code_verifier", ""))
        return kept if hmac.compare_digest(challenge, kept["code_challenge"]) else None

    def _sent_back(self, asked: Mapping[str, str], **answer: str) -> Response:
        query = {**answer, "state": asked.get("state", ""), "iss": self.issuer.url}
        return RedirectResponse(f"{self._back}?{urlencode(query)}", 303, headers=_NO_STORE)


def _wrong_with(asked: Mapping[str, str]) -> str | None:
    if asked.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in asked.get("scope", "").split():
        return "invalid_scope"
    pkce = asked.get("code_challenge_method") == "S256" and asked.get("code_challenge")
    return None if pkce else "invalid_request"


def _client_of(authorization: str) -> str:
    """Return the name in what a client of OAuth signs in with; empty where there is none."""
    scheme, _, sent = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        name = base64.b64decode(sent, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""
    return unquote_plus(name)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
