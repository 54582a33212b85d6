"""The stylesheet, the scripts and the icon of the pages, all from this server."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

_FOLDER = Path(__file__).parent
_SHEETS = ("page", "figures", "media")
"""The parts of the one stylesheet, in the order in which they are read."""
_FILES = {"icon.svg": "image/svg+xml"}
_CAREFUL = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Assets:
    """The files of the pages. The address of the stylesheet tells its content: it can be kept."""

    def __init__(self) -> None:
        """Read the stylesheet."""
        parts = [(_FOLDER / f"{name}.css").read_bytes() for name in _SHEETS]
        self._style = b"\n".join(parts)
        self.stylesheet = f"/pages/{hashlib.sha256(self._style).hexdigest()[:16]}.css"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes of the files, from the root of the service."""
        return [
            Route(self.stylesheet, self._show_style, methods=["GET"]),
            *(Route(f"/pages/{name}", _file(name), methods=["GET"]) for name in _FILES),
        ]

    async def _show_style(self, _request: Request) -> Response:
        headers = {**_CAREFUL, "Cache-Control": "public, max-age=31536000, immutable"}
        return Response(self._style, media_type="text/css", headers=headers)


def _file(name: str) -> Callable[[Request], Response]:
    headers = {**_CAREFUL, "Cache-Control": "no-cache"}

    def file(_request: Request) -> Response:
        return FileResponse(_FOLDER / name, media_type=_FILES[name], headers=headers)

    return file
