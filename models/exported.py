"""The forms of the follow-up as a file lists them: one line each, with its totals.

Everything comes from one statement, however many match; the database hands out its rows by and by.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_
from sqlalchemy.ext.asyncio import AsyncConnection

from models.cpas import Cpas
from models.follow_up import FormOrderField, OrderDirection
from models.form import FormStatus
from models.money import Cents
from models.people import Signatory
from models.reading import SELECT_CPAS, cpas_of
from models.spec import BalanceDirection, FormKind
from models.tables import ACKNOWLEDGEMENT, CPAS, FORM, REPORT, SIGNATURE, SUBMISSION

AT_ONCE = 100
"""How many rows are asked of the database at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """The amounts of a form over all of its lines, in cents; all but the advance once encoded."""

    advance: Cents
    justified: Cents | None
    to_repay: Cents | None
    to_receive: Cents | None
    set_off: Cents | None

    @property
    def direction(self) -> BalanceDirection | None:
        """Who owes whom, or None while the form is not encoded."""
        if self.justified is None:
            return None
        if self.to_repay:
            return BalanceDirection.TO_REPAY
        return BalanceDirection.TO_RECEIVE if self.to_receive else BalanceDirection.SETTLED


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedForm:
    """One line of the file. `totals` is None for who may not read the amounts."""

    cpas: Cpas
    year: int
    kind: FormKind
    status: FormStatus
    encoded_at: datetime | None
    signed_at: Mapping[Signatory, datetime]
    """When each signature that holds for the present content was placed."""
    sent_at: datetime | None
    reference: str | None
    acknowledged_at: datetime | None
    updated_at: datetime
    totals: Totals | None

    @property
    def encoded(self) -> bool:
        """Whether something was encoded on every line that asks for it."""
        return self.status is not FormStatus.NOT_STARTED

    @property
    def missing_signatures(self) -> tuple[Signatory, ...]:
        """Who is waited for."""
        return tuple(role for role in Signatory if role not in self.signed_at)


def _present(signature: FromClause, role: Signatory) -> ColumnElement[bool]:
    return and_(
        signature.c.form_id == FORM.c.id,
        signature.c.form_version == FORM.c.version,
        signature.c.role == role.value,
    )


_SIGNATURES = {role: SIGNATURE.alias(f"as_{role.value.lower()}") for role in Signatory}
_PRESIDENT = _SIGNATURES[Signatory.PRESIDENT]
_DIRECTOR_GENERAL = _SIGNATURES[Signatory.DIRECTOR_GENERAL]

SELECT_EXPORTED = (
    SELECT_CPAS.add_columns(
        REPORT.c.year,
        FORM.c.kind,
        FORM.c.status,
        FORM.c.encoded_at,
        FORM.c.advance,
        FORM.c.justified,
        FORM.c.to_repay,
        FORM.c.to_receive,
        FORM.c.set_off,
        FORM.c.updated_at,
        *(signature.c.signed_at.label(role.value) for role, signature in _SIGNATURES.items()),
        SUBMISSION.c.sent_at,
        SUBMISSION.c.reference,
        ACKNOWLEDGEMENT.c.acknowledged_at,
    )
    .join(REPORT, REPORT.c.cpas_id == CPAS.c.id)
    .join(FORM, FORM.c.report_id == REPORT.c.id)
    .outerjoin(_PRESIDENT, _present(_PRESIDENT, Signatory.PRESIDENT))
    .outerjoin(_DIRECTOR_GENERAL, _present(_DIRECTOR_GENERAL, Signatory.DIRECTOR_GENERAL))
    .outerjoin(SUBMISSION, SUBMISSION.c.form_id == FORM.c.id)
    .outerjoin(ACKNOWLEDGEMENT, ACKNOWLEDGEMENT.c.form_id == FORM.c.id)
)

_ORDERED_BY: dict[FormOrderField, ColumnElement[Any]] = {
    FormOrderField.CPAS_NAME: CPAS.c.sort_name,
    FormOrderField.NIS_CODE: CPAS.c.nis_code,
    FormOrderField.UPDATED_AT: FORM.c.updated_at,
    FormOrderField.SENT_AT: FORM.c.sent_at,
}


def in_order(
    statement: Select[Any], field: FormOrderField, direction: OrderDirection
) -> Select[Any]:
    """Return the statement with its rows in that order; the ids of the forms break ties.

    Forms that were not sent come last, in any direction.
    """
    columns = [_ORDERED_BY[field], FORM.c.id]
    if direction is OrderDirection.DESC:
        first, tie = (column.desc() for column in columns)
    else:
        first, tie = (column.asc() for column in columns)
    unsent = [FORM.c.sent_at.is_(None)] if field is FormOrderField.SENT_AT else []
    return statement.order_by(*unsent, first, tie)


async def stream_forms(
    connection: AsyncConnection, statement: Select[Any], parameters: Mapping[str, Any]
) -> AsyncGenerator[list[ExportedForm], None]:
    """Yield the forms that the statement, made of `SELECT_EXPORTED`, finds, some at a time."""
    options = {"yield_per": AT_ONCE}
    result = await connection.stream(statement, parameters, execution_options=options)
    try:
        async for rows in result.partitions():
            yield [_exported_of(row) for row in rows]
    finally:  # as a context of its own, it would stay open when the reading is given up
        await result.close()


def _exported_of(row: Row[Any]) -> ExportedForm:
    status = FormStatus(row.status)
    placed = {
        Signatory.PRESIDENT: row.PRESIDENT,
        Signatory.DIRECTOR_GENERAL: row.DIRECTOR_GENERAL,
    }
    return ExportedForm(
        cpas=cpas_of(row),
        year=row.year,
        kind=FormKind(row.kind),
        status=status,
        encoded_at=None if status is FormStatus.NOT_STARTED else row.encoded_at,
        signed_at={role: at for role, at in placed.items() if at is not None},
        sent_at=row.sent_at,
        reference=row.reference,
        acknowledged_at=row.acknowledged_at,
        updated_at=row.updated_at,
        totals=Totals(
            advance=row.advance,
            justified=row.justified,
            to_repay=row.to_repay,
            to_receive=row.to_receive,
            set_off=row.set_off,
        ),
    )
