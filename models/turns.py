"""Turns: what lets calls that come at once be answered as if one came after the other.

On SQLite all writers take turns from the start, so only PostgreSQL has something to do here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Table, delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import Insert as InsertOnPostgresql
from sqlalchemy.dialects.sqlite import Insert as InsertOnSqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from models.people import Subject
from models.tables import IDEMPOTENCY

REMEMBERED_FOR = timedelta(days=1)
"""How long a call with a used idempotency key counts as a repetition."""


async def take_turn(connection: AsyncConnection, *names: str) -> None:
    """Wait until no other transaction is under way that took the turn of these names.

    A transaction takes its turns before it locks rows: nobody then waits for who waits for them.
    """
    if connection.dialect.name != "sqlite":
        digest = sha256(repr(names).encode()).digest()
        number = int.from_bytes(digest[:8], "big", signed=True)
        await connection.execute(select(func.pg_advisory_xact_lock(number)))


def insert_or(connection: AsyncConnection, table: Table) -> InsertOnSqlite | InsertOnPostgresql:
    """Return an INSERT that may say what becomes of rows that are there already."""
    sqlite = connection.dialect.name == "sqlite"
    return InsertOnSqlite(table) if sqlite else InsertOnPostgresql(table)


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """What is remembered of a call with an idempotency key: its arguments, and its outcome."""

    fingerprint: str
    outcome: str


class RepeatedCalls:
    """The calls with an idempotency key, for who has their turn."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def recall(self, subject: Subject, key: str, now: datetime) -> Remembered | None:
        """Return what is remembered of the call that carried this key, for a day."""
        statement = select(IDEMPOTENCY).where(
            IDEMPOTENCY.c.subject == subject,
            IDEMPOTENCY.c.key == key,
            IDEMPOTENCY.c.at > now - REMEMBERED_FOR,
        )
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return Remembered(fingerprint=row.fingerprint, outcome=row.outcome)

    async def remember(self, subject: Subject, key: str, call: Remembered, now: datetime) -> None:
        """Remember the call, in the transaction of what it did, and forget those of older days."""
        row = {"fingerprint": call.fingerprint, "outcome": call.outcome, "at": now}
        statement = insert_or(self._connection, IDEMPOTENCY)
        statement = statement.values(subject=subject, key=key, **row)
        instead = {name: statement.excluded[name] for name in row}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["subject", "key"], set_=instead)
        )
        await self._forget(now - REMEMBERED_FOR)

    async def _forget(self, until: datetime) -> None:
        """Forget the calls until that instant, but for those that somebody is forgetting now."""
        name = (IDEMPOTENCY.c.subject, IDEMPOTENCY.c.key)
        old = select(*name).where(IDEMPOTENCY.c.at <= until).with_for_update(skip_locked=True)
        await self._connection.execute(delete(IDEMPOTENCY).where(tuple_(*name).in_(old)))
