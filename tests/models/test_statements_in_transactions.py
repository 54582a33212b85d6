"""Statements run straight on the driver take part in the transaction of their connection."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, update

from models.database import Database
from models.statements import Statement
from models.tables import CPAS, IDEMPOTENCY
from tests.databases import copy_of_database, drop_database


@pytest.fixture
async def writable(demo_country: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """The demo country, for one test that writes."""
    url = copy_of_database(demo_country, tmp_path / "writable")
    database = Database(url)
    yield database
    await database.close()
    drop_database(url)


NAMED = Statement(select(CPAS.c.province).where(CPAS.c.nis_code == bindparam("nis")))


class OnPurposeError(Exception):
    """What ends the transaction of a test."""


async def test_a_transaction_sees_its_own_writes_and_others_do_not(writable: Database) -> None:
    async with writable.writing() as connection:
        moved = update(CPAS).where(CPAS.c.nis_code == "52011").values(province="Elsewhere")
        await connection.execute(moved)

        inside = await NAMED.fetch(connection, nis="52011")
        async with writable.snapshot() as reader:
            outside = await NAMED.fetch(reader, nis="52011")

    async with writable.reading() as connection:
        after = await NAMED.fetch(connection, nis="52011")
    assert [row.province for row in (*inside, *outside, *after)] == [
        "Elsewhere",
        "Hainaut",
        "Elsewhere",
    ]


async def test_what_is_rolled_back_was_never_there(writable: Database) -> None:
    inside: list[Any] = []

    async def move_and_fail() -> None:
        async with writable.writing() as connection:
            await connection.execute(update(CPAS).values(province="Nowhere"))
            inside.extend(await NAMED.fetch(connection, nis="52011"))
            raise OnPurposeError

    with pytest.raises(OnPurposeError):
        await move_and_fail()

    async with writable.reading() as connection:
        after = await NAMED.fetch(connection, nis="52011")
    assert [row.province for row in (*inside, *after)] == ["Nowhere", "Hainaut"]


async def test_a_snapshot_stays_what_it_was(writable: Database) -> None:
    async with writable.snapshot() as reader:
        before = await NAMED.fetch(reader, nis="52011")
        async with writable.writing() as connection:
            await connection.execute(update(CPAS).values(province="Elsewhere"))
        during = await NAMED.fetch(reader, nis="52011")

    assert before == during
    assert [row.province for row in before] == ["Hainaut"]


async def test_who_reads_cannot_write(writable: Database) -> None:
    kept = insert(IDEMPOTENCY).values(
        subject="s", key="k", fingerprint="f", outcome="o", at=datetime(2026, 1, 1, tzinfo=UTC)
    )

    async with writable.reading() as connection:
        if not writable.is_sqlite:  # an embedded one has no such thing for SQLAlchemy's connections
            with pytest.raises(Exception, match="read-only"):
                await connection.execute(kept)

    async with writable.snapshot() as reader:
        with pytest.raises(Exception, match=r"read-?only"):
            await reader.rows("DELETE FROM idempotency", ())
    async with writable.reading() as connection:
        assert (await connection.execute(select(IDEMPOTENCY.c.key))).all() == []
