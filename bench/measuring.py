"""Short rounds of all servers in turn, so that whatever else the machine does hits them alike."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Contender:
    """A running server, and how calls are put to it."""

    process: Process
    make: MakeRequest

    def requests(
        self, calls: Sequence[Call], tokens: Tokens, answers: Sequence[bytes] | None = None
    ) -> list[Request]:
        """Return the calls as requests, with the answers that they must get, if those are known."""
        expected: Sequence[bytes | None] = answers or [None] * len(calls)
        return [
            self.make(call, tokens, answer) for call, answer in zip(calls, expected, strict=True)
        ]

    async def ask(self, calls: Sequence[Call], tokens: Tokens) -> list[bytes]:
        """Return the answers to the calls."""
        return await ask_once(self.process.port, self.requests(calls, tokens))


def our(process: Process) -> Contender:
    """Return the service as a contender."""
    return Contender(process=process, make=request_to_api)


def hand_written(process: Process) -> Contender:
    """Return the yardstick as a contender."""
    return Contender(process=process, make=request_to_yardstick)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """CPU milliseconds per request in one round; an embedded database is part of the server."""

    server_ms: float
    database_ms: float | None

    @property
    def altogether(self) -> float:
        """Of server and database together."""
        return self.server_ms + (self.database_ms or 0)


@dataclass(slots=True)
class Side:
    """What all rounds of one server found for one operation."""

    total: Round = field(default_factory=Round)
    costs: list[Cost] = field(default_factory=list)
    """One for each round."""

    @property
    def middling(self) -> Cost:
        """The round that costs more than half of them, and less than the other half."""
        return self._ordered[len(self.costs) // 2]

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds per request of the middling round."""
        return self.middling.altogether

    @property
    def spread(self) -> float:
        """How far rounds lie apart, as a share of the middling one; of many without the outmost."""
        inner = self._ordered[1:-1] if len(self.costs) > 4 else self._ordered
        return (inner[-1].altogether - inner[0].altogether) / self.cpu_ms

    @property
    def _ordered(self) -> list[Cost]:
        return sorted(self.costs, key=lambda cost: cost.altogether)


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


async def read_in_turn(
    operations: Sequence[Operation], contenders: Sequence[Contender], tokens: Tokens, plan: Plan
) -> list[list[Side]]:
    """Return for every operation that reads what each contender spent.

    All have their turn in every round, so that a bad minute of the machine falls on all of them.
    What a server does once - connect, prepare, compile - is done before the first round.

    Raises:
        DifferentAnswerError: two contenders do not answer the same.
    """
    asked = [await _asked_of_all(operation, contenders, tokens) for operation in operations]
    warm_up = replace(plan, seconds=plan.seconds / 2)
    await _read_one_round(asked, contenders, warm_up, _sides(operations, contenders))
    sides = _sides(operations, contenders)
    for _ in range(plan.rounds):
        await _read_one_round(asked, contenders, plan, sides)
    return sides


def _sides(operations: Sequence[Operation], contenders: Sequence[Contender]) -> list[list[Side]]:
    return [[Side() for _ in contenders] for _ in operations]


async def _read_one_round(
    asked: Sequence[Sequence[Sequence[Request]]],
    contenders: Sequence[Contender],
    plan: Plan,
    sides: Sequence[Sequence[Side]],
) -> None:
    for of_operation, requests in zip(sides, asked, strict=True):
        for side, contender, sent in zip(of_operation, contenders, requests, strict=True):
            port = contender.process.port
            run = for_a_while(port, sent, plan.concurrency, plan.seconds)
            await _add_round(side, contender.process, run)


async def _asked_of_all(
    operation: Operation, contenders: Sequence[Contender], tokens: Tokens
) -> list[list[Request]]:
    answers = await contenders[0].ask(operation.calls, tokens)
    for contender in contenders[1:]:
        if await contender.ask(operation.calls, tokens) != answers:
            raise DifferentAnswerError(operation.name)
    return [contender.requests(operation.calls, tokens, answers) for contender in contenders]


async def write_in_turn(
    supply: Callable[[int], Operation],
    contenders: Sequence[Contender],
    tokens: Tokens,
    plan: Plan,
) -> list[Side]:
    """Return what each contender spent; `supply` gives as many fresh calls as it is asked for."""
    sides = [Side() for _ in contenders]
    for _ in range(plan.rounds):
        for side, contender in zip(sides, contenders, strict=True):
            calls = supply(plan.writes).calls
            await introduce(calls, contender, tokens)
            await _add_round(side, contender.process, *written(calls, contender, tokens, plan))
    return sides


def written(
    calls: Sequence[Call], contender: Contender, tokens: Tokens, plan: Plan
) -> list[Coroutine[Any, Any, Round]]:
    """Return what sends the calls: two halves, since nobody signs second before the first has."""
    requests = contender.requests(calls, tokens)
    half = len(requests) // 2
    port = contender.process.port
    return [
        all_of(port, requests[:half], plan.concurrency),
        all_of(port, requests[half:], plan.concurrency),
    ]


async def introduce(calls: Sequence[Call], contender: Contender, tokens: Tokens) -> None:
    """Show every token once: it is proven before anything is measured."""
    callers = {call.caller.key: call.caller for call in calls}
    introductions = [
        Call(caller=caller, query="{ viewer { displayName } }", variables={}, path="/viewer")
        for caller in callers.values()
    ]
    await contender.ask(introductions, tokens)


async def _add_round(side: Side, process: Process, *runs: Coroutine[Any, Any, Round]) -> None:
    spent, in_database = process.cpu(), process.database_cpu()
    found = Round()
    for run in runs:
        found.add(await run)
    asked = len(found.latencies)
    side.total.add(found)
    server_ms = (process.cpu() - spent) / asked * 1_000
    now_in_database = process.database_cpu()
    database_ms = None
    if in_database is not None and now_in_database is not None:
        database_ms = (now_in_database - in_database) / asked * 1_000
    side.costs.append(Cost(server_ms=server_ms, database_ms=database_ms))
