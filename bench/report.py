"""What was measured, as a table for people and as a file for later."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from bench.comparison import Statements
from bench.measuring import Measured, Side

_HEAD = (
    "operation",
    "CPU ms",
    "yardstick",
    "ratio",
    "target",
    "server ms",
    "database ms",
    "statements",
    "req/s",
    "p50 ms",
    "p99 ms",
    "wrong",
)


def table(measured: Sequence[Measured], statements: Mapping[str, Statements]) -> str:
    """Return the operations as a table in Markdown."""
    rows = [_HEAD, *(_cells(of, statements[of.operation.name]) for of in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _cells(of: Measured, statements: Statements) -> tuple[str, ...]:
    ours, yardstick = of.ours, of.yardstick
    met = "" if of.ratio <= of.operation.target else " (missed)"
    return (
        of.operation.name,
        f"{ours.cpu_ms:.2f}",
        f"{yardstick.cpu_ms:.2f}",
        f"{of.ratio:.2f}",
        f"{of.operation.target:g}{met}",
        f"{_both(ours.server_ms, yardstick.server_ms)}",
        f"{_both(ours.database_ms, yardstick.database_ms)}",
        f"{statements.ours:.1f} / {statements.yardstick:.1f}",
        f"{ours.total.per_second:.0f} / {yardstick.total.per_second:.0f}",
        f"{ours.total.percentile_ms(50):.1f} / {yardstick.total.percentile_ms(50):.1f}",
        f"{ours.total.percentile_ms(99):.1f} / {yardstick.total.percentile_ms(99):.1f}",
        f"{ours.total.wrong} / {yardstick.total.wrong}",
    )


def _both(ours: Sequence[float], yardstick: Sequence[float]) -> str:
    return f"{mean(ours):.2f} / {mean(yardstick):.2f}" if ours and yardstick else "-"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"


def write(
    name: Path,
    text: str,
    *,
    measured: Sequence[Measured],
    statements: Mapping[str, Statements],
    others: Mapping[str, Any],
) -> Path:
    """Write the table, and beside it every number; return where the table stands."""
    found = {
        of.operation.name: {
            "ratio": of.ratio,
            "target": of.operation.target,
            "statements": {
                "ours": statements[of.operation.name].ours,
                "yardstick": statements[of.operation.name].yardstick,
            },
            "ours": _numbers(of.ours),
            "yardstick": _numbers(of.yardstick),
        }
        for of in measured
    }
    content = {"operations": found, **others}
    name.with_suffix(".json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    name.with_suffix(".md").write_text(f"{text}\n", encoding="utf-8")
    return name.with_suffix(".md")


def _numbers(side: Side) -> dict[str, Any]:
    return {
        "cpu_ms": side.cpu_ms,
        "server_ms": side.server_ms,
        "database_ms": side.database_ms,
        "requests": len(side.total.latencies),
        "wrong": side.total.wrong,
        "per_second": side.total.per_second,
        "p50_ms": side.total.percentile_ms(50),
        "p99_ms": side.total.percentile_ms(99),
    }
