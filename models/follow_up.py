"""The follow-up across the CPAS: which forms are wanted, in which order, and how many there are.

Everything is asked of the rows in a number of statements that does not depend on how many match.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, false, or_

from models.cpas import CpasId, Region
from models.form import FormId, FormStatus
from models.people import Signatory
from models.spec import FormKind
from models.tables import CPAS, FORM, REPORT

SIGNED_BY = {
    Signatory.PRESIDENT: FORM.c.signed_by_president,
    Signatory.DIRECTOR_GENERAL: FORM.c.signed_by_director_general,
}


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
                (self.regions, CPAS.c.region.in_(bindparam("regions", expanding=True))),
                (self.cpas, CPAS.c.id.in_(bindparam("cpas", expanding=True))),
            )
            if asked is not None
        ]

    def of_forms(self) -> list[ColumnElement[bool]]:
        """Return what is asked of the forms themselves."""
        asked_for = self.missing or ()
        missing = [column.is_(False) for role, column in SIGNED_BY.items() if role in asked_for]
        return [
            condition
            for asked, condition in (
                (self.kinds, FORM.c.kind.in_(bindparam("kinds", expanding=True))),
                (self.statuses, FORM.c.status.in_(bindparam("statuses", expanding=True))),
                (self.missing, or_(false(), *missing)),
                (self.updated_since, FORM.c.updated_at >= bindparam("updated_since")),
                (self.ids, FORM.c.id.in_(bindparam("ids", expanding=True))),
            )
            if asked is not None
        ]

    def parameters(self) -> dict[str, Any]:
        """Return the values for the conditions, by the names of their parameters."""
        given = {
            "year": self.year,
            "regions": _values(self.regions),
            "cpas": self.cpas,
            "kinds": _values(self.kinds),
            "statuses": _values(self.statuses),
            "updated_since": self.updated_since,
            "ids": self.ids,
        }
        return {name: value for name, value in given.items() if value is not None}


def _values(asked: Sequence[StrEnum] | None) -> list[str] | None:
    return None if asked is None else [str(value.value) for value in asked]
