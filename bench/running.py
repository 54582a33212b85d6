"""One run: what is wanted is measured, one part after the other, on running servers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.callers import Tokens
from bench.clients import crowd
from bench.comparison import Compared
from bench.databases import VAR, Databases
from bench.measuring import (
    Contender,
    Measured,
    Plan,
    Side,
    hand_written,
    our,
    read_in_turn,
    write_in_turn,
)
from bench.operations import READING, WRITING, Country, Operation, country
from bench.processes import api, free_port, issuer, yardstick
from bench.profiling import Profile, profile_reading, profile_writing
from bench.targets import Target, of_crowds, of_growth, of_operation, of_pages, of_process
from rapport_unique.issuer import load_key

CROWD = "clients"
WANTED = (*READING, *WRITING, CROWD)
GROWING = ("form", "home", "country", "deep", "all", "summary")
"""What is asked of ten times the data as well: each looks at one year."""
_STARTS = 3
_PROFILED_WRITES = 600


@dataclass(slots=True)
class Results:
    """What a run has found so far."""

    measured: list[Measured] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """The servers, on one database, and what is asked of them."""

    wanted: Sequence[str]
    plan: Plan
    found: Country
    tokens: Tokens
    ours: Contender
    yardstick: Contender
    results: Results

    async def measure(self, compared: Mapping[str, Compared], *, profile: bool) -> None:
        """Measure all that is wanted; what writes comes last."""
        await self._read()
        if profile:
            await self._profile_reading()
        if CROWD in self.wanted:
            await self._crowd()
        await self._write()
        if profile:
            await self._profile_writing()
        measured, targets = self.results.measured, self.results.targets
        for of in reversed(measured):
            targets[:0] = of_operation(of, compared[of.operation.name])

    async def _read(self) -> None:
        operations = self._operations()
        sides = await read_in_turn(operations, [self.ours, self.yardstick], self.tokens, self.plan)
        measured = [
            Measured(operation=operation, ours=ours, yardstick=other)
            for operation, (ours, other) in zip(operations, sides, strict=True)
        ]
        self.results.measured.extend(measured)
        self.results.targets.extend(of_pages(measured))

    async def _crowd(self) -> None:
        form = next(of for of in self.found.operations() if of.name == "form")
        both = [self.ours, self.yardstick]
        ours, other = await crowd(form, self.found, both, self.tokens)
        self.results.targets.extend(of_crowds(ours, other))

    async def _write(self) -> None:
        for supply in self._supplies().values():
            ours, other = await write_in_turn(
                supply, [self.ours, self.yardstick], self.tokens, self.plan
            )
            measured = Measured(operation=supply(0), ours=ours, yardstick=other)
            self.results.measured.append(measured)

    async def _profile_reading(self) -> None:
        for operation in self._operations():
            self.results.profiles[operation.name] = await profile_reading(
                operation, self.ours, self.tokens, self.plan
            )

    async def _profile_writing(self) -> None:
        for name, supply in self._supplies().items():
            calls = supply(_PROFILED_WRITES).calls
            self.results.profiles[name] = await profile_writing(
                calls, self.ours, self.tokens, self.plan
            )

    def _operations(self) -> list[Operation]:
        return [of for of in self.found.operations() if of.name in self.wanted]

    def _supplies(self) -> dict[str, Callable[[int], Operation]]:
        supplies = {"save": self.found.saves, "sign": self.found.signatures}
        return {name: supply for name, supply in supplies.items() if name in self.wanted}


@contextmanager
def trusted() -> Iterator[Tokens]:
    """Give tokens whose issuer tells its keys meanwhile."""
    tokens = Tokens(f"http://127.0.0.1:{free_port()}", load_key(VAR / "issuer.pem"))
    with issuer(tokens):
        yield tokens


async def run(
    url: str,
    places: Databases,
    compared: Mapping[str, Compared],
    *,
    wanted: Sequence[str],
    plan: Plan,
    driver: str,
    profile: bool,
) -> Results:
    """Return what is measured on that database, which is written to."""
    results = Results()
    with trusted() as tokens:
        starts = list(_starts(url, tokens, places))
        with (
            api(url, tokens, places) as ours,
            yardstick(url, tokens, places, driver) as other,
        ):
            results.targets.extend(of_process([*starts, ours.started_s], ours))
            measuring = Run(
                wanted=wanted,
                plan=plan,
                found=await country(url),
                tokens=tokens,
                ours=our(ours),
                yardstick=hand_written(other),
                results=results,
            )
            await measuring.measure(compared, profile=profile)
            results.others |= {
                "start-up, CPU time": f"{ours.started_cpu_s:.2f} / {other.started_cpu_s:.2f} s",
                "start-up of the yardstick": f"{other.started_s:.2f} s",
                "idle memory of the yardstick": f"{other.idle_mb:.0f} MB",
                "memory afterwards": f"{ours.memory_mb():.0f} / {other.memory_mb():.0f} MB",
            }
    return results


def _starts(url: str, tokens: Tokens, places: Databases) -> Iterator[float]:
    """Start our server some times, and tell how long each time took."""
    for _ in range(_STARTS - 1):
        with api(url, tokens, places) as started:
            yield started.started_s


async def run_on_ten_times(
    small_url: str, large_url: str, places: Databases, wanted: Sequence[str], plan: Plan
) -> list[Target]:
    """Return whether our server takes the same CPU on the database with ten times the data."""
    found = await country(small_url)
    operations = [of for of in found.operations() if of.name in wanted and of.name in GROWING]
    with (
        trusted() as tokens,
        api(small_url, tokens, places, "small") as small,
        api(large_url, tokens, places, "large") as large,
    ):
        contenders = [our(small), our(large)]
        sides = await read_in_turn(operations, contenders, tokens, plan)
    names = [operation.name for operation in operations]
    grown: dict[str, list[Side]] = dict(zip(names, sides, strict=True))
    return of_growth(grown)
