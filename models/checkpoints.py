"""Published checkpoints of the journal: written when there are new lines, and read."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from models.database import Database
from models.log import Fetch, present_tree
from models.proof_tables import CHECKPOINT, TIMESTAMP
from models.seals import Sealing
from models.statements import Statement
from models.turns import insert_or

_BY_SIZE = select(CHECKPOINT).order_by(CHECKPOINT.c.size.desc()).limit(1)
_NEWEST = Statement(_BY_SIZE)
_OF_SIZE = Statement(_BY_SIZE.where(CHECKPOINT.c.size == bindparam("size")))
_NEWEST_TIMESTAMPED = Statement(
    select(CHECKPOINT)
    .join(TIMESTAMP, TIMESTAMP.c.size == CHECKPOINT.c.size)
    .order_by(CHECKPOINT.c.size.desc())
    .limit(1)
)
_TIMESTAMP = Statement(select(TIMESTAMP).where(TIMESTAMP.c.size == bindparam("size")))
_RECENT = 32
_DAYS = 60
_BEFORE = CHECKPOINT.c.size < bindparam("size")
_NEWEST_BEFORE = Statement(
    select(CHECKPOINT.c.size).where(_BEFORE).order_by(CHECKPOINT.c.size.desc()).limit(_RECENT)
)
_LAST_OF_DAYS = Statement(
    select(func.max(CHECKPOINT.c.size).label("size"))
    .where(_BEFORE)
    .group_by(func.date(CHECKPOINT.c.at))
    .order_by(func.max(CHECKPOINT.c.size).desc())
    .limit(_DAYS)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A checkpoint as it was published."""

    size: int
    root: str
    note: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Timestamp:
    """What an authority answered about a checkpoint with that many lines (RFC 3161, in base64)."""

    size: int
    answer: str
    at: datetime


async def newest_checkpoint(fetch: Fetch) -> Published | None:
    """Return the newest checkpoint, or None before the first one."""
    return _published(await fetch(_NEWEST))


async def checkpoint_of(fetch: Fetch, size: int) -> Published | None:
    """Return the checkpoint that was published with that many lines, or None."""
    return _published(await fetch(_OF_SIZE, size=size))


async def newest_timestamped(fetch: Fetch) -> Published | None:
    """Return the newest checkpoint that has a time-stamp, or None where none has."""
    return _published(await fetch(_NEWEST_TIMESTAMPED))


async def timestamp_of(fetch: Fetch, size: int) -> Timestamp | None:
    """Return the time-stamp of the checkpoint with that many lines, or None."""
    rows = await fetch(_TIMESTAMP, size=size)
    return Timestamp(**rows[0]._asdict()) if rows else None


async def keep_timestamp(database: Database, timestamp: Timestamp) -> None:
    """Keep the time-stamp, unless the checkpoint has one."""
    async with database.writing() as connection:
        kept = insert_or(connection, TIMESTAMP).on_conflict_do_nothing()
        await connection.execute(kept, asdict(timestamp))


async def due_for_timestamp(
    database: Database, now: datetime, every: timedelta
) -> Published | None:
    """Return the newest checkpoint, unless it or one published less than `every` ago has one."""
    async with database.snapshot() as reader:

        async def fetch(statement: Statement, **values: Any) -> Any:
            return await statement.fetch(reader, **values)

        newest, last = await newest_checkpoint(fetch), await newest_timestamped(fetch)
    if newest is None or (last and (last.size == newest.size or now - last.at < every)):
        return None
    return newest


async def checkpoints_before(fetch: Fetch, size: int) -> list[int]:
    """Return the sizes of older checkpoints: of the latest ones, and of the last of each day."""
    found = [*await fetch(_NEWEST_BEFORE, size=size), *await fetch(_LAST_OF_DAYS, size=size)]
    return sorted({row.size for row in found})


async def publish(
    database: Database, sealing: Sealing, now: datetime, *, every: timedelta = timedelta()
) -> Published | None:
    """Publish a checkpoint where there are new lines; return the newest one.

    None is written within `every` after the last one, whichever process wrote that.
    """
    async with database.snapshot() as reader:

        async def fetch(statement: Statement, **values: Any) -> Any:
            return await statement.fetch(reader, **values)

        tree, newest = await present_tree(fetch), await newest_checkpoint(fetch)
    too_soon = newest is not None and now - newest.at < every
    if too_soon or tree.size == (newest.size if newest else 0):
        return newest
    note = await sealing.checkpoint(tree.size, tree.root)
    published = Published(size=tree.size, root=tree.root.hex(), note=note, at=now)
    async with database.writing() as connection:
        row = {"size": tree.size, "root": published.root, "note": note, "at": now}
        await connection.execute(insert_or(connection, CHECKPOINT).on_conflict_do_nothing(), row)
    return published


def _published(rows: Any) -> Published | None:
    return Published(**rows[0]._asdict()) if rows else None
