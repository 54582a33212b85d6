"""`python -m bench`: measure the service against the yardstick. `--help` tells the arguments."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from typing import Any

from bench.callers import Tokens
from bench.comparison import Statements, compare
from bench.databases import VAR, Databases, databases
from bench.measuring import Measured, Plan, measure_reading, measure_writing
from bench.operations import Country, country
from bench.processes import Process, api, free_port, issuer, yardstick
from bench.report import table, write
from rapport_unique.issuer import load_key

OPERATIONS = ("form", "home", "save", "sign")
YEARS = 6


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("operations", nargs="*", default=OPERATIONS, metavar="operation")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--rounds", type=int, default=5, help="of each server and operation")
    parser.add_argument("--seconds", type=float, default=1.5, help="of a round that reads")
    parser.add_argument("--writes", type=int, default=120, help="in a round that writes")
    parser.add_argument("--concurrency", type=int, default=8, help="clients at once")
    asked = parser.parse_args()
    if unknown := set(asked.operations) - set(OPERATIONS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(OPERATIONS)}")
    return asked


def main() -> int:
    """Seed, compare, measure, report; return 1 where an answer was wrong."""
    asked = arguments()
    plan = Plan(
        rounds=asked.rounds,
        seconds=asked.seconds,
        writes=asked.writes,
        concurrency=asked.concurrency,
    )
    with databases(asked.database) as places:
        print("Seeding, unless that was done before.", file=sys.stderr)
        template = places.seeded(YEARS)
        print("Comparing every answer.", file=sys.stderr)
        statements = compared(places, template)
        url = places.copy(template, "rapport_unique_bench_run")
        measured, others = asyncio.run(measure(url, places, asked.operations, plan))
        places.drop("rapport_unique_bench_run")
    text = "\n\n".join([table(measured, statements), *(f"{k}: {v}" for k, v in others.items())])
    name = VAR / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}"
    file = write(name, text, measured=measured, statements=statements, others=others)
    print(f"{text}\n\nWritten to {file} and, with every round, to {file.with_suffix('.json')}.")
    return any(of.ours.total.wrong or of.yardstick.total.wrong for of in measured)


def compared(places: Databases, template: str) -> dict[str, Statements]:
    """Return how many statements the operations take, when both answer and write the same."""
    pair = [f"rapport_unique_bench_{name}" for name in ("ours", "yardstick")]
    ours, other = (places.copy(template, name) for name in pair)

    async def run() -> dict[str, Statements]:
        found = await country(ours)
        operations = [*found.operations(), found.saves(20), found.signatures(20)]
        return await compare(ours, other, operations, VAR)

    try:
        return asyncio.run(run())
    finally:
        for name in pair:
            places.drop(name)


async def measure(
    url: str, places: Databases, wanted: list[str], plan: Plan
) -> tuple[list[Measured], dict[str, Any]]:
    """Measure the wanted operations, those that write last."""
    tokens = Tokens(f"http://127.0.0.1:{free_port()}", load_key(VAR / "issuer.pem"))
    found = await country(url)
    with (
        issuer(tokens),
        api(url, tokens, places) as ours,
        yardstick(url, tokens, places) as other,
    ):
        measured = [
            await measure_reading(operation, ours, other, tokens, plan)
            for operation in found.operations()
            if operation.name in wanted
        ]
        for name, supply in _supplies(found).items():
            if name in wanted:
                measured.append(await measure_writing(supply, ours, other, tokens, plan))
        return measured, _processes(ours, other)


def _supplies(found: Country) -> dict[str, Any]:
    return {"save": found.saves, "sign": found.signatures}


def _processes(ours: Process, other: Process) -> dict[str, Any]:
    return {
        "start-up, seconds (target 1.5)": f"{ours.started_s:.2f} / {other.started_s:.2f}",
        "idle memory, MB (target 150)": f"{ours.idle_mb:.0f} / {other.idle_mb:.0f}",
        "memory afterwards, MB": f"{ours.memory_mb():.0f} / {other.memory_mb():.0f}",
    }


if __name__ == "__main__":
    sys.exit(main())
