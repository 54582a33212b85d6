"""The stylesheet, the scripts and the icon of the pages, all from this server."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

_FOLDER = Path(__file__).parent
_SHEETS = ("page", "figures", "screens", "media")
"""The parts of the one stylesheet, in the order in which they are read."""
_FILES = {"icon.svg": "image/svg+xml", "follow_up.js": "text/javascript"}
_CAREFUL = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class Assets:
    """The files of the pages. An address that tells the content can be kept."""

    def __init__(self) -> None:
        """Read the stylesheet and the script."""
        parts = [(_FOLDER / f"{name}.css").read_bytes() for name in _SHEETS]
        self._style = b"\n".join(parts)
        self._script = (_FOLDER / "screens.js").read_bytes()
        self.stylesheet = f"/pages/{_digest(self._style)}.css"
        self.script = f"/pages/{_digest(self._script)}.js"

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes of the files, from the root of the service."""
        return [
            Route(self.stylesheet, _kept(self._style, "text/css"), methods=["GET"]),
            Route(self.script, _kept(self._script, "text/javascript"), methods=["GET"]),
            *(Route(f"/pages/{name}", _file(name), methods=["GET"]) for name in _FILES),
        ]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _kept(content: bytes, type_: str) -> Callable[[Request], Response]:
    headers = {**_CAREFUL, "Cache-Control": "public, max-age=31536000, immutable"}

    def file(_request: Request) -> Response:
        return Response(content, media_type=type_, headers=headers)

    return file


def _file(name: str) -> Callable[[Request], Response]:
    headers = {**_CAREFUL, "Cache-Control": "no-cache"}

    def file(_request: Request) -> Response:
        return FileResponse(_FOLDER / name, media_type=_FILES[name], headers=headers)

    return file
