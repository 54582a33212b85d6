"""How far the forms of a report have come, counted in the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models.counts import counted
from models.reading import HELD
from models.report import ReportId
from models.statements import Statement, one_of
from models.tables import FORM, REPORT
from models.waiting import ENCODED


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportProgress:
    """How many forms a report has, and how many of them carry each of the three marks."""

    forms: int
    encoded: int
    signed: int
    sent: int

    @property
    def all_sent(self) -> bool:
        """Whether every form was sent; a report without forms has sent none."""
        return 0 < self.forms == self.sent


PROGRESS_OF_REPORTS = Statement(
    select(
        FORM.c.report_id,
        func.count().label("forms"),
        counted(ENCODED, "encoded"),
        counted(FORM.c.signed_at.is_not(None), "signed"),
        counted(FORM.c.sent_at.is_not(None), "sent"),
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
