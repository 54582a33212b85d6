"""Many clients at once: nobody is turned away, and the work goes on as fast as with few."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.callers import Tokens
from bench.client import Round, all_of, for_a_while
from bench.measuring import Contender, introduce
from bench.operations import Country, Operation

FEW, MANY = 32, 256
_ROUNDS = 3
_SECONDS = 2


@dataclass(slots=True)
class Crowd:
    """What one server did for few clients and for many: reading, and at the end also saving."""

    few: Round = field(default_factory=Round)
    many: Round = field(default_factory=Round)
    saving: Round = field(default_factory=Round)

    @property
    def wrong(self) -> int:
        """How many requests had another answer than the right one."""
        return self.few.wrong + self.many.wrong + self.saving.wrong


async def crowd(
    operation: Operation, found: Country, contenders: Sequence[Contender], tokens: Tokens
) -> list[Crowd]:
    """Return what each contender did for the operation, and for as many saves as clients."""
    crowds = [Crowd() for _ in contenders]
    for _ in range(_ROUNDS):
        for seen, contender in zip(crowds, contenders, strict=True):
            answers = await contender.ask(operation.calls, tokens)
            requests = contender.requests(operation.calls, tokens, answers)
            port = contender.process.port
            seen.few.add(await for_a_while(port, requests, FEW, _SECONDS))
            seen.many.add(await for_a_while(port, requests, MANY, _SECONDS))
    for seen, contender in zip(crowds, contenders, strict=True):
        calls = found.saves(2 * MANY).calls
        await introduce(calls, contender, tokens)
        requests = contender.requests(calls, tokens)
        seen.saving.add(await all_of(contender.process.port, requests, MANY))
    return crowds
