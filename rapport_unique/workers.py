"""Processes for what takes long or much: a few, kept warm, each with a bound on its time.

A program reads what it is asked, four bytes of length before it, and writes a byte for whether it
was done, four bytes of length, and the outcome. It bounds its own memory.
"""

import asyncio
import struct
import sys
from pathlib import Path

_HEAD = struct.Struct(">BI")


class WorkError(RuntimeError):
    """The program cannot do it; says why."""


class OverdoneError(WorkError):
    """It takes too long, or too much memory."""


class Workers:
    """Processes of one program; who comes while all are busy waits for a turn."""

    def __init__(self, program: Path, *, at_once: int, longest_s: float) -> None:
        """Run so many, each for that many seconds at most. The program knows no module of ours."""
        self._program = program
        self._longest_s = longest_s
        self._turns = asyncio.Semaphore(at_once)
        self._resting: list[asyncio.subprocess.Process] = []

    async def ask(self, data: bytes) -> bytes:
        """Return what the program makes of that.

        Raises:
            WorkError: it cannot, or not within its bounds.
        """
        async with self._turns:
            process = self._resting.pop() if self._resting else await self._started()
            try:
                async with asyncio.timeout(self._longest_s):
                    status, made = await _asked(process, data)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                await _end(process)
                raise OverdoneError from error
            except BaseException:
                await _end(process)
                raise
            self._resting.append(process)
        if status:
            raise WorkError(made.decode())
        return made

    async def aclose(self) -> None:
        """End the processes."""
        while self._resting:
            await _end(self._resting.pop())

    async def _started(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(self._program),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # it may say what a stranger wants in the log
            env={},
        )


async def _asked(process: asyncio.subprocess.Process, data: bytes) -> tuple[int, bytes]:
    assert process.stdin is not None, "started with a pipe"
    assert process.stdout is not None, "as above"
    process.stdin.write(struct.pack(">I", len(data)) + data)
    await process.stdin.drain()
    status, length = _HEAD.unpack(await process.stdout.readexactly(_HEAD.size))
    return status, await process.stdout.readexactly(length)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
