"""The benchmark cannot rot: the yardstick answers what the API does, and counting counts."""

import asyncio
from pathlib import Path

from bench.client import Round
from bench.comparison import Compared, compare
from bench.measuring import Cost, Side
from bench.operations import READING, WRITING, country
from bench.profiling import read_profile
from bench.round_trips import counted_round_trips
from bench.targets import at_most
from tests.databases import copy_of_database, drop_database


async def test_yardstick_answers_the_same_bytes_and_writes_the_same_rows(
    demo_country: Path, tmp_path: Path
) -> None:
    ours = copy_of_database(demo_country, tmp_path / "ours")
    other = copy_of_database(demo_country, tmp_path / "yardstick")
    found = await country(ours)
    operations = [*found.operations(), found.saves(10), found.saves(10), found.signatures(10)]

    compared = await compare(ours, other, operations, tmp_path)

    assert set(compared) == {*READING, *WRITING}
    assert all(_asks_at_least_once(both) for both in compared.values())
    drop_database(ours)
    drop_database(other)


def _asks_at_least_once(both: Compared) -> bool:
    return both.ours.statements >= 1 and both.yardstick.statements >= 1


async def test_round_trip_begins_when_something_is_sent_after_an_answer() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while asked := await reader.readline():
            writer.write(asked)
        writer.close()

    database = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = database.sockets[0].getsockname()[1]

    async with counted_round_trips(f"postgresql://nobody@127.0.0.1:{port}/none") as trips:
        relay = int(trips.url.rpartition(":")[2].partition("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", relay)
        for asked in (b"BEGIN\n", b"SELECT 1\n", b"COMMIT\n"):
            writer.write(asked)
            assert await reader.readline() == asked
        writer.close()
        await writer.wait_closed()

    assert trips.count == 3
    database.close()


def test_embedded_database_is_reached_straight() -> None:
    async def reached() -> str:
        async with counted_round_trips("sqlite:///here.sqlite3") as trips:
            return trips.url

    assert asyncio.run(reached()) == "sqlite:///here.sqlite3"


def test_middling_round_counts_whatever_the_others_cost() -> None:
    costs = [Cost(server_ms=server, database_ms=1.0) for server in (9.0, 2.0, 3.0, 2.5, 90.0)]
    side = Side(total=Round(), costs=costs)

    assert side.middling == Cost(server_ms=3.0, database_ms=1.0)
    assert side.cpu_ms == 4.0
    assert side.spread == (10.0 - 3.5) / 4.0


def test_figure_over_its_target_misses_it() -> None:
    assert at_most("ratio", 1.5, 1.5).met
    assert not at_most("ratio", 1.51, 1.5).met


def test_profile_tells_functions_at_work_from_those_that_wait_for_others() -> None:
    raw = (
        "main (/app/cli.py:3);run (/venv/lib/site-packages/graphql/execute.py:10) 3\n"
        "main (/app/cli.py:4);run (/venv/lib/site-packages/graphql/execute.py:12) 4\n"
        "main (/app/cli.py:9) 1\n"
    )

    profile = read_profile(raw)

    assert profile.samples == 8
    assert profile.own == {"run (graphql/execute.py)": 7, "main (/app/cli.py)": 1}
    assert profile.within == {"main (/app/cli.py)": 8, "run (graphql/execute.py)": 7}
