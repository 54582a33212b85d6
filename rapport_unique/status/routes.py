"""The addresses of the status page, and what each of them answers.

The policy sent with a page allows no inline script or style and no other origin.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from models.language import Language
from models.words import MARKS, own_name
from rapport_unique.issuer import DevelopmentIssuer
from rapport_unique.languages import asked_language
from rapport_unique.personas import PERSONAS, persona_named
from rapport_unique.service import Service
from rapport_unique.status.address import NoSuchPageError, address_of, asked_for
from rapport_unique.status.live import StatusStream
from rapport_unique.status.page import page_of
from rapport_unique.status.session import Session, Sessions, SignInNeeded
from rapport_unique.status.texts import Say
from resolvers.context import Context
from resolvers.status import status_of

_FOLDER = Path(__file__).parent
_FILES = {
    "page.css": "text/css",
    "figures.css": "text/css",
    "media.css": "text/css",
    "page.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
_CAREFUL = {
    "X-Content-Type-Options": "nosniff",
    # Within this origin only: without it a browser would not tell where a form was sent from.
    "Referrer-Policy": "same-origin",
}
_DIGITS = 15
_MOST_FIELDS = 10
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="rapport-unique"'}
_OF_A_PERSON = {
    **_CAREFUL,
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Vary": "Accept-Language, Authorization, Cookie",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file below `/status` that holds the forms that are shown, and what it is called."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusPages:
    """The pages below `/status`: each only reads, so that a cookie may open them."""

    service: Service
    base_url: str
    issuer: DevelopmentIssuer | None = None
    """Lets a visitor be one of the invented persons; in development only."""
    downloads: Sequence[Download] = ()
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        """Read the templates when they are first needed, and keep them."""
        object.__setattr__(self, "templates", _environment())

    @property
    def sessions(self) -> Sessions:
        """Who looks at the pages."""
        return Sessions(self.service.verifier, self.service.clock, self.base_url)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the pages, from the root of the service."""
        return [
            Route("/status", self.show, methods=["GET"]),
            Route("/status/live", self.live, methods=["GET"]),
            Route("/status/session", self.sign_in, methods=["POST"]),
            Route("/status/session", _to_the_page, methods=["GET"]),
            Route("/status/session/end", self.sign_out, methods=["POST"]),
            *(Route(f"/status/{name}", _file(name), methods=["GET"]) for name in _FILES),
        ]

    # What is shown -------------------------------------------------------------------------------

    async def show(self, request: Request) -> Response:
        """Answer with the status page, or with the page to sign in."""
        try:
            session = await self.sessions.of(request)
        except SignInNeeded as needed:
            return self._ask_to_sign_in(request, needed)
        context = self.service.context(session.actor, request.headers, request.scope["request_id"])
        try:
            return await self._status(request, session, context)
        finally:
            await context.close()

    async def _status(self, request: Request, session: Session, context: Context) -> Response:
        if not session.actor.roles:
            return self._message(request, 403, "no_role", session)
        try:
            address = address_of(request.query_params)
        except NoSuchPageError:
            return self._message(request, 404, "no_such_page", session)
        status = await status_of(context, address.asked)
        if status is None:
            return self._message(request, 404, "no_report", session)
        say = Say(self._language(request, session))
        page = page_of(status, address, say, context.now)
        return self._page(
            request,
            "status.html",
            session=session,
            page=page,
            marks=list(MARKS.values()),
            downloads=self._downloads(address.of_file(status.year)),
        )

    def _downloads(self, query: str | None) -> list[dict[str, str]]:
        if query is None:
            return []
        return [
            {"label": download.label, "href": f"status/{download.name}{query}"}
            for download in self.downloads
        ]

    async def live(self, request: Request) -> Response:
        """Answer with a stream that says whenever something moved for who listens."""
        try:
            session = await self.sessions.of(request)
        except SignInNeeded as needed:
            return Response(status_code=needed.status, headers={**_CAREFUL, **_CHALLENGE})
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) <= _DIGITS):
            return Response(status_code=400, headers=_CAREFUL)
        return StatusStream(self.service, session.token, int(seen))

    def _message(
        self, request: Request, status: int, text: str, session: Session | None = None
    ) -> Response:
        say = Say(self._language(request, session))
        values = {"heading": say("nothing_here"), "sentence": say(text)}
        return self._page(request, "message.html", status=status, session=session, **values)

    # Signing in and out --------------------------------------------------------------------------

    async def sign_in(self, request: Request) -> Response:
        """Keep the token that was pasted, or that of an invented person, and show the page."""
        if not self.sessions.is_own(request):
            return self._message(request, 403, "from_elsewhere")
        token = self._token(_fields(await request.body()))
        try:
            session = await self.sessions.by(token, request, refused="token_refused")
        except SignInNeeded as needed:
            return self._ask_to_sign_in(request, needed)
        response = RedirectResponse(f"../status{_query(request)}", 303, headers=_OF_A_PERSON)
        self.sessions.keep(response, token, session)
        return response

    def _token(self, sent: Mapping[str, str]) -> str:
        persona = persona_named(sent.get("persona", ""))
        if self.issuer is not None and persona is not None:
            return self.issuer.issue_token(persona, now=self.service.clock())
        return "".join(sent.get("token", "").split())

    async def sign_out(self, request: Request) -> Response:
        """Forget the token, and show the page to sign in."""
        if not self.sessions.is_own(request):
            return self._message(request, 403, "from_elsewhere")
        response = RedirectResponse("../../status", 303, headers=_OF_A_PERSON)
        self.sessions.forget(response)
        return response

    def _ask_to_sign_in(self, request: Request, needed: SignInNeeded) -> Response:
        response = self._page(
            request,
            "sign_in.html",
            status=needed.status,
            problem=needed.text,
            action=f"{_folder(request)}session{_query(request)}",
            personas=PERSONAS if self.issuer is not None else (),
        )
        if needed.status == 401:
            response.headers.update(_CHALLENGE)
        if needed.status == 503:
            response.headers["Retry-After"] = "30"
        if self.sessions.is_followed_here(request):
            response.headers["Refresh"] = "0"  # asked for again from here, it carries the cookie
        return response

    # Pages ---------------------------------------------------------------------------------------

    def _page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        session: Session | None = None,
        **values: Any,
    ) -> Response:
        language = self._language(request, session)
        html = self.templates.get_template(template).render(
            say=Say(language), frame=_frame(request, language, session), **values
        )
        headers = {**_OF_A_PERSON, "Content-Language": language.lower()}
        return HTMLResponse(html, status, headers=headers)

    def _language(self, request: Request, session: Session | None) -> Language:
        return (
            asked_for(request.query_params.get("language"))
            or asked_language(request.headers.get("accept-language"))
            or (session.actor.locale if session else None)
            or Language.FR
        )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _frame(request: Request, language: Language, session: Session | None) -> dict[str, Any]:
    """Return what stands around every page."""
    folder = _folder(request)
    home = "status" if folder else "../status"
    asked = asked_for(request.query_params.get("language"))
    return {
        "folder": folder,
        "home_path": home,
        "home": f"{home}?language={asked.name}" if asked else home,
        "here": f"{home}{_query(request)}",
        "person": session.actor.person.display_name if session else "",
        "can_sign_out": session is not None and session.by_cookie,
        "languages": [
            {
                "code": choice.lower(),
                "name": own_name(choice),
                "href": f"{home}{_query(request, language=choice.name)}",
                "current": choice is language,
            }
            for choice in Language
        ],
    }


def _folder(request: Request) -> str:
    """Return where the files of the page are, from here: all addresses are relative."""
    return "status/" if request.url.path.endswith("/status") else ""


def _fields(body: bytes) -> dict[str, str]:
    """Return what a form sends; nothing where it is longer than ours ever is."""
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}


def _query(request: Request, **changes: str) -> str:
    """Return the query of this address with these changes, as far as it has a meaning."""
    try:
        link = address_of(request.query_params).link(**changes)
    except NoSuchPageError:
        link = address_of({}).link(**changes)
    return "" if link == "?" else link


def _to_the_page(_request: Request) -> Response:
    return RedirectResponse("../status", 303)


def _file(name: str) -> Callable[[Request], Response]:
    headers = {**_CAREFUL, "Cache-Control": "no-cache"}

    def file(_request: Request) -> Response:
        return FileResponse(_FOLDER / name, media_type=_FILES[name], headers=headers)

    return file
