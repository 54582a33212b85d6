"""How far the forms have come, for a page that people look at: by place, by time, by CPAS.

Every statement groups or pages in the database: how many there are does not depend on how many
forms, CPAS or years match. Who asks is a condition that the caller brings along.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal_column,
    select,
    union_all,
)

from models.cpas import Cpas, Region
from models.form import FormStatus
from models.money import Cents
from models.paging import PageRequest, narrow_to_page
from models.people import Signatory
from models.reading import HELD, SELECT_CPAS, cpas_of
from models.report import ReportId
from models.spec import FormKind
from models.statements import Statement, one_of
from models.summaries import SUMMED
from models.tables import CPAS, FORM, REPORT
from models.tally import Group, ReportProgress, Sums
from models.waiting import CLOSED, ENCODED, SIGNED_BY, lacking, waits_for

_OF_CPAS = REPORT.join(CPAS, REPORT.c.cpas_id == CPAS.c.id)
_OF_FORMS = _OF_CPAS.join(FORM, HELD)
_STANDS = (FORM.c.kind, FORM.c.status, *SIGNED_BY.values())
_MARKS = (*_STANDS, FORM.c.encoded_at, FORM.c.signed_at, FORM.c.sent_at)
_PERIOD = (REPORT.c.opens_at, REPORT.c.closes_at, CLOSED)
_HOUR_S = 3600


class Shown(StrEnum):
    """Which forms a list shows, where it does not show all."""

    NOT_STARTED = "NOT_STARTED"
    PARTIALLY_ENCODED = "PARTIALLY_ENCODED"
    ENCODED = "ENCODED"
    PARTIALLY_SIGNED = "PARTIALLY_SIGNED"
    SENT = "SENT"
    WAITING_FOR_PRESIDENT = "WAITING_FOR_PRESIDENT"
    WAITING_FOR_DIRECTOR_GENERAL = "WAITING_FOR_DIRECTOR_GENERAL"

    def condition(self) -> ColumnElement[bool]:
        """Return it as a condition on the columns of forms and reports."""
        match self:
            case Shown.WAITING_FOR_PRESIDENT:
                return waits_for(Signatory.PRESIDENT)
            case Shown.WAITING_FOR_DIRECTOR_GENERAL:
                return waits_for(Signatory.DIRECTOR_GENERAL)
            case _:
                return FORM.c.status == self.value


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgressCriteria:
    """Which forms of a year are wanted; what is None does not narrow."""

    kind: FormKind | None = None
    region: Region | None = None
    province: str | None = None
    shown: Shown | None = None

    def of_cpas(self) -> list[ColumnElement[bool]]:
        """Return what is asked of the CPAS and of its report; `values` are the parameters."""
        return [
            REPORT.c.year == bindparam("year"),
            *_asked(CPAS.c.region, self.region),
            *_asked(CPAS.c.province, self.province),
        ]

    def of_forms(self) -> list[ColumnElement[bool]]:
        """Return what is asked of the forms themselves."""
        shown = [] if self.shown is None else [self.shown.condition()]
        return [*_asked(FORM.c.kind, self.kind), *shown]

    def values(self, year: int, now: datetime) -> dict[str, Any]:
        """Return the parameters of the conditions."""
        given = {
            "now": now,
            "year": year,
            "region": self.region and self.region.value,
            "province": self.province,
            "kind": self.kind and self.kind.value,
        }
        return {name: value for name, value in given.items() if value is not None}

    @property
    def shape(self) -> "ProgressCriteria":
        """What the text of a statement depends on: which criteria are given."""
        return ProgressCriteria(
            kind=self.kind and FormKind.PIIS,
            region=self.region and Region.BRUSSELS,
            province=self.province and "any",
            shown=self.shown,
        )


def _asked(column: Column[Any], value: str | None) -> list[ColumnElement[bool]]:
    return [] if value is None else [column == bindparam(column.name)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """How many forms got a mark within one hour."""

    begins_at: datetime
    forms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FormProgress:
    """One form in a list: where it stands, who signed it, and since when."""

    kind: FormKind
    status: FormStatus
    signed_by: frozenset[Signatory]
    encoded_at: datetime | None
    """When the CPAS last encoded anything, the whole form or a part of it."""
    signed_at: datetime | None
    sent_at: datetime | None

    @property
    def encoded(self) -> bool:
        """Whether the form carries the first of the three marks."""
        return self.status.encoded

    @property
    def waits_for(self) -> tuple[Signatory, ...]:
        """The signatories without whom the form is not sent; none before it is encoded."""
        if not self.status.waiting:
            return ()
        return lacking(self.signed_by, closed=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class CpasProgress:
    """One CPAS in a list, with its report and those of its forms that were asked for."""

    cpas: Cpas
    sort_name: str
    opens_at: datetime
    closes_at: datetime
    closed: bool
    forms: tuple[FormProgress, ...]


def select_years(scope: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for the years that have reports, the latest first."""
    years = select(REPORT.c.year).distinct().select_from(_OF_CPAS).where(scope)
    return years.order_by(REPORT.c.year.desc())


