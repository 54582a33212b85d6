"""The processes that render: a few, kept warm, each with a bound on memory and on time."""

import asyncio
import json
import struct
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WORKER = Path(__file__).parent / "worker.py"
AT_ONCE = 2
LONGEST_S = 15.0
_HEAD = struct.Struct(">BI")


class CannotPrintError(RuntimeError):
    """The print cannot be made; says why."""


def can_print() -> bool:
    """Return whether the optional extra is installed."""
    return all(find_spec(name) is not None for name in ("typst", "segno"))


class Renderer:
    """Renders documents; who comes while all processes are busy waits for a turn."""

    def __init__(self, *, longest_s: float = LONGEST_S) -> None:
        """Render, each document within that many seconds."""
        self._longest_s = longest_s
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._resting: list[asyncio.subprocess.Process] = []

    async def render(self, document: Mapping[str, Any]) -> bytes:
        """Return the PDF of the document.

        Raises:
            CannotPrintError: it takes too long or too much, or cannot be made.
        """
        async with self._turns:
            process = self._resting.pop() if self._resting else await _started()
            try:
                async with asyncio.timeout(self._longest_s):
                    made = await _rendered(process, json.dumps(document).encode())
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                await _end(process)
                raise CannotPrintError("The print took too long, or too much memory.") from error
            except BaseException:
                await _end(process)
                raise
            self._resting.append(process)
            return made

    async def aclose(self) -> None:
        """End the processes."""
        while self._resting:
            await _end(self._resting.pop())


async def _started() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(WORKER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={},
    )


async def _rendered(process: asyncio.subprocess.Process, data: bytes) -> bytes:
    assert process.stdin is not None, "started with a pipe"
    assert process.stdout is not None, "as above"
    process.stdin.write(struct.pack(">I", len(data)) + data)
    await process.stdin.drain()
    status, length = _HEAD.unpack(await process.stdout.readexactly(_HEAD.size))
    made = await process.stdout.readexactly(length)
    if status:
        raise CannotPrintError(made.decode())
    return made


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
