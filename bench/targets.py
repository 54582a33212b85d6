"""What was promised, and whether it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.clients import FEW, MANY, Crowd
from bench.comparison import Compared
from bench.measuring import Measured, Side
from bench.processes import Process

STRETCH = 1.15
"""A ratio that would be as good as the yardstick's, within what a contract costs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One promise: what was found, what is wanted, and whether that is met."""

    name: str
    found: str
    wanted: str
    met: bool


def at_most(name: str, found: float, most: float, *, unit: str = "") -> Target:
    """Return the promise that a figure is not over another one."""
    return Target(
        name=name, found=f"{found:.2f}{unit}", wanted=f"at most {most:g}{unit}", met=found <= most
    )


def of_operation(of: Measured, compared: Compared) -> list[Target]:
    """Return what was promised of every operation."""
    name = of.operation.name
    allowed = compared.yardstick.statements + 1
    statements = at_most(f"{name}: statements", compared.ours.statements, round(allowed, 2))
    return [at_most(f"{name}: ratio of CPU", of.ratio, of.operation.target), statements]


def of_pages(measured: Sequence[Measured]) -> list[Target]:
    """Return the promise that a page far from the first costs what the first one costs."""
    ours = {of.operation.name: of.ours.cpu_ms for of in measured}
    if not {"deep", "country"} <= ours.keys():
        return []
    return [at_most("page 30 against page 1: ratio of CPU", ours["deep"] / ours["country"], 1.2)]


def of_growth(grown: Mapping[str, Sequence[Side]]) -> list[Target]:
    """Return the promise that ten times the data cost no more."""
    return [
        at_most(f"{name}, with ten times the data: ratio of CPU", large.cpu_ms / small.cpu_ms, 1.2)
        for name, (small, large) in grown.items()
    ]


def of_crowds(ours: Crowd, yardstick: Crowd) -> list[Target]:
    """Return what was promised for many clients at once."""
    p99, other = (crowd.many.percentile_ms(99) for crowd in (ours, yardstick))
    few, many = ours.few.per_second, ours.many.per_second
    return [
        at_most(f"{MANY} clients: wrong answers", ours.wrong, 0),
        Target(
            name=f"{MANY} clients: requests a second",
            found=f"{many:.0f}",
            wanted=f"not below {few:.0f}, that of {FEW} (5 % are noise)",
            met=many >= 0.95 * few,
        ),
        at_most(f"{MANY} clients: p99, as a multiple of the yardstick's", p99 / other, 3),
        at_most(
            f"{MANY} clients that save: p99, as a multiple of the yardstick's",
            ours.saving.percentile_ms(99) / yardstick.saving.percentile_ms(99),
            3,
        ),
    ]


def of_process(starts: Sequence[float], process: Process) -> list[Target]:
    """Return what was promised of the process itself."""
    return [
        at_most("start-up", sorted(starts)[len(starts) // 2], 1.5, unit=" s"),
        at_most("idle memory", process.idle_mb, 150, unit=" MB"),
    ]
