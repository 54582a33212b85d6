"""The yardstick of the benchmark cannot rot: it answers and writes what the API does."""

from pathlib import Path

from bench.comparison import compare
from bench.operations import country
from tests.databases import copy_of_database, drop_database


async def test_yardstick_answers_the_same_bytes_and_writes_the_same_rows(
    demo_country: Path, tmp_path: Path
) -> None:
    ours = copy_of_database(demo_country, tmp_path / "ours")
    other = copy_of_database(demo_country, tmp_path / "yardstick")
    found = await country(ours)
    operations = [*found.operations(), found.saves(10), found.signatures(10)]

    statements = await compare(ours, other, operations, tmp_path)

    assert set(statements) == {"form", "home", "save", "sign"}
    drop_database(ours)
    drop_database(other)
