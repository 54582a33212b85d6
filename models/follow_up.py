"""The follow-up across the CPAS: forms in an order, and the columns of a page of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, assert_never

from sqlalchemy import Column, ColumnElement, FromClause, Select, Table, and_, func, literal, select
from sqlalchemy.sql.visitors import iterate
from sqlmodel import UTCDateTime

from models.journal import instant
from models.paging import Bound, InvalidPageError, Key, encode_cursor
from models.reading import HELD, PRESENT_VERSION
from models.tables import ACKNOWLEDGEMENT, CPAS, FORM, FORM_VERSION, REPORT, SUBMISSION
from models.waiting import WAITING_SINCE

_LAST_OF_ALL = datetime(9999, 12, 31, tzinfo=UTC)
_FIRST_OF_ALL = datetime(1, 1, 2, tzinfo=UTC)


class FormOrderField(StrEnum):
    """By what the forms of the follow-up are ordered."""

    CPAS_NAME = "CPAS_NAME"
    NIS_CODE = "NIS_CODE"
    UPDATED_AT = "UPDATED_AT"
    SENT_AT = "SENT_AT"
    WAITING_SINCE = "WAITING_SINCE"


class OrderDirection(StrEnum):
    """In which direction a list is ordered."""

    ASC = "ASC"
    DESC = "DESC"


# Order -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class FormOrder:
    """In which order forms are listed; their ids break ties."""

    field: FormOrderField = FormOrderField.CPAS_NAME
    descending: bool = False

    def columns(self) -> list[ColumnElement[Any]]:
        """Return the columns of the order; what has no such instant comes last, either way."""
        match self.field:
            case FormOrderField.CPAS_NAME:
                first: ColumnElement[Any] = CPAS.c.sort_name
            case FormOrderField.NIS_CODE:
                first = CPAS.c.nis_code
            case FormOrderField.UPDATED_AT:
                first = FORM.c.updated_at
            case FormOrderField.SENT_AT:
                first = self._known_first(FORM.c.sent_at)
            case FormOrderField.WAITING_SINCE:
                first = self._known_first(WAITING_SINCE.element)
            case _:
                assert_never(self.field)
        return [first.label("order_key"), FORM.c.id]

    def _known_first(self, at: ColumnElement[Any]) -> ColumnElement[Any]:
        none = _FIRST_OF_ALL if self.descending else _LAST_OF_ALL
        return func.coalesce(at, literal(none, UTCDateTime()))

    @property
    def name(self) -> str:
        """What a cursor says of the order that it belongs to."""
        return f"{self.field} {'DESC' if self.descending else 'ASC'}"

    def key(self, key: str | datetime, form: int) -> Key:
        """Return what names the form with this key in the order, for its cursor."""
        return self.name, key if isinstance(key, str) else instant(key), form

    def cursor(self, key: str | datetime, form: int) -> str:
        """Return the cursor of the form with this key in the order."""
        return encode_cursor(self.key(key, form))

    def bound(self, cursor: Bound, argument: str = "after") -> Bound:
        """Return the values of the columns at the cursor, given as that argument.

        Raises:
            InvalidPageError: the cursor belongs to another order.
        """
        name, key, form = cursor
        if name != self.name:
            raise InvalidPageError("This is a cursor of another order.", argument)
        if self.field in {FormOrderField.CPAS_NAME, FormOrderField.NIS_CODE}:
            return str(key), form
        try:
            at = datetime.fromisoformat(str(key))
            return (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)), form
        except (ValueError, OverflowError):
            raise InvalidPageError("This is not a cursor of this list.", argument) from None


# Statements --------------------------------------------------------------------------------------


def _of_present_version(table: Table) -> ColumnElement[bool]:
    """Return what joins it: a submission is in force while its version is the present one."""
    return and_(table.c.form_id == FORM.c.id, table.c.form_version == FORM.c.version)


_JOINS: tuple[tuple[FromClause, ColumnElement[bool], bool], ...] = (
    (CPAS, CPAS.c.id == REPORT.c.cpas_id, False),
    (FORM_VERSION, PRESENT_VERSION, False),
    (SUBMISSION, _of_present_version(SUBMISSION), True),
    (ACKNOWLEDGEMENT, _of_present_version(ACKNOWLEDGEMENT), True),
)


def asked_of_forms(
    columns: Sequence[ColumnElement[Any]],
    conditions: Sequence[ColumnElement[bool]],
    forms: FromClause = FORM,
) -> Select[Any]:
    """Return a statement over forms that joins only the tables that it needs."""
    needed = [*columns, *conditions]
    joined = with_what_is_read(forms.join(REPORT, HELD), needed, of_cpas=True)
    return select(*columns).select_from(joined).where(*conditions)


def with_what_is_read(
    forms: FromClause, needed: Sequence[ColumnElement[Any]], *, of_cpas: bool = False
) -> FromClause:
    """Return the forms, joined with the tables of which something is needed."""
    used = {
        part.table.name for asked in needed for part in iterate(asked) if isinstance(part, Column)
    }
    for table, on, outer in _JOINS:
        if getattr(table, "name", "") in used and (of_cpas or table is not CPAS):
            forms = forms.join(table, on, isouter=outer)
    return forms