# By place ----------------------------------------------------------------------------------------


def select_groups(scope: ColumnElement[bool], readable: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for all groups of forms of a `year`; `groups_of` reads what it finds.

    `readable` is the condition under which amounts may be read. Those of other forms never leave
    the database, not even within a sum.
    """
    alike = (CPAS.c.region, CPAS.c.province, *_STANDS, CLOSED)
    zero = and_(readable, FORM.c.justified == 0)
    return (
        select(
            *alike,
            func.count().label("forms"),
            func.sum(case((readable, 0), else_=1)).label("unreadable"),
            func.sum(case((zero, 1), else_=0)).label("declared_zero"),
            *(
                func.coalesce(func.sum(case((readable, amount), else_=0)), 0).label(amount.name)
                for amount in SUMMED
            ),
            func.min(REPORT.c.opens_at).label("opens_at"),
            func.min(REPORT.c.closes_at).label("closes_first"),
            func.max(REPORT.c.closes_at).label("closes_last"),
        )
        .select_from(_OF_FORMS)
        .where(scope, *ProgressCriteria().of_cpas())
        .group_by(*alike)
    )


def groups_of(rows: Iterable[Any]) -> list[Group]:
    """Return the groups that `select_groups` found."""
    return [
        Group(
            region=Region(row.region),
            province=row.province,
            kind=FormKind(row.kind),
            status=FormStatus(row.status),
            signed_by=_signed_by(row),
            closed=bool(row.closed),
            forms=row.forms,
            unreadable=int(row.unreadable),
            sums=Sums(
                **{amount.name: Cents(int(getattr(row, amount.name))) for amount in SUMMED},
                declared_zero=int(row.declared_zero),
            ),
            opens_at=row.opens_at,
            closes_at=(row.closes_first, row.closes_last),
        )
        for row in rows
    ]


# By report ---------------------------------------------------------------------------------------


def _counted(condition: ColumnElement[bool], name: str) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0)).label(name)


PROGRESS_OF_REPORTS = Statement(
    select(
        FORM.c.report_id,
        func.count().label("forms"),
        _counted(ENCODED, "encoded"),
        _counted(FORM.c.signed_at.is_not(None), "signed"),
        _counted(FORM.c.sent_at.is_not(None), "sent"),
    )
    .select_from(FORM.join(REPORT, HELD))
    .where(one_of(FORM.c.report_id, "reports"))
    .group_by(FORM.c.report_id)
)
"""How far the forms of these `reports` have come; `report_progress_of` reads what it finds."""


def report_progress_of(rows: Iterable[Any]) -> dict[ReportId, ReportProgress]:
    """Return the progress of each report that has forms."""
    return {
        ReportId(row.report_id): ReportProgress(
            forms=row.forms, encoded=row.encoded, signed=row.signed, sent=row.sent
        )
        for row in rows
    }


# By time -----------------------------------------------------------------------------------------


def select_hours(criteria: ProgressCriteria, scope: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for the hours in which forms were encoded, and sent.

    An hour is the same for every database, wherever its clock stands, and whole hours are what
    time zones differ by: the days of a calendar can be made of them.
    """
    matching = (scope, *criteria.of_cpas(), *criteria.of_forms())
    return select(
        union_all(
            _hours("encoded", FORM.c.encoded_at, ENCODED, *matching),
            _hours("sent", FORM.c.sent_at, FORM.c.sent_at.is_not(None), *matching),
        ).subquery("marked")
    )


def hours_of(rows: Iterable[Any]) -> dict[str, list[Hour]]:
    """Return the hours that `select_hours` found, in their order, as `encoded` and as `sent`."""
    hours: dict[str, list[Hour]] = {"encoded": [], "sent": []}
    for row in sorted(rows, key=lambda row: row.begins_at):
        begins_at = datetime.fromtimestamp(row.begins_at, UTC)
        hours[row.mark].append(Hour(begins_at=begins_at, forms=row.forms))
    return hours


def _hours(mark: str, at: ColumnElement[datetime], *conditions: ColumnElement[bool]) -> Select[Any]:
    seconds = extract("epoch", at)
    begins_at = cast(seconds - seconds % _HOUR_S, BigInteger).label("begins_at")
    columns: list[ColumnElement[Any]] = [
        literal_column(f"'{mark}'").label("mark"),
        begins_at,
        func.count().label("forms"),
    ]
    return select(*columns).select_from(_OF_FORMS).where(*conditions).group_by(begins_at)


# By CPAS -----------------------------------------------------------------------------------------


def select_cpas_page(
    criteria: ProgressCriteria, scope: ColumnElement[bool], request: PageRequest
) -> Select[Any]:
    """Return the statement for a page of CPAS by name, each with its matching forms.

    `cpas_progress_of` reads what it finds. A page is so many CPAS, however many forms they have.
    """
    of_forms = criteria.of_forms()
    of_report = select(FORM.c.id).where(HELD, *of_forms)
    wanted = (
        SELECT_CPAS.join(REPORT, REPORT.c.cpas_id == CPAS.c.id)
        .add_columns(CPAS.c.sort_name, REPORT.c.id.label("report_id"), *_PERIOD)
        .where(scope, *criteria.of_cpas(), of_report.correlate(REPORT).exists())
    )
    page = narrow_to_page(wanted, [CPAS.c.sort_name, CPAS.c.nis_code], request).subquery("page")
    found = (
        select(page, *_MARKS).join(FORM, FORM.c.report_id == page.c.report_id).join(REPORT, HELD)
    )
    return found.where(*of_forms).order_by(page.c.sort_name, page.c.cpas_nis_code, FORM.c.kind)


def cpas_progress_of(rows: Sequence[Any]) -> list[CpasProgress]:
    """Return the CPAS that `select_cpas_page` found, in its order."""
    return [_cpas_progress(list(of_cpas)) for _, of_cpas in groupby(rows, key=_cpas_id)]


def _cpas_id(row: Any) -> int:
    return int(row.cpas_id)


def _cpas_progress(rows: Sequence[Any]) -> CpasProgress:
    return CpasProgress(
        cpas=cpas_of(rows[0]),
        sort_name=rows[0].sort_name,
        opens_at=rows[0].opens_at,
        closes_at=rows[0].closes_at,
        closed=bool(rows[0].closed),
        forms=tuple(_form_progress(row) for row in rows),
    )


def _form_progress(row: Any) -> FormProgress:
    return FormProgress(
        kind=FormKind(row.kind),
        status=FormStatus(row.status),
        signed_by=_signed_by(row),
        encoded_at=row.encoded_at,
        signed_at=row.signed_at,
        sent_at=row.sent_at,
    )


def _signed_by(row: Any) -> frozenset[Signatory]:
    return frozenset(role for role, column in SIGNED_BY.items() if getattr(row, column.name))
