"""The follow-up across the CPAS: which forms are wanted, in which order, and how many there are.

Everything is asked of the rows in a number of statements that does not depend on how many match.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, assert_never

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.visitors import iterate
from sqlmodel import UTCDateTime

from models.cpas import CpasId, Region
from models.form import FormId, FormStatus
from models.paging import Bound, InvalidPageError, PageRequest, encode_cursor, narrow_to_page
from models.people import Signatory
from models.reading import HELD, PRESENT_VERSION
from models.spec import FormKind
from models.statements import one_of
from models.tables import (
    ACKNOWLEDGEMENT,
    CPAS,
    FORM,
    FORM_VERSION,
    REPORT,
    SUBMISSION,
)

SUMMED = tuple(
    FORM.c[name] for name in ("advance", "justified", "to_repay", "to_receive", "set_off", "borne")
)
"""The amounts on a form's row, in cents."""
ACCOUNT_CHANGED = REPORT.c.bank_account_version > FORM.c.signed_report_version
"""Whether the bank account changed after the first current signature; null where nobody signed."""
SIGNED_BY = {
    Signatory.PRESIDENT: FORM.c.signed_by_president,
    Signatory.DIRECTOR_GENERAL: FORM.c.signed_by_director_general,
}
CLOSED = or_(
    REPORT.c.closed_at.is_not(None),
    REPORT.c.closes_at <= bindparam("now", type_=REPORT.c.closes_at.type),
).label("closed")
"""That the report is closed `now`, as `Report.status` has it: nobody is waited for any more."""


def waited_for(role: Signatory) -> ColumnElement[bool]:
    """Return the condition that this signature is missing and waited for, encoded or not."""
    return and_(SIGNED_BY[role].is_(False), not_(CLOSED))


_LAST_OF_ALL = datetime(9999, 12, 31, tzinfo=UTC)
_FIRST_OF_ALL = datetime(1, 1, 2, tzinfo=UTC)


class FormOrderField(StrEnum):
    """By what the forms of the follow-up are ordered."""

    CPAS_NAME = "CPAS_NAME"
    NIS_CODE = "NIS_CODE"
    UPDATED_AT = "UPDATED_AT"
    SENT_AT = "SENT_AT"


class OrderDirection(StrEnum):
    """In which direction a list is ordered."""

    ASC = "ASC"
    DESC = "DESC"


