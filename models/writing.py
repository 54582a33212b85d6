"""How rows are written: facts and journal lines together, and nothing over what others changed."""

from collections.abc import Sequence

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.batch import OF_CPAS, OF_REPORT, Batch
from models.canonical import Digest
from models.log import tree_at, written
from models.proof_tables import PROOF
from models.proving import Lines
from models.rows import Values, person_row
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
    REPORT_PERIOD,
    REPORT_VERSION,
    SIGNATURE,
    SUBMISSION,
)
from models.turns import RepeatedCalls, insert_or

_OF_CPAS = select(CPAS.c.id).where(CPAS.c.nis_code == bindparam(OF_CPAS)).scalar_subquery()
_NEXT_PERIOD = (
    select(func.coalesce(func.max(REPORT_PERIOD.c.number), 0) + 1)
    .where(REPORT_PERIOD.c.report_id == bindparam(OF_REPORT))
    .scalar_subquery()
)
_ADDING = {
    **{
        table.name: insert(table)
        for table in (
            *(REPORT_VERSION, FORM_VERSION, FORM_LINE),
            *(SIGNATURE, SUBMISSION, ACKNOWLEDGEMENT),
        )
    },
    REPORT_PERIOD.name: insert(REPORT_PERIOD).values(
        report_id=bindparam(OF_REPORT), number=_NEXT_PERIOD
    ),
}
"""How facts are added, in the order in which they refer to each other."""


class LostUpdateError(RuntimeError):
    """What is to be written was changed since it was read: the transaction must not commit."""


class Writing:
    """The connection of one transaction, and the order in which rows are written on it."""

    def __init__(
        self,
        connection: AsyncConnection,
        sealing: Sealing | None = None,
        *,
        of_the_past: bool = False,
    ) -> None:
        """Write on this connection; without `sealing`, signatures get no seals.

        What happened in the past keeps its instants, which need not follow each other.
        """
        self._connection = connection
        self._sealing = sealing
        self._of_the_past = of_the_past
        self.calls = RepeatedCalls(connection)

    async def _write(self, batch: Batch) -> None:
        await self._write_persons(batch)
        for table, adding in _ADDING.items():
            if rows := batch.rows[table]:
                await self._connection.execute(adding, rows)
        await self._write_journal(batch)

    async def _write_persons(self, batch: Batch) -> None:
        """Write the persons of the batch, which are then done: other rows name them."""
        if not batch.persons:
            return
        statement = insert_or(self._connection, PERSON)
        rows = [person_row(person) for person in batch.persons.values()]
        await self._connection.execute(statement.on_conflict_do_nothing(), rows)
        batch.persons.clear()

    async def _write_journal(self, batch: Batch) -> None:
        """Append the lines; who holds the head of the journal has the turn.

        Clocks differ, and who changed another report may have come first: the instant of a line is
        never before that of the line before it.
        """
        if not batch.events:
            return
        head = (await self._connection.execute(select(JOURNAL_HEAD).with_for_update())).one()
        if not self._of_the_past:
            batch.date(head.at)
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
            at=batch.events[-1].event.act.at,
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
