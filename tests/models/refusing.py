"""How each database says no, by the name of what was violated.

PostgreSQL tells the name of a constraint. SQLite tells only the columns of a unique one, and of a
foreign key nothing.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Executable, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from tests.models.building import SmallWorld

NOT_NULL = "NOT NULL"
APPEND_ONLY = "append-only"
SENT = "a sent form does not change"
WITHDRAWN = "a withdrawn form does not change"
STALE = "only the present version of a form is sent"


async def assert_refused(world: SmallWorld, statement: Executable, reason: str) -> None:
    """The database says no for this reason, and holds what it held."""
    before = await world.everything()

    with refusal(world, reason):
        await world.execute(statement)

    assert await world.everything() == before


@contextmanager
def refusal(world: SmallWorld, reason: str) -> Iterator[None]:
    """What happens inside is refused for this reason, or by the constraint of this name."""
    sqlite = world.database.is_sqlite
    said = _said_by_sqlite(reason) if sqlite else _said_by_postgresql(reason)
    with pytest.raises(DBAPIError, match=said):
        yield


def _said_by_postgresql(reason: str) -> str:
    if reason == NOT_NULL:
        return "violates not-null constraint"
    return f'constraint "{reason}"' if re.match("(pk|uq|fk|ck)_", reason) else reason


def _said_by_sqlite(reason: str) -> str:
    if reason.startswith("fk_"):
        return "FOREIGN KEY constraint failed"
    if reason.startswith(("pk_", "uq_")):
        columns = ", ".join(f"{column.table}.{column.name}" for column in _named(reason).columns)
        return f"(?m)UNIQUE constraint failed: {re.escape(columns)}$"
    return reason


def _named(name: str) -> PrimaryKeyConstraint | UniqueConstraint:
    for table in SQLModel.metadata.tables.values():
        for constraint in table.constraints:
            if constraint.name == name:
                assert isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
                return constraint
    raise AssertionError(f"no constraint {name}")