@dataclass(frozen=True, kw_only=True, slots=True)
class FormCriteria:
    """Which forms are wanted; what is None does not narrow, and no year is every year.

    `conditions` depends only on what is asked for, never on the values, which `parameters` gives:
    the same question with other values is the same statement, which a database prepares once.
    """

    year: int | None
    kinds: Sequence[FormKind] | None = None
    statuses: Sequence[FormStatus] | None = None
    regions: Sequence[Region] | None = None
    missing: Sequence[Signatory] | None = None
    cpas: Sequence[CpasId] | None = None
    updated_since: datetime | None = None
    acknowledged: bool | None = None
    """Whether SPP IS acknowledged what was sent; asked of forms that were sent."""
    without_advance: bool | None = None
    """Whether SPP IS has yet to grant something; asked of forms whose amounts may be read."""
    account_changed: bool | None = None
    """Whether the bank account changed since the first signature; asked of the same forms."""
    ids: Sequence[FormId] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the criteria as conditions on the columns of CPAS, reports and forms."""
        return [*self.of_cpas(), *self.of_forms()]

    def of_cpas(self) -> list[ColumnElement[bool]]:
        """Return what is asked of the CPAS and of the year of its report."""
        return [
            condition
            for asked, condition in (
                (self.year, REPORT.c.year == bindparam("year")),
                (self.regions, one_of(CPAS.c.region, "regions")),
                (self.cpas, one_of(CPAS.c.id, "cpas")),
            )
            if asked is not None
        ]

    def of_forms(self) -> list[ColumnElement[bool]]:
        """Return what is asked of the forms themselves."""
        asked_for = self.missing or ()
        missing = [waited_for(role) for role in Signatory if role in asked_for]
        return [
            condition
            for asked, condition in (
                (self.kinds, one_of(FORM.c.kind, "kinds")),
                (self.statuses, one_of(FORM.c.status, "statuses")),
                (self.missing, or_(false(), *missing)),
                (self.updated_since, FORM.c.updated_at >= bindparam("updated_since")),
                (self.acknowledged, and_(FORM.c.sent_at.is_not(None), _is_acknowledged(self))),
                (self.without_advance, _is(FORM.c.advance.is_(None), self.without_advance)),
                (self.account_changed, _is(ACCOUNT_CHANGED, self.account_changed)),
                (self.ids, one_of(FORM.c.id, "ids")),
            )
            if asked is not None
        ]

    @property
    def of_amounts(self) -> bool:
        """Whether the answer tells of amounts or accounts: then only of those that may be read."""
        return self.without_advance is not None or self.account_changed is not None

    @property
    def shape(self) -> "FormCriteria":
        """What the text of the conditions depends on: which criteria are given."""
        return FormCriteria(
            year=self.year and 0,
            kinds=_shape(self.kinds),
            statuses=_shape(self.statuses),
            regions=_shape(self.regions),
            missing=None if self.missing is None else tuple(sorted(set(self.missing))),
            cpas=_shape(self.cpas),
            updated_since=self.updated_since and _FIRST_OF_ALL,
            acknowledged=self.acknowledged,
            without_advance=self.without_advance,
            account_changed=self.account_changed,
            ids=_shape(self.ids),
        )

    def parameters(self, now: datetime) -> dict[str, Any]:
        """Return the values for the conditions, by the names of their parameters."""
        given = {
            "now": now,
            "year": self.year,
            "regions": _values(self.regions),
            "cpas": self.cpas,
            "kinds": _values(self.kinds),
            "statuses": _values(self.statuses),
            "updated_since": self.updated_since,
            "ids": self.ids,
        }
        return {name: value for name, value in given.items() if value is not None}


def _is_acknowledged(criteria: FormCriteria) -> ColumnElement[bool]:
    of_form = select(ACKNOWLEDGEMENT.c.form_id).where(ACKNOWLEDGEMENT.c.form_id == FORM.c.id)
    return _is(of_form.correlate(FORM).exists(), criteria.acknowledged)


def _is(condition: ColumnElement[bool], asked: bool | None) -> ColumnElement[bool]:
    return condition if asked else not_(condition)


def _shape(asked: Sequence[Any] | None) -> tuple[()] | None:
    return None if asked is None else ()


def _values(asked: Sequence[StrEnum] | None) -> list[str] | None:
    return None if asked is None else [str(value.value) for value in asked]


# Order -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class FormOrder:
    """In which order forms are listed; their ids break ties."""

    field: FormOrderField = FormOrderField.CPAS_NAME
    descending: bool = False

    def columns(self) -> list[ColumnElement[Any]]:
        """Return the columns of the order; what was not sent comes last, in any direction."""
        match self.field:
            case FormOrderField.CPAS_NAME:
                first: ColumnElement[Any] = CPAS.c.sort_name
            case FormOrderField.NIS_CODE:
                first = CPAS.c.nis_code
            case FormOrderField.UPDATED_AT:
                first = FORM.c.updated_at
            case FormOrderField.SENT_AT:
                unsent = _FIRST_OF_ALL if self.descending else _LAST_OF_ALL
                first = func.coalesce(FORM.c.sent_at, literal(unsent, UTCDateTime()))
            case _:
                assert_never(self.field)
        return [first.label("order_key"), FORM.c.id]

    @property
    def name(self) -> str:
        """What a cursor says of the order that it belongs to."""
        return f"{self.field} {'DESC' if self.descending else 'ASC'}"

    def cursor(self, key: str | datetime, form: int) -> str:
        """Return the cursor of the form with this key in the order."""
        return encode_cursor(
            (self.name, str(key) if isinstance(key, str) else key.isoformat(), form)
        )

    def bound(self, cursor: Bound) -> Bound:
        """Return the values of the columns at the cursor.

        Raises:
            InvalidPageError: the cursor belongs to another order.
        """
        name, key, form = cursor
        if name != self.name:
            raise InvalidPageError("This is a cursor of another order.")
        if self.field in {FormOrderField.CPAS_NAME, FormOrderField.NIS_CODE}:
            return str(key), form
        try:
            at = datetime.fromisoformat(str(key))
            return (at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)), form
        except (ValueError, OverflowError):
            raise InvalidPageError("This is not a cursor of this list.") from None


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
    used = {
        part.table.name
        for asked in (*columns, *conditions)
        for part in iterate(asked)
        if isinstance(part, Column)
    }
    joined: FromClause = forms.join(REPORT, HELD)
    for table, on, outer in _JOINS:
        if getattr(table, "name", "") in used:
            joined = joined.join(table, on, isouter=outer)
    return select(*columns).select_from(joined).where(*conditions)


def page_statement(
    columns: Sequence[ColumnElement[Any]],
    conditions: Sequence[ColumnElement[bool]],
    order: FormOrder,
    request: PageRequest,
) -> Select[Any]:
    """Return a statement for the columns of a page of forms, and behind them its keys.

    The keys of the page are chosen first: what belongs to the other forms is never looked up.
    """
    ordered = order.columns()
    keys = narrow_to_page(
        asked_of_forms(ordered, conditions), ordered, request, descending=order.descending
    ).subquery("page")
    tail = (keys.c.order_key, keys.c.id)
    chosen = keys.join(FORM, FORM.c.id == keys.c.id)
    reverse = request.backward != order.descending
    directed = [column.desc() if reverse else column.asc() for column in tail]
    return asked_of_forms([*columns, *tail], [], chosen).order_by(*directed)


# Summary -----------------------------------------------------------------------------------------

ENCODED = FORM.c.justified.is_not(None)
"""That a form is encoded: only then is known what is justified on all of its lines."""
ENCODED_UNSENT = and_(ENCODED, FORM.c.sent_at.is_(None))
"""That a form is ready to be signed."""


def summary_statement(
    conditions: Sequence[ColumnElement[bool]], legible: ColumnElement[bool]
) -> Select[Any]:
    """Return a statement for the summary by region; `legible` tells whose amounts may be read."""
    counts = {
        **{status.value: FORM.c.status == status.value for status in FormStatus},
        "declared_zero": FORM.c.justified == 0,
        "without_advance": FORM.c.advance.is_(None),
        **{f"waiting_{role.value}": and_(ENCODED_UNSENT, waited_for(role)) for role in Signatory},
        "legible": legible,
    }
    columns: list[ColumnElement[Any]] = [
        CPAS.c.region,
        func.count().label("total"),
        *(
            cast(func.sum(case((condition, 1), else_=0)), BigInteger).label(name)
            for name, condition in counts.items()
        ),
        *(
            cast(func.coalesce(func.sum(column), 0), BigInteger).label(column.name)
            for column in SUMMED
        ),
    ]
    return asked_of_forms(columns, conditions).group_by(CPAS.c.region)
