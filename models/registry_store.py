"""From values to rows, for the register of CPAS."""

from collections.abc import Sequence

from sqlalchemy import update

from models.cpas import Cpas, CpasId
from models.reading import SELECT_CPAS, read_cpas
from models.rows import cpas_row
from models.statements import Statement
from models.tables import CPAS
from models.writing import Writing

_ALL_CPAS = Statement(SELECT_CPAS.order_by(CPAS.c.nis_code))


class RegistryStore(Writing):
    """What is read and written of the CPAS themselves."""

    async def all_cpas(self) -> list[Cpas]:
        """Return every CPAS, by NIS code."""
        return await read_cpas(self._connection, _ALL_CPAS)

    async def add_cpas(self, added: Sequence[Cpas]) -> list[CpasId]:
        """Write new CPAS; return their ids in the same order."""
        ids = await self._insert(CPAS, [cpas_row(cpas) for cpas in added])
        return [CpasId(id_) for id_ in ids]

    async def end_cpas(self, ended: Sequence[tuple[CpasId, CpasId]], *, until_year: int) -> None:
        """Link each CPAS that ends to its successor; `until_year` is the last of its reports."""
        for cpas_id, successor_id in ended:
            await self._connection.execute(
                update(CPAS)
                .where(CPAS.c.id == cpas_id)
                .values(until_year=until_year, successor_id=successor_id)
            )
