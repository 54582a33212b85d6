"""GraphiQL for testers: one page, and its files, all from this server.

The policy sent with the page allows no inline script or style and no other origin. It has no
`unsafe-*`: what GraphiQL styles at run time goes through the object model, which needs none.
"""

from collections.abc import Callable
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from rapport_unique.graphiql.texts import texts_by_language

_FOLDER = Path(__file__).parent
_OWN_FILES = ("page.js", "curl.js", "page.css", "steps.json")
# The fonts and the marks in the editor's margin stand in GraphiQL's stylesheet as data: addresses.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'none'",
    )
)
_CAREFUL = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
_UNTIL_CHANGED = {**_CAREFUL, "Cache-Control": "no-cache"}
_FOR_A_YEAR = {**_CAREFUL, "Cache-Control": "public, max-age=31536000, immutable"}


def routes(*, with_personas: bool) -> list[BaseRoute]:
    """Give the routes of the page: `/graphiql` and what it loads.

    With personas, the page lets a tester act as one of those in `/dev/personas`; without, it asks
    for an access token. All its addresses are relative: it also works below a path of a proxy.
    """
    return [
        Route("/graphiql", _page(with_personas=with_personas), methods=["GET"]),
        Route("/graphiql/texts.json", _texts, methods=["GET"]),
        *(Route(f"/graphiql/{name}", _own_file(name), methods=["GET"]) for name in _OWN_FILES),
        Mount("/graphiql/assets", _Assets(directory=_FOLDER / "assets")),
    ]


class _Assets(StaticFiles):
    """Files whose address holds their version, so a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        MutableHeaders(raw=response.raw_headers).update(_FOR_A_YEAR)
        return response


def _page(*, with_personas: bool) -> Callable[[Request], Response]:
    html = (_FOLDER / "page.html").read_text("utf-8")
    if with_personas:
        html = html.replace('data-personas="false"', 'data-personas="true"')
    headers = {**_UNTIL_CHANGED, "Content-Security-Policy": _POLICY}

    def page(_request: Request) -> Response:
        return HTMLResponse(html, headers=headers)

    return page


def _texts(_request: Request) -> Response:
    return JSONResponse(texts_by_language(), headers=_UNTIL_CHANGED)


def _own_file(name: str) -> Callable[[Request], Response]:
    def own_file(_request: Request) -> Response:
        return FileResponse(_FOLDER / name, headers=_UNTIL_CHANGED)

    return own_file
