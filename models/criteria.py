"""Which forms of the follow-up are wanted: criteria, as conditions on rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, not_, or_, select

from models.cpas import CpasId, NisCode, Region
from models.form import FormId, FormStatus
from models.language import Language
from models.people import Signatory
from models.searching import SEARCHED, pattern
from models.spec import FormKind
from models.statements import one_of
from models.tables import ACKNOWLEDGEMENT, CPAS, FORM, REPORT
from models.waiting import lacks

ACCOUNT_CHANGED = REPORT.c.bank_account_version > FORM.c.signed_report_version
"""Whether the bank account changed after the first current signature; null where nobody signed."""
_ANY_INSTANT = datetime(1, 1, 2, tzinfo=UTC)


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
    provinces: Sequence[str] | None = None
    languages: Sequence[Language] | None = None
    nis_codes: Sequence[NisCode] | None = None
    search: str | None = None
    """A part of a name or of a NIS code; an empty one does not narrow."""
    sent: bool | None = None
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
                (self.provinces, one_of(CPAS.c.province, "provinces")),
                (self.languages, one_of(CPAS.c.language, "languages")),
                (self.nis_codes, one_of(CPAS.c.nis_code, "nis_codes")),
                (self.search or None, SEARCHED),
                (self.cpas, one_of(CPAS.c.id, "cpas")),
            )
            if asked is not None
        ]

    def of_forms(self) -> list[ColumnElement[bool]]:
        """Return what is asked of the forms themselves."""
        asked_for = self.missing or ()
        missing = [lacks(role) for role in Signatory if role in asked_for]
        return [
            condition
            for asked, condition in (
                (self.kinds, one_of(FORM.c.kind, "kinds")),
                (self.statuses, one_of(FORM.c.status, "statuses")),
                (self.sent, _is(FORM.c.sent_at.is_not(None), self.sent)),
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
            provinces=_shape(self.provinces),
            languages=_shape(self.languages),
            nis_codes=_shape(self.nis_codes),
            search=self.search and "any",
            sent=self.sent,
            missing=None if self.missing is None else tuple(sorted(set(self.missing))),
            cpas=_shape(self.cpas),
            updated_since=self.updated_since and _ANY_INSTANT,
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
            "provinces": self.provinces,
            "languages": _values(self.languages),
            "nis_codes": self.nis_codes,
            "search": pattern(self.search) if self.search else None,
            "cpas": self.cpas,
            "kinds": _values(self.kinds),
            "statuses": _values(self.statuses),
            "updated_since": self.updated_since,
            "ids": self.ids,
        }
        return {name: value for name, value in given.items() if value is not None}


def _is_acknowledged(criteria: FormCriteria) -> ColumnElement[bool]:
    of_form = select(ACKNOWLEDGEMENT.c.form_id).where(
        ACKNOWLEDGEMENT.c.form_id == FORM.c.id,
        ACKNOWLEDGEMENT.c.form_version == FORM.c.version,  # of what is in force
    )
    return _is(of_form.correlate(FORM).exists(), criteria.acknowledged)


def _is(condition: ColumnElement[bool], asked: bool | None) -> ColumnElement[bool]:
    return condition if asked else not_(condition)


def _shape(asked: Sequence[Any] | None) -> tuple[()] | None:
    return None if asked is None else ()


def _values(asked: Sequence[StrEnum] | None) -> list[str] | None:
    return None if asked is None else [str(value.value) for value in asked]
