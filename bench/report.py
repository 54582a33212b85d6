"""What was measured, as tables for people and as a file for later."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.comparison import Compared
from bench.measuring import Measured, Side
from bench.profiling import Profile
from bench.targets import STRETCH, Target

_HEAD = (
    "operation",
    "CPU ms",
    "yardstick",
    "ratio",
    "target",
    "server ms",
    "database ms",
    "statements",
    "round trips",
    "req/s",
    "p50 ms",
    "p99 ms",
    "spread",
    "wrong",
)

_LEGEND = """\
Of two figures the second one is the yardstick's. CPU is that of server and database for a request,
in the middling round; spread tells how far the rounds lie apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """All that a run has found."""

    about: Mapping[str, str]
    measured: Sequence[Measured]
    compared: Mapping[str, Compared]
    targets: Sequence[Target]
    others: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, Profile] = field(default_factory=dict)

    @property
    def wrong(self) -> int:
        """How many answers were not the right ones."""
        return sum(of.ours.total.wrong + of.yardstick.total.wrong for of in self.measured)


def as_text(findings: Findings) -> str:
    """Return the findings in Markdown."""
    rows = [_cells(of, findings.compared[of.operation.name]) for of in findings.measured]
    met = [(target.name, target.found, target.wanted, _met(target)) for target in findings.targets]
    legend = [f"- {of.operation.name}: {of.operation.says}" for of in findings.measured]
    parts = [
        "\n".join(f"- {name}: {value}" for name, value in findings.about.items()),
        _table([_HEAD, *rows]),
        _LEGEND,
        "\n".join(legend),
        _table([("target", "found", "wanted", ""), *met]),
        "\n".join(f"- {name}: {value}" for name, value in findings.others.items()),
        *(f"## Profile: {name}\n\n{profile}" for name, profile in findings.profiles.items()),
    ]
    return "\n\n".join(part for part in parts if part)


def _met(target: Target) -> str:
    return "met" if target.met else "MISSED"


def _cells(of: Measured, compared: Compared) -> tuple[str, ...]:
    ours, yardstick = of.ours, of.yardstick
    asked, other = compared.ours, compared.yardstick
    return (
        of.operation.name,
        f"{ours.cpu_ms:.2f}",
        f"{yardstick.cpu_ms:.2f}",
        f"{of.ratio:.2f}",
        _target(of),
        _both(ours.middling.server_ms, yardstick.middling.server_ms, 2),
        _both(ours.middling.database_ms, yardstick.middling.database_ms, 2),
        _both(asked.statements, other.statements, 1),
        _both(asked.round_trips or None, other.round_trips or None, 1),
        _both(ours.total.per_second, yardstick.total.per_second, 0),
        _both(ours.total.percentile_ms(50), yardstick.total.percentile_ms(50), 1),
        _both(ours.total.percentile_ms(99), yardstick.total.percentile_ms(99), 1),
        f"{ours.spread:.0%} / {yardstick.spread:.0%}",
        _both(ours.total.wrong, yardstick.total.wrong, 0),
    )


def _target(of: Measured) -> str:
    wanted = f"{of.operation.target:g}"
    if of.ratio > of.operation.target:
        return f"{wanted} MISSED"
    return f"{wanted} met, also {STRETCH}" if of.ratio <= STRETCH else f"{wanted} met"


def _both(ours: float | None, yardstick: float | None, digits: int) -> str:
    if ours is None or yardstick is None:
        return "-"
    return f"{ours:.{digits}f} / {yardstick:.{digits}f}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def write(name: Path, findings: Findings) -> Path:
    """Write the tables, and beside them every number; return where the tables stand."""
    found = {
        of.operation.name: {
            "ratio": of.ratio,
            "target": of.operation.target,
            "asked": asdict(findings.compared[of.operation.name]),
            "ours": _numbers(of.ours),
            "yardstick": _numbers(of.yardstick),
        }
        for of in findings.measured
    }
    content = {
        **findings.about,
        "operations": found,
        "targets": [asdict(target) for target in findings.targets],
        **findings.others,
    }
    name.with_suffix(".json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    name.with_suffix(".md").write_text(f"{as_text(findings)}\n", encoding="utf-8")
    return name.with_suffix(".md")


def _numbers(side: Side) -> dict[str, Any]:
    return {
        "cpu_ms": side.cpu_ms,
        "rounds": [asdict(cost) for cost in side.costs],
        "requests": len(side.total.latencies),
        "wrong": side.total.wrong,
        "per_second": side.total.per_second,
        "p50_ms": side.total.percentile_ms(50),
        "p99_ms": side.total.percentile_ms(99),
    }
