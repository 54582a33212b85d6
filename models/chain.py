"""The journal as it was written: read in order, and checked line by line."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.canonical import Digest
from models.cpas import NisCode
from models.journal import FIRST_HASH, Event, EventType, line_hash
from models.people import Act, Person, Role, Subject
from models.spec import FormKind
from models.tables import CPAS, FORM, JOURNAL, JOURNAL_HEAD, PERSON

_AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class JournalLine:
    """One line of the journal."""

    number: int
    event: Event
    previous_hash: Digest
    hash: Digest


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """What checking the journal found: how many lines hold, and the first that does not."""

    lines: int
    broken_at: int | None = None


SELECT_LINES = (
    select(
        *(column for column in JOURNAL.c if column.name not in {"cpas_id", "subtrees"}),
        CPAS.c.nis_code,
        FORM.c.kind,
        PERSON.c.subject,
        PERSON.c.display_name,
        PERSON.c.roles,
        PERSON.c.assurance_level,
    )
    .join_from(JOURNAL, CPAS, CPAS.c.id == JOURNAL.c.cpas_id)
    .join(PERSON, PERSON.c.id == JOURNAL.c.person_id)
    .outerjoin(FORM, FORM.c.id == JOURNAL.c.form_id)
    .order_by(JOURNAL.c.number)
)


async def read_lines(
    connection: AsyncConnection, statement: Select[Any] = SELECT_LINES
) -> AsyncIterator[JournalLine]:
    """Yield the lines that the statement, made of `SELECT_LINES`, finds, in order."""
    after = 0
    while True:
        part = statement.where(JOURNAL.c.number > after).limit(_AT_ONCE)
        rows = (await connection.execute(part)).all()
        for row in rows:
            yield line_of(row)
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].number


async def verify_journal(connection: AsyncConnection) -> Verified:
    """Walk the whole chain; return how far it holds. A missing line breaks it as a changed one."""
    number, previous = 0, FIRST_HASH
    async for line in read_lines(connection):
        number += 1
        intact = line_hash(number, line.event, previous) == line.hash
        if not intact or (line.number, line.previous_hash) != (number, previous):
            return Verified(lines=number - 1, broken_at=number)
        previous = line.hash
    head = (await connection.execute(select(JOURNAL_HEAD))).one()
    if (head.number, head.hash) != (number, previous):
        return Verified(lines=number, broken_at=number + 1)
    return Verified(lines=number)


def line_of(row: Row[Any]) -> JournalLine:
    """Return the line of a row that holds the columns of `SELECT_LINES`."""
    by = Person(
        subject=Subject(row.subject),
        display_name=row.display_name,
        roles=frozenset(Role(role) for role in row.roles.split()),
        assurance_level=row.assurance_level,
    )
    event = Event(
        type=EventType(row.type),
        act=Act(by=by, at=row.at),
        nis_code=NisCode(row.nis_code),
        year=row.year,
        kind=FormKind(row.kind) if row.kind else None,
        version=row.version,
        content_digest=Digest(row.content_digest) if row.content_digest else None,
        reason=row.reason,
    )
    return JournalLine(
        number=row.number,
        event=event,
        previous_hash=Digest(row.previous_hash),
        hash=Digest(row.hash),
    )
