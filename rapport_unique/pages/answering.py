"""How the addresses of pages answer: with the page, or with one that says what is not to be had."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rapport_unique.pages.documents import (
    FailedError,
    NoSuchPageError,
    NotForYouError,
)
from rapport_unique.pages.session import SignInNeeded
from rapport_unique.pages.site import Site
from rapport_unique.pages.visit import Page, Visit


def route(site: Site, path: str, page: Page, *, methods: Sequence[str] = ("GET",)) -> Route:
    """Return the route of a page for people who are signed in."""
    return Route(path, _answering(site, page, for_all=False), methods=list(methods))


def open_route(site: Site, path: str, page: Page, *, methods: Sequence[str] = ("GET",)) -> Route:
    """Return the route of a page for everybody; it finds out who is signed in all the same."""
    return Route(path, _answering(site, page, for_all=True), methods=list(methods))


async def refuse(site: Site, request: Request, error: Exception) -> Response:
    """Answer what leads nowhere: a page for who reads pages, else one line."""
    assert isinstance(error, HTTPException), "nothing else is refused so"
    if reads_pages(request):
        visit = Visit(site=site, request=request)
        with suppress(SignInNeeded):
            visit.session = await site.sessions.of(request)
        return visit.message(404)
    return PlainTextResponse(error.detail, error.status_code, headers=error.headers)


def told(site: Site, request: Request, status: int) -> Response | None:
    """Answer a request that came to nothing before any page did, for who reads pages; else None.

    It failed (500), or what it sends is too long (413) or too slow to come (408).
    """
    return Visit(site=site, request=request).message(status) if reads_pages(request) else None


def _answering(
    site: Site, page: Page, *, for_all: bool
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        visit = Visit(site=site, request=request)
        try:
            response = await visit.answered_by(page, for_all=for_all)
        except SignInNeeded as needed:
            return visit.ask_to_sign_in(needed)
        except NoSuchPageError:
            return visit.message(404)
        except NotForYouError as no:
            return visit.message(403, sentence=str(no))
        except FailedError as failed:
            response = visit.message(failed.status, sentence=str(failed))
            if failed.retry_after_s is not None:
                response.headers["Retry-After"] = str(failed.retry_after_s)
            return response
        if visit.session is not None and "set-cookie" not in response.headers:
            site.sessions.renew(response, visit.session)
        return response

    return answer


def reads_pages(request: Request) -> bool:
    """Return whether the answer is for somebody with a browser."""
    return "text/html" in request.headers.get("accept", "")
