"""What renders prints: a few processes, since a document takes long and much."""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rapport_unique.workers import OverdoneError, WorkError, Workers

WORKER = Path(__file__).parent / "worker.py"
AT_ONCE = 2
LONGEST_S = 15.0


class CannotPrintError(RuntimeError):
    """The print cannot be made; says why."""


def can_print() -> bool:
    """Return whether the optional extra is installed."""
    return all(find_spec(name) is not None for name in ("typst", "segno"))


class Renderer:
    """Renders documents; who comes while all processes are busy waits for a turn."""

    def __init__(self, *, longest_s: float = LONGEST_S) -> None:
        """Render, each document within that many seconds."""
        self._workers = Workers(WORKER, at_once=AT_ONCE, longest_s=longest_s)

    async def render(self, document: Mapping[str, Any]) -> bytes:
        """Return the PDF of the document.

        Raises:
            CannotPrintError: it takes too long or too much, or cannot be made.
        """
        try:
            return await self._workers.ask(json.dumps(document).encode())
        except OverdoneError as error:
            raise CannotPrintError("The print took too long, or too much memory.") from error
        except WorkError as error:
            raise CannotPrintError(str(error)) from error

    async def aclose(self) -> None:
        """End the processes."""
        await self._workers.aclose()
