"""The migrations, on the database that the tests run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import migrations
from tests.databases import drop_database, new_database, tables


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    url = new_database(tmp_path)
    yield url
    drop_database(url)


def test_up_down_and_up_again_is_what_the_code_expects(empty: str) -> None:
    migrations.upgrade(empty)
    made = tables(empty)

    migrations.downgrade(empty, "base")
    left = tables(empty)
    migrations.upgrade(empty)

    migrations.check(empty)
    assert left == ["alembic_version"]
    assert tables(empty) == made


def test_each_step_down_can_be_taken_up_again(empty: str) -> None:
    migrations.upgrade(empty)

    migrations.downgrade(empty, "0001")
    migrations.upgrade(empty)

    migrations.check(empty)
