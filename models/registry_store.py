"""From values to rows, for the register of CPAS."""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, delete, insert, select, update

from models.batch import Batch
from models.cpas import Cpas, CpasId, NisCode
from models.people import Act
from models.reading import SELECT_CPAS, read_cpas
from models.registry import (
    CpasChange,
    Register,
    endings_of,
    events_of_cpas,
    register_of,
    successor_of,
)
from models.rows import Values, cpas_row
from models.statements import Statement
from models.succession import steps
from models.tables import CPAS, REPORT, SUCCESSION
from models.turns import take_turn
from models.writing import Writing

_ALL_CPAS = Statement(SELECT_CPAS.order_by(CPAS.c.nis_code))


class RegistryStore(Writing):
    """What is read and written of the CPAS themselves."""

    async def all_cpas(self) -> list[Cpas]:
        """Return every CPAS, by NIS code."""
        return await read_cpas(self._connection, _ALL_CPAS)

    async def register(self) -> dict[NisCode, Cpas]:
        """Return every CPAS by its code; nobody else changes any until the transaction ends."""
        await take_turn(self._connection, "register")
        return register_of(await self.all_cpas())

    async def add_cpas(self, added: Sequence[Cpas]) -> list[CpasId]:
        """Write new CPAS; return their ids in the same order."""
        ids = await self._insert(CPAS, [cpas_row(cpas) for cpas in added])
        return [CpasId(id_) for id_ in ids]

    async def count_reports_after(self, ended: Sequence[Cpas]) -> int:
        """Return how many reports there are of these CPAS for years on which they do not report."""
        last_years = {cpas.id: cpas.valid_until.year for cpas in ended if cpas.valid_until}
        reports = select(REPORT.c.cpas_id, REPORT.c.year).where(REPORT.c.cpas_id.in_(last_years))
        found = await self._connection.execute(reports)
        return sum(year > last_years[cpas_id] for cpas_id, year in found)

    async def store_cpas(
        self, register: Register, changes: Sequence[CpasChange], act: Act, reason: str
    ) -> None:
        """Write what changes of the register, with its journal lines, in the order given."""
        new = [change.after for change in changes if change.before is None]
        ids = {nis_code: cpas.id for nis_code, cpas in register.items()}
        if new:
            added = await self.add_cpas(new)
            ids |= {cpas.nis_code: id_ for cpas, id_ in zip(new, added, strict=True)}
        await self._update_cpas(changes, ids)
        if any(change.ending or successor_of(change.before) for change in changes):
            await self._derive_succession(register, changes, ids)
        batch = Batch()
        for change in changes:
            batch.add_events(events_of_cpas(change, act, reason), None, None)
        await self._write(batch)

    async def _update_cpas(
        self, changes: Sequence[CpasChange], ids: Mapping[NisCode, CpasId]
    ) -> None:
        """Write the rows; two CPAS may exchange their numbers, so all of these are freed first."""
        rows: list[Values] = [
            {
                **cpas_row(change.after),
                "successor_id": ids[change.successor] if change.successor else None,
                "which": ids[change.after.nis_code],
            }
            for change in changes
        ]
        which = update(CPAS).where(CPAS.c.id == bindparam("which"))
        if rows:
            freed = [{"which": row["which"]} for row in rows]
            await self._connection.execute(which.values(enterprise_number=None), freed)
            await self._connection.execute(which, rows)

    async def _derive_succession(
        self, register: Register, changes: Sequence[CpasChange], ids: Mapping[NisCode, CpasId]
    ) -> None:
        """Write who took over whom, anew for all of them: they are few."""
        endings = endings_of(register, changes)
        rows: list[Values] = [
            {"cpas_id": ids[ended], "heir_id": ids[step.heir], "since": step.since}
            for ended in endings
            for step in steps(endings, ended)
        ]
        await self._connection.execute(delete(SUCCESSION))
        if rows:
            await self._connection.execute(insert(SUCCESSION), rows)
