"""The journal as clients read it: its lines, each with the CPAS that it speaks of.

Lines are numbered while the head of the journal is locked, so they become visible in the order of
their numbers: who has read up to a number has missed nothing before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.chain import SELECT_LINES, JournalLine, line_of
from models.cpas import Cpas
from models.follow_up import FormCriteria
from models.form import FormId
from models.reading import CPAS_COLUMNS, SUCCESSOR, cpas_of
from models.report import ReportId
from models.tables import CPAS, JOURNAL, JOURNAL_HEAD

LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class LineOfCpas:
    """A line of the journal with its CPAS, and with the report and the form that it is about."""

    line: JournalLine
    cpas: Cpas
    report_id: ReportId
    form_id: FormId | None

    @property
    def number(self) -> int:
        """The place in the journal; the first line is number 1."""
        return self.line.number


SELECT_EVENTS = (
    SELECT_LINES.add_columns(*CPAS_COLUMNS)
    .outerjoin(SUCCESSOR, CPAS.c.successor_id == SUCCESSOR.c.id)
    .order_by(None)
)


def conditions_of(criteria: FormCriteria) -> list[ColumnElement[bool]]:
    """Return the criteria as conditions on `SELECT_EVENTS`; `criteria.parameters` has the values.

    What is asked of forms narrows to lines about forms that are so now. What is asked of CPAS and
    year narrows all lines, and so does the instant: lines of then or later.
    """
    of_forms = replace(criteria, updated_since=None)
    since = JOURNAL.c.at >= bindparam("updated_since")
    return [*of_forms.conditions(), *([since] if criteria.updated_since is not None else [])]


async def read_events(
    connection: AsyncConnection,
    statement: Select[Any],
    parameters: Mapping[str, Any] | None = None,
) -> list[LineOfCpas]:
    """Return the lines that the statement, made of `SELECT_EVENTS`, finds: one statement."""
    rows = await connection.execute(statement, parameters)
    return [
        LineOfCpas(
            line=line_of(row),
            cpas=cpas_of(row),
            report_id=ReportId(row.report_id),
            form_id=None if row.form_id is None else FormId(row.form_id),
        )
        for row in rows
    ]


async def read_head(connection: AsyncConnection) -> int:
    """Return the number of the last line, 0 where there is none."""
    return int((await connection.execute(select(JOURNAL_HEAD.c.number))).scalar_one())
