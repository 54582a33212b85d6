"""The register of CPAS, held against the journal and against what is derived from it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.cpas import NisCode
from models.reading import SELECT_CPAS, cpas_of
from models.registry import cpas_digest
from models.rows import cpas_row
from models.statements import Statement
from models.succession import Ending, is_in_a_circle, steps
from models.tables import CPAS, JOURNAL, SUCCESSION
from models.told import DisagreementError

_OWN = ("sort_name", "search_text", "successor_id")
_ALL = Statement(
    SELECT_CPAS.add_columns(*(CPAS.c[name].label(f"row_{name}") for name in _OWN)).order_by(
        CPAS.c.nis_code
    )
)
_LINES = (
    select(JOURNAL.c.cpas_id, JOURNAL.c.number, JOURNAL.c.content_digest)
    .where(JOURNAL.c.report_id.is_(None))
    .order_by(JOURNAL.c.number)
)
_HEIR = CPAS.alias("heir")
_STEPS = (
    select(CPAS.c.nis_code, _HEIR.c.nis_code.label("heir"), SUCCESSION.c.since)
    .join_from(SUCCESSION, CPAS, CPAS.c.id == SUCCESSION.c.cpas_id)
    .join(_HEIR, _HEIR.c.id == SUCCESSION.c.heir_id)
)


async def check_register(connection: AsyncConnection) -> None:
    """Return when each CPAS is as it was entered last, and taken over by whom it says.

    Of one that no line with a digest tells of, only what is derived is known.

    Raises:
        DisagreementError: the first that does not agree.
    """
    rows = await _ALL.fetch(connection)
    codes = {row.cpas_id: NisCode(row.cpas_nis_code) for row in rows}
    said = {line.cpas_id: line for line in await connection.execute(_LINES)}
    for row in rows:
        _check_cpas(row, said.get(row.cpas_id), codes)
    await _check_succession(connection, rows, codes)


def _check_cpas(row: Any, last: Any, codes: dict[int, NisCode]) -> None:
    cpas = cpas_of(row)
    name = f"The CPAS {cpas.nis_code}"
    derived = cpas_row(cpas)
    if (derived["sort_name"], derived["search_text"]) != (row.row_sort_name, row.row_search_text):
        raise DisagreementError(name, "it is sorted or searched by another name than its own")
    if last is None or last.content_digest is None:
        return
    successor = codes.get(row.row_successor_id)
    if cpas_digest(cpas, successor) != last.content_digest:
        raise DisagreementError(name, f"its data are not those of line {last.number}")


async def _check_succession(
    connection: AsyncConnection, rows: list[Any], codes: dict[int, NisCode]
) -> None:
    endings = {
        codes[row.cpas_id]: Ending(
            last_day=row.cpas_valid_until, successor=codes.get(row.row_successor_id)
        )
        for row in rows
        if row.cpas_valid_until is not None
    }
    if circles := sorted(ended for ended in endings if is_in_a_circle(endings, ended)):
        raise DisagreementError(f"The CPAS {circles[0]}", "in the end it takes itself over")
    derived = {
        (ended, step.heir, step.since) for ended in endings for step in steps(endings, ended)
    }
    kept = {tuple(row) for row in await connection.execute(_STEPS)}
    if wrong := sorted(derived ^ kept):
        raise DisagreementError(
            f"The CPAS {wrong[0][0]}", "who acts for it is not who took it over"
        )
