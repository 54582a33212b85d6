"""How rows are written: facts and journal lines together, and nothing over what others changed."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.batch import OF_CPAS, Batch, Values, person_row
from models.canonical import Digest
from models.log import tree_at, written
from models.people import Person
from models.proof_tables import PROOF
from models.proving import Lines
from models.seals import Sealing
from models.tables import (
    ACKNOWLEDGEMENT,
    CPAS,
    FORM_LINE,
    FORM_VERSION,
    JOURNAL,
    JOURNAL_CHANNEL,
    JOURNAL_HEAD,
    PERSON,
    SIGNATURE,
    SUBMISSION,
)
from models.turns import RepeatedCalls, insert_or

_OF_CPAS = select(CPAS.c.id).where(CPAS.c.nis_code == bindparam(OF_CPAS)).scalar_subquery()


class LostUpdateError(RuntimeError):
    """What is to be written was changed since it was read: the transaction must not commit."""


class Writing:
    """The connection of one transaction, and the order in which rows are written on it."""

    def __init__(self, connection: AsyncConnection, sealing: Sealing | None = None) -> None:
        """Write on this connection; without `sealing`, signatures get no seals."""
        self._connection = connection
        self._sealing = sealing
        self.calls = RepeatedCalls(connection)

    async def _write(self, batch: Batch) -> None:
        await self._write_persons(batch.persons)
        for table in (FORM_VERSION, FORM_LINE, SIGNATURE, SUBMISSION, ACKNOWLEDGEMENT):
            if rows := batch.rows[table.name]:
                await self._connection.execute(insert(table), rows)
        await self._write_journal(batch)

    async def _write_persons(self, persons: Mapping[str, Person]) -> None:
        if not persons:
            return
        statement = insert_or(self._connection, PERSON)
        rows = [person_row(person) for person in persons.values()]
        await self._connection.execute(statement.on_conflict_do_nothing(), rows)

    async def _write_journal(self, batch: Batch) -> None:
        """Append the lines; who holds the head of the journal has the turn."""
        if not batch.events:
            return
        head = (await self._connection.execute(select(JOURNAL_HEAD).with_for_update())).one()
        lines = Lines(
            batch,
            number=head.number,
            previous=Digest(head.hash),
            tree=await tree_at(self._connection, head),
            sealing=self._sealing,
        )
        await lines.add_all(self._connection)
        await self._connection.execute(insert(JOURNAL).values(cpas_id=_OF_CPAS), lines.rows)
        if lines.proofs:
            await self._connection.execute(insert(PROOF), lines.proofs)
        moved = update(JOURNAL_HEAD).values(
            number=lines.number,
            hash=lines.previous,
            tree_size=lines.tree.size,
            peaks=written(lines.tree.peaks),
        )
        if self._connection.dialect.name != "sqlite":  # heard by who listens, at the commit
            moved = moved.returning(func.pg_notify(JOURNAL_CHANNEL, str(lines.number)))
        await self._connection.execute(moved)

    async def _insert(self, table: Table, rows: Sequence[Values]) -> list[int]:
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        result = await self._connection.execute(statement, rows)
        return list(result.scalars())


def must_be_one(rows: int) -> None:
    """Return when exactly one row was changed.

    Raises:
        LostUpdateError: what is to be written was changed since it was read.
    """
    if rows != 1:
        raise LostUpdateError
