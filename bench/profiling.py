"""Where our server spends its time: py-spy looks at it while an operation is asked of it."""

import asyncio
import sys
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.callers import Tokens
from bench.client import for_a_while
from bench.databases import VAR
from bench.measuring import Contender, Plan, introduce, written
from bench.operations import Call, Operation

_SECONDS = 6
_PER_SECOND = 500
_MOST = 40
_ALL = 0.85
_PACKAGES = "site-packages/"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """In how many of the samples a function stood: at work itself, or anywhere on the stack."""

    samples: int
    own: Counter[str]
    within: Counter[str]

    def __str__(self) -> str:
        """Return the functions that stood there most often; what holds all others tells nothing."""
        inner = Counter(
            {of: count for of, count in self.within.items() if count < _ALL * self.samples}
        )
        columns = (("itself", self.own), ("with what it calls", inner))
        return "\n\n".join(
            "\n".join([f"{says}:", *(self._line(*found) for found in counted.most_common(_MOST))])
            for says, counted in columns
        )

    def _line(self, function: str, count: int) -> str:
        return f"    {count / self.samples:6.1%}  {function}"


async def profile_reading(
    operation: Operation, contender: Contender, tokens: Tokens, plan: Plan
) -> Profile:
    """Return the profile of an operation that reads."""
    requests = contender.requests(operation.calls, tokens)
    seconds = _SECONDS + 2  # it takes a moment until py-spy looks
    return await _profile(
        contender, [for_a_while(contender.process.port, requests, plan.concurrency, seconds)]
    )


async def profile_writing(
    calls: Sequence[Call], contender: Contender, tokens: Tokens, plan: Plan
) -> Profile:
    """Return the profile of the calls, each of which writes."""
    await introduce(calls, contender, tokens)
    return await _profile(contender, written(calls, contender, tokens, plan))


async def _profile(contender: Contender, runs: Sequence[Coroutine[Any, Any, Any]]) -> Profile:
    """Look at the server while the requests are sent, for some seconds at the most."""
    file = VAR / "profile.raw"
    looking = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).with_name("py-spy")), "record", "--format", "raw"),
        *("--pid", str(contender.process.pid), "--rate", str(_PER_SECOND)),
        *("--duration", str(_SECONDS), "--output", str(file)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    for run in runs:
        await run
    _, told = await looking.communicate()
    assert looking.returncode == 0, told.decode()
    return read_profile(file.read_text(encoding="utf-8"))


def read_profile(raw: str) -> Profile:
    """Return the profile from stacks, one a line, each with the number of its samples."""
    own: Counter[str] = Counter()
    within: Counter[str] = Counter()
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        if not stack:
            continue  # a thread that runs no Python
        functions = list(_functions(stack))
        own[functions[-1]] += int(count)
        for function in set(functions):
            within[function] += int(count)
    return Profile(samples=own.total(), own=own, within=within)


def _functions(stack: str) -> Iterator[str]:
    """Return the functions of a stack, without their lines."""
    for frame in stack.split(";"):
        name, _, place = frame.partition(" (")
        path = place.rpartition(":")[0].rpartition(_PACKAGES)[2]
        yield f"{name} ({path})"
