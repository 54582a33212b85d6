"""How many forms stand where: columns of statements that count, and the counts that they find."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, cast, func

from models.form import FormStatus
from models.people import Signatory
from models.tables import FORM
from models.waiting import waits_for


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many forms there are of each status, and how many each signatory keeps waiting."""

    by_status: Mapping[FormStatus, int]
    waiting: Mapping[Signatory, int]

    @property
    def total(self) -> int:
        """How many forms there are."""
        return sum(self.by_status.values())


def counted(condition: ColumnElement[bool], name: str) -> ColumnElement[Any]:
    """Return a column that counts the rows of which the condition holds."""
    return cast(func.sum(case((condition, 1), else_=0)), BigInteger).label(name)


COUNTS: tuple[ColumnElement[Any], ...] = (
    *(counted(FORM.c.status == status.value, status.value) for status in FormStatus),
    *(counted(waits_for(role), f"waiting_{role.value}") for role in Signatory),
)
"""The columns of a statement over forms that `counts_of` reads."""


def counts_of(rows: Iterable[Any]) -> Counts:
    """Return what rows with the `COUNTS` say together."""
    found = list(rows)

    def total(name: str) -> int:
        return sum(int(getattr(row, name)) for row in found)

    return Counts(
        by_status={status: total(status.value) for status in FormStatus},
        waiting={role: total(f"waiting_{role.value}") for role in Signatory},
    )
