"""Short rounds of both servers in turn, so that whatever else the machine does hits both alike."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.callers import Tokens
from bench.client import (
    MakeRequest,
    Request,
    Round,
    all_of,
    ask_once,
    for_a_while,
    request_to_api,
    request_to_yardstick,
)
from bench.comparison import DifferentAnswerError
from bench.operations import Call, Operation
from bench.processes import Process


@dataclass(slots=True)
class Side:
    """What all rounds of one server found for one operation."""

    total: Round = field(default_factory=Round)
    server_ms: list[float] = field(default_factory=list)
    """CPU milliseconds per request, one for each round."""
    database_ms: list[float] = field(default_factory=list)

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds per request, of server and database together, of a middling round."""
        both = self.database_ms or [0.0] * len(self.server_ms)
        return median(
            server + database for server, database in zip(self.server_ms, both, strict=True)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One operation, measured on both."""

    operation: Operation
    ours: Side
    yardstick: Side

    @property
    def ratio(self) -> float:
        """How many times the CPU of the yardstick ours takes."""
        return self.ours.cpu_ms / self.yardstick.cpu_ms


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How long, how often, and with how many clients at once."""

    rounds: int
    seconds: float
    """Of one round that reads."""
    writes: int
    """In one round that writes."""
    concurrency: int


async def measure_reading(
    operation: Operation, ours: Process, yardstick: Process, tokens: Tokens, plan: Plan
) -> Measured:
    """Measure an operation that reads.

    Raises:
        DifferentAnswerError: the two servers do not answer the same.
    """
    answers = await ask_once(ours.port, [request_to_api(call, tokens) for call in operation.calls])
    to_ours = _expecting(operation, answers, tokens, request_to_api)
    to_yardstick = _expecting(operation, answers, tokens, request_to_yardstick)
    if await ask_once(yardstick.port, to_yardstick) != answers:
        raise DifferentAnswerError(operation.name)
    measured = Measured(operation=operation, ours=Side(), yardstick=Side())
    for _ in range(plan.rounds):
        for process, requests, side in (
            (ours, to_ours, measured.ours),
            (yardstick, to_yardstick, measured.yardstick),
        ):
            run = for_a_while(process.port, requests, plan.concurrency, plan.seconds)
            await _add_round(side, process, run)
    return measured


async def measure_writing(
    supply: Callable[[int], Operation],
    ours: Process,
    yardstick: Process,
    tokens: Tokens,
    plan: Plan,
) -> Measured:
    """Measure an operation that writes; `supply` gives as many fresh calls as it is asked for."""
    measured = Measured(operation=supply(0), ours=Side(), yardstick=Side())
    for _ in range(plan.rounds):
        for process, make, side in (
            (ours, request_to_api, measured.ours),
            (yardstick, request_to_yardstick, measured.yardstick),
        ):
            calls = supply(plan.writes).calls
            await ask_once(process.port, _introductions(calls, process, tokens))
            requests = [make(call, tokens) for call in calls]
            half = len(requests) // 2  # so that nobody signs second before the first has signed
            await _add_round(
                side,
                process,
                all_of(process.port, requests[:half], plan.concurrency),
                all_of(process.port, requests[half:], plan.concurrency),
            )
    return measured


def _expecting(
    operation: Operation, answers: Sequence[bytes], tokens: Tokens, make: MakeRequest
) -> list[Request]:
    return [
        make(call, tokens, answer) for call, answer in zip(operation.calls, answers, strict=True)
    ]


def _introductions(calls: Sequence[Call], process: Process, tokens: Tokens) -> list[Request]:
    """Return requests that show every token once: it is proven before anything is measured."""
    make = request_to_yardstick if process.name == "yardstick" else request_to_api
    callers = {call.caller.key: call.caller for call in calls}
    return [
        make(
            Call(caller=caller, query="{ viewer { displayName } }", variables={}, path="/viewer"),
            tokens,
        )
        for caller in callers.values()
    ]


async def _add_round(side: Side, process: Process, *runs: Coroutine[Any, Any, Round]) -> None:
    spent, in_database = process.cpu(), process.database_cpu()
    found = Round()
    for run in runs:
        found.add(await run)
    asked = len(found.latencies)
    side.total.add(found)
    side.server_ms.append((process.cpu() - spent) / asked * 1_000)
    now_in_database = process.database_cpu()
    if in_database is not None and now_in_database is not None:
        side.database_ms.append((now_in_database - in_database) / asked * 1_000)
