"""The addresses of the status page, and what each of them answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import FileSystemLoader
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from models.words import MARKS
from rapport_unique.pages.session import SignInNeeded
from rapport_unique.pages.site import CAREFUL, CHALLENGE, Site, Visit
from rapport_unique.status.address import address_of
from rapport_unique.status.live import StatusStream
from rapport_unique.status.page import page_of
from rapport_unique.status.texts import Say
from resolvers.context import Context
from resolvers.status import status_of

_FOLDER = Path(__file__).parent
LOADER = FileSystemLoader(_FOLDER / "templates")
"""Where the templates of this page stand."""
_DIGITS = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """A file below `/status` that holds the forms that are shown, and what it is called."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusPages:
    """The pages below `/status`: each only reads."""

    site: Site
    downloads: Sequence[Download] = ()

    def routes(self) -> list[BaseRoute]:
        """Return the routes of the pages, from the root of the service."""
        return [
            self.site.route("/status", self.show),
            Route("/status/live", self.live, methods=["GET"]),
            Route("/status/page.js", _script, methods=["GET"]),
        ]

    async def show(self, visit: Visit) -> Response:
        """Answer with the status page."""
        assert visit.session is not None, "the page is for people who are signed in"
        actor, request = visit.session.actor, visit.request
        context = self.site.service.context(actor, request.headers, request.scope["request_id"])
        try:
            return await self._status(visit, context)
        finally:
            await context.close()

    async def _status(self, visit: Visit, context: Context) -> Response:
        assert context.actor is not None, "the page is for people who are signed in"
        if not context.actor.roles:
            return visit.message(403, "no_role")
        address = address_of(visit.request.query_params)
        status = await status_of(context, address.asked)
        if status is None:
            return visit.message(404, "no_report")
        say = Say(visit.language)
        return visit.show(
            "status.html",
            say=say,
            page=page_of(status, address, say, context.now),
            marks=list(MARKS.values()),
            folder=visit.at("/status/"),
            home_path=visit.at("/status"),
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
            session = await self.site.sessions.of(request)
        except SignInNeeded as needed:
            return Response(status_code=needed.status, headers={**CAREFUL, **CHALLENGE})
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) <= _DIGITS):
            return Response(status_code=400, headers=CAREFUL)
        return StatusStream(self.site.service, session.token, int(seen))


async def _script(_request: Request) -> Response:
    headers = {**CAREFUL, "Cache-Control": "no-cache"}
    return FileResponse(_FOLDER / "page.js", media_type="text/javascript", headers=headers)
