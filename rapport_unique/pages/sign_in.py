"""Signing in and out: there and back again, to the page that was asked for."""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from rapport_unique.pages.answering import open_route
from rapport_unique.pages.openid import (
    IssuerSilentError,
    OpenIdClient,
    SignInFailedError,
)
from rapport_unique.pages.session import SignInNeeded
from rapport_unique.pages.site import Site
from rapport_unique.pages.visit import Visit

BACK = "/sign-in/done"
"""Where an issuer sends people back to: it is registered there."""
_LASTS_S = 600
"""How long somebody may take to sign in at the issuer."""

_log = logging.getLogger("uvicorn.error")


@dataclass(frozen=True, kw_only=True, slots=True)
class SignIn:
    """The pages that lead to the issuers and back."""

    site: Site
    clients: Sequence[OpenIdClient]

    def routes(self) -> list[BaseRoute]:
        """Return the routes, from the root of the service."""
        routes = [
            open_route(self.site, "/sign-in", self.show),
            open_route(self.site, "/sign-in/begin", self.begin),
            open_route(self.site, BACK, self.finish),
            open_route(self.site, "/sign-out", self.sign_out, methods=["POST"]),
        ]
        if self.site.pasting:
            routes.append(open_route(self.site, "/sign-in/token", self.paste, methods=["POST"]))
        return list(routes)

    async def show(self, visit: Visit) -> Response:
        """Answer with the ways to sign in; who is signed in goes on."""
        if visit.session is not None:
            return visit.go("/")
        return _shown(visit)

    async def begin(self, visit: Visit) -> Response:
        """Lead to the issuer, and keep what tells its answer from every other one."""
        query = visit.request.query_params
        place = query.get("at", "0")
        if not (place.isascii() and place.isdigit() and int(place) < len(self.clients)):
            return visit.message(404)
        client = self.clients[int(place)]
        for_signing = query.get("for") == "signing"
        try:
            begun = await client.begin(language=visit.language.lower(), for_signing=for_signing)
        except IssuerSilentError as silent:
            _log.warning("%s does not say where to sign in: %s", client.issuer, silent)
            raise SignInNeeded(503, "issuer_silent") from None
        kept = {**begun.kept, "at": int(place), "to": _own_path(query.get("to"))}
        response = RedirectResponse(begun.url, 303, headers={"cache-control": "no-store"})
        sealed = visit.site.seal_for("sign-in").seal(kept)
        visit.set_cookie(response, _purpose(begun.state), sealed, _LASTS_S)
        return response

    async def finish(self, visit: Visit) -> Response:
        """Sign in who comes back from the issuer, and lead to what was asked for."""
        purpose = _purpose(visit.request.query_params.get("state", ""))
        sealed = visit.request.cookies.get(visit.site.cookie(purpose), "")
        kept = visit.site.seal_for("sign-in").open(sealed, lasts_s=_LASTS_S) if sealed else None
        if kept is None:  # Back after signing in, or an answer that nobody here asked for
            return await self.show(visit) if visit.session else _shown(visit, "sign_in_failed")
        client = self.clients[kept["at"]]
        try:
            tokens = await client.finish(visit.request, kept)
        except IssuerSilentError as silent:
            _log.warning("%s does not answer: %s", client.issuer, silent)
            raise SignInNeeded(503, "issuer_silent") from None
        except SignInFailedError as failed:
            _log.info("sign-in failed: %s, request %s", failed, visit.request.scope["request_id"])
            return _shown(visit, "sign_in_failed")
        response = await self._signed_in(visit, tokens.access, kept["to"], tokens.identity)
        visit.set_cookie(response, purpose, "", 0)
        return response

    async def paste(self, visit: Visit) -> Response:
        """Sign in a tester by the token that was pasted."""
        assert visit.posted is not None, "the page is only posted to"
        token = "".join(visit.posted["access_token"].split())
        return await self._signed_in(visit, token, _own_path(visit.posted["to"]))

    async def _signed_in(
        self, visit: Visit, token: str, to: str, id_token: str | None = None
    ) -> Response:
        sessions = visit.site.sessions
        session = await sessions.by(token, visit.request, refused="token_refused")
        response = RedirectResponse(visit.at(to), 303, headers={"cache-control": "no-store"})
        sessions.keep(response, session, id_token)
        return response

    async def sign_out(self, visit: Visit) -> Response:
        """Forget who was signed in, and sign them out at the issuer where it offers it."""
        ended = visit.session
        if ended is not None and not visit.is_theirs():
            return visit.message(403, "form_too_old")
        response = visit.go("/sign-in", telling="signed_out")
        if ended is not None and ended.by_cookie:
            client = next((it for it in self.clients if it.issuer == ended.actor.issuer), None)
            to = f"{visit.site.sessions.base_url}/sign-in"
            where = await client.end(id_token=ended.id_token, to=to) if client else None
            if where is not None:
                response.headers["location"] = where
        visit.site.sessions.forget(response)
        return response


def _shown(visit: Visit, problem: str | None = None) -> Response:
    visit.found_at = "/sign-in"
    return visit.show(
        "sign_in.html",
        status=400 if problem else 200,
        problem=problem,
        kept_typing=False,
        to="/",
        ways=visit.site.ways_in,
        pasting=visit.site.pasting,
    )


def _own_path(to: str | None) -> str:
    """Return the path if it is one of ours, else that of the home page."""
    path = to or "/"
    leads_away = path.startswith("//") or "\\" in path or not path.isprintable()
    return "/" if leads_away or not path.startswith("/") else path


def _purpose(state: str) -> str:
    """Return what the cookie is called that belongs to this state: each tab has its own."""
    return f"sign-in-{hashlib.sha256(state.encode()).hexdigest()[:12]}"
