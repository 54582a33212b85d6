"""`python -m bench`: measure the service against the yardstick. `--help` tells the arguments."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from bench.comparison import Compared, compare
from bench.databases import VAR, Databases, databases
from bench.measuring import Plan
from bench.operations import country
from bench.report import Findings, as_text, write
from bench.running import WANTED, run, run_on_ten_times
from bench.targets import Target

YEARS = 6
_COPY = "rapport_unique_bench_run"


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("wanted", nargs="*", default=WANTED, help=f"of {', '.join(WANTED)}")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument(
        "--driver",
        choices=("asyncpg", "psycopg"),
        default="asyncpg",
        help="of the yardstick, on PostgreSQL; psycopg is that of the service",
    )
    parser.add_argument("--rounds", type=int, default=5, help="of each server and operation")
    parser.add_argument("--seconds", type=float, default=1.5, help="of a round that reads")
    parser.add_argument("--writes", type=int, default=120, help="in a round that writes")
    parser.add_argument("--concurrency", type=int, default=8, help="clients at once")
    parser.add_argument(
        "--ten-times",
        action="store_true",
        help=f"read also from {10 * YEARS} years; seeding them takes some minutes, once",
    )
    parser.add_argument(
        "--profile", action="store_true", help="tell where our server spends its time"
    )
    asked = parser.parse_args()
    if unknown := set(asked.wanted) - set(WANTED):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(WANTED)}")
    return asked


def main() -> int:
    """Seed, compare, measure, report; return 1 where an answer was wrong."""
    asked = arguments()
    with databases(asked.database) as places:
        findings = found(asked, places)
    file = write(VAR / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}", findings)
    print(as_text(findings))
    print(f"\nWritten to {file} and, with every round, to {file.with_suffix('.json')}.")
    return 1 if findings.wrong else 0


def found(asked: argparse.Namespace, places: Databases) -> Findings:
    """Return what was measured there."""
    plan = Plan(
        rounds=asked.rounds,
        seconds=asked.seconds,
        writes=asked.writes,
        concurrency=asked.concurrency,
    )
    _say("Seeding, unless that was done before.")
    template = places.seeded(YEARS)
    _say("Comparing every answer.")
    compared = _compared(places, template, asked.driver)
    _say("Measuring.")
    url = places.copy(template, _COPY)
    results = asyncio.run(
        run(
            url,
            places,
            compared,
            wanted=asked.wanted,
            plan=plan,
            driver=asked.driver,
            profile=asked.profile,
        )
    )
    places.drop(_COPY)
    grown = _grown(places, template, asked, plan) if asked.ten_times else []
    return Findings(
        about=_about(asked),
        measured=results.measured,
        compared=compared,
        targets=[*results.targets, *grown],
        others=results.others,
        profiles=results.profiles,
    )


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _about(asked: argparse.Namespace) -> dict[str, str]:
    load = " ".join(f"{figure:.1f}" for figure in os.getloadavg())
    return {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "database": f"{asked.database}, {YEARS} years",
        "driver of the yardstick": "sqlite3" if asked.database == "sqlite" else asked.driver,
        "clients at once": str(asked.concurrency),
        "load of the machine at the end, on so many cores": f"{load}, {os.cpu_count()}",
    }


def _compared(places: Databases, template: str, driver: str) -> Mapping[str, Compared]:
    """Return what the operations ask of the database, when both answer and write the same."""
    pair = [f"rapport_unique_bench_{name}" for name in ("ours", "yardstick")]
    ours, other = (places.copy(template, name) for name in pair)

    async def all_of_them() -> Mapping[str, Compared]:
        there = await country(ours)
        first = [there.saves(16), there.signatures(16)]
        operations = [*there.operations(), *first, there.saves(20), there.signatures(20)]
        return await compare(ours, other, operations, VAR, driver)

    try:
        return asyncio.run(all_of_them())
    finally:
        for name in pair:
            places.drop(name)


def _grown(places: Databases, template: str, asked: argparse.Namespace, plan: Plan) -> list[Target]:
    """Return whether ten times the data cost more."""
    _say(f"Seeding {10 * YEARS} years, unless that was done before.")
    large = places.seeded(10 * YEARS)
    _say("Measuring on ten times the data.")
    urls = places.url(template), places.url(large)
    return asyncio.run(run_on_ten_times(*urls, places, asked.wanted, plan))


if __name__ == "__main__":
    sys.exit(main())
