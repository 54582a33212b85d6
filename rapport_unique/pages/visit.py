"""One request for a page: who asks, in which language, and the frame around every answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models.language import Language
from models.words import own_name
from rapport_unique.languages import asked_language
from rapport_unique.pages.documents import data_of, document
from rapport_unique.pages.posted import TOKEN_LASTS_S, Posted, is_own, read_posted
from rapport_unique.pages.session import Session, SignInNeeded
from rapport_unique.pages.site import CAREFUL, CHALLENGE, Site
from rapport_unique.pages.texts import Say
from rapport_unique.service import Operation

LANGUAGE_COOKIE = "language"
_A_YEAR_S = 365 * 24 * 3600
_NOTICE_LASTS_S = 60
_DRAFT_LASTS_S = 3600
_SENTENCES = {403: "not_for_you", 404: "no_such_page", 408: "too_slow", 413: "too_long"}
_TRIED_AGAIN = frozenset({408, 413})
"""What can be mended on the page that was sent: it is led back to."""


@dataclass(kw_only=True)
class Visit:
    """One request for a page: who sends it, in which language, and how it is answered."""

    site: Site
    request: Request
    session: Session | None = None
    posted: Posted | None = None
    found_at: str | None = None
    """Where the page is found again, in another language, if that is not where it was asked for."""

    async def answered_by(self, page: "Page", *, for_all: bool) -> Response:
        """Find out who asks and what they send, and return the answer of the page.

        Raises:
            SignInNeeded: nobody is signed in.
            NoSuchPageError: the page is not there, or not for this person.
            NotForYouError: the person's roles do not allow it.
            FailedError: it cannot be had now.
        """
        if self.request.method == "POST":
            self.posted = await read_posted(self.request)
            if not is_own(self.request, self.site.sessions.base_url):
                return self.message(403, "from_elsewhere")
        try:
            self.session = await self.site.sessions.of(self.request)
        except SignInNeeded:
            if not for_all:
                raise
        if self.posted is not None and not for_all and not self.is_theirs():
            return self.message(403, "form_too_old")
        return await page(self)

    async def ask(self, name: str, /, **variables: object) -> dict[str, Any]:
        """Return the data that the document with that name is answered with.

        Raises:
            NoSuchPageError: an argument names nothing that can be.
            NotForYouError: the roles do not allow it.
            FailedError: the answer cannot be had now.
        """
        operation = Operation(query=document(name), variables=variables, name=None)
        return data_of(
            await self.site.service.answer(
                operation,
                self.session.actor if self.session else None,
                {"accept-language": self.language.lower()},
                self.request.scope["request_id"],
            )
        )

    # In which language ---------------------------------------------------------------------------

    @cached_property
    def language(self) -> Language:
        """The language that was chosen, else that of the browser, of the person, or French."""
        return (
            language_named(self.request.query_params.get("language"))
            or language_named(self.request.cookies.get(self.site.cookie(LANGUAGE_COOKIE)))
            or asked_language(self.request.headers.get("accept-language"))
            or (self.session.actor.locale if self.session else None)
            or Language.FR
        )

    # How it is answered --------------------------------------------------------------------------

    def at(self, path: str, **query: str) -> str:
        """Return the address of a page: a path from the root of the service, and what it asks."""
        return f"{self.site.base_path}{path}{f'?{urlencode(query)}' if query else ''}"

    def show(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Return the page of that template with these values."""
        given = {"say": Say(self.language), "frame": self._frame(), "at": self.at, **values}
        html = self.site.templates.get_template(template).render(given)
        response = HTMLResponse(html, status, headers=self._headers())
        self._keep_language(response)
        if self.request.cookies.get(self.site.cookie("notice")):
            self.set_cookie(response, "notice", "", 0)
        return response

    def go(self, path: str, *, telling: str | None = None, **values: str) -> Response:
        """Return the way to another page, which tells the text with that name once.

        What was changed is thus never changed again by Back or by reloading.
        """
        response = RedirectResponse(self.at(path), 303, headers=self._headers())
        if telling is not None:
            notice = self.site.notice_seal.seal({"text": telling, "values": values})
            self.set_cookie(response, "notice", notice, _NOTICE_LASTS_S)
        if self.request.cookies.get(self.site.cookie("draft")):
            self.set_cookie(response, "draft", "", 0)
        return response

    def message(
        self, status: int, text: str | None = None, *, sentence: str | None = None
    ) -> Response:
        """Return a page that says what is not to be had, and leads back."""
        say = Say(self.language)
        size = f"{self.site.longest_bytes / 2**20:.3g}"
        return self.show(
            "message.html",
            status=status,
            heading=say("nothing_here" if status in {400, 403, 404} else "went_wrong"),
            sentence=sentence or say(text or _SENTENCES.get(status, "failed"), size=size),
            reference=self.request.scope["request_id"] if status >= 500 else None,
            again=self.request.url.path if status in _TRIED_AGAIN else None,
        )

    def ask_to_sign_in(self, needed: SignInNeeded) -> Response:
        """Return the page to sign in, which leads back here; what was typed is kept."""
        self.session = None
        path = self.request.url.path.removeprefix(self.site.base_path)
        to = path if self.posted is not None else f"{path}{_query(self.request)}"
        draft = self._draft(path)
        response = self.show(
            "sign_in.html",
            status=needed.status,
            problem=needed.text,
            kept_typing=draft is not None,
            to=to,
            ways=self.site.ways_in,
            pasting=self.site.pasting,
        )
        if draft is not None:
            self.set_cookie(response, "draft", draft, _DRAFT_LASTS_S)
        if needed.status == 401:
            response.headers.update(CHALLENGE)
        if needed.status == 503:
            response.headers["Retry-After"] = "30"
        return response

    def way_in(self) -> str | None:
        """Return where to sign in more strongly at the same issuer, and come back here."""
        issuer = self.session.actor.issuer if self.session else ""
        if issuer not in self.site.issuers:
            return None
        place, to = str(self.site.issuers.index(issuer)), self.request.url.path
        to = to.removeprefix(self.site.base_path)
        return self.at("/sign-in/begin", **{"at": place, "to": to, "for": "signing"})

    def set_cookie(self, response: Response, purpose: str, value: str, lasts_s: int) -> None:
        """Let the browser keep a value for one purpose."""
        self.site.sessions.set_cookie(response, self.site.cookie(purpose), value, lasts_s)

    # What was typed before the session ended -----------------------------------------------------

    @cached_property
    def typed_before(self) -> Posted | None:
        """What this person had typed on this page when their session ended."""
        sealed = self.request.cookies.get(self.site.cookie("draft"), "")
        draft = self.site.draft_seal.open(sealed, lasts_s=_DRAFT_LASTS_S) if sealed else None
        if draft is None or self.session is None or self.posted is not None:
            return None
        theirs = draft["person"] == self.session.actor.person.subject
        here = self.at(draft["path"]) == self.request.url.path
        return Posted(path=draft["path"], fields=draft["fields"]) if theirs and here else None

    def _draft(self, path: str) -> str | None:
        person = self._whose_form()
        if self.posted is None or not person:
            return None
        fields = {name: text for name, text in self.posted.fields.items() if name != "token"}
        sealed = self.site.draft_seal.seal({"person": person, "path": path, "fields": fields})
        return sealed if len(sealed) < 4000 else None  # a browser would drop it

    # Whose form it is ----------------------------------------------------------------------------

    @cached_property
    def form_token(self) -> str:
        """What a form sends along, to show that it stood on a page of ours, shown to this person.

        It speaks of the person and not of the session: who signs in again can go on.
        """
        person = self.session.actor.person.subject if self.session else ""
        return self.site.form_seal.seal({"person": person})

    def _whose_form(self) -> str | None:
        assert self.posted is not None or self.request.method == "GET", "a form is read first"
        sealed = self.posted["token"] if self.posted else ""
        opened = self.site.form_seal.open(sealed, lasts_s=TOKEN_LASTS_S) if sealed else None
        return str(opened["person"]) if opened else None

    def is_theirs(self) -> bool:
        """Return whether the form stood on a page that was shown to this person."""
        person = self.session.actor.person.subject if self.session else ""
        return self._whose_form() == person

    # The frame -----------------------------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        return {
            **CAREFUL,
            "Content-Security-Policy": self.site.policy(),
            "Cache-Control": "no-store",
            "Content-Language": self.language.lower(),
            "Vary": "Accept-Language, Authorization, Cookie",
        }

    def _keep_language(self, response: Response) -> None:
        chosen = language_named(self.request.query_params.get("language"))
        if chosen is not None:
            self.set_cookie(response, LANGUAGE_COOKIE, chosen.name, _A_YEAR_S)

    def _frame(self) -> dict[str, Any]:
        """Return what stands around every page."""
        return {
            "stylesheet": self.at(self.site.assets.stylesheet),
            "script": self.at(self.site.assets.script),
            "icon": self.at("/pages/icon.svg"),
            "home": self.at("/"),
            "follow_up": self.at("/status"),
            "desk": self.at("/desk") if self.has_desk else None,
            "sign_out": self.at("/sign-out"),
            "graphiql": self.at("/graphiql") if self.site.graphiql else None,
            "person": self.session.actor.person.display_name if self.session else "",
            "can_sign_out": self.session is not None and self.session.by_cookie,
            "token": self.form_token,
            "notice": self._notice(),
            "languages": [self._language_choice(choice) for choice in Language],
        }

    @property
    def has_desk(self) -> bool:
        """Whether the desk of SPP IS is there for this person."""
        return self.session is not None and "SPP_IS_MANAGER" in self.session.actor.roles

    def _language_choice(self, choice: Language) -> dict[str, Any]:
        return {
            "code": choice.lower(),
            "name": own_name(choice),
            "href": self._in_language(choice),
            "current": choice is self.language,
        }

    def _in_language(self, choice: Language) -> str:
        if self.found_at is not None:
            return self.at(self.found_at, language=choice.name)
        return self.request.url.path + _query(self.request, language=choice.name)

    def _notice(self) -> str | None:
        sealed = self.request.cookies.get(self.site.cookie("notice"), "")
        told = self.site.notice_seal.open(sealed, lasts_s=_NOTICE_LASTS_S) if sealed else None
        if told is None:
            return None
        return Say(self.language)(told["text"], **told["values"])


Page = Callable[[Visit], Awaitable[Response]]
"""What answers a visit."""


def language_named(name: str | None) -> Language | None:
    """Return the language that an address or a cookie names; none where it is none of ours."""
    code = (name or "").upper()
    return Language(code) if code in Language.__members__ else None


def _query(request: Request, **changes: str) -> str:
    """Return the query of this address with these changes."""
    words: Mapping[str, str] = {**request.query_params, **changes}
    return f"?{urlencode(words)}" if words else ""
