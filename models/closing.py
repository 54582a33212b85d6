"""When a report closes: by its date, unless SPP IS extends it or closes it by hand.

Pure functions of values. Nothing has to run at the closing: its instant is compared. That a report
was closed by hand is a fact, whatever a clock says, until somebody who knows of it extends it.
"""

from dataclasses import replace
from datetime import UTC, datetime

from models.campaign_refusals import ClosingChanged, InvalidPeriod
from models.refusals import Refusal, ReportNotOpen, refuse_if_any
from models.report import ClosedByHand, Report, ReportStatus

_YEARS_AFTER_REPORT = 5
_YEARS_AFTER_NOW = 2


def against_closing(closes_at: datetime, year: int, now: datetime) -> list[Refusal]:
    """Return what is wrong with such a closing of a report of that year, in a list of none or one.

    It lies ahead, and not so far that it can only be a slip of the pen.
    """
    latest = max(year + _YEARS_AFTER_REPORT, now.year + _YEARS_AFTER_NOW)
    if now < closes_at and closes_at.astimezone(UTC).year <= latest:
        return []
    return [InvalidPeriod(path=("closes_at",))]


def extend(
    report: Report, closes_at: datetime, *, expected: datetime | None, now: datetime
) -> Report:
    """Return the report with a later closing, and open again where it was closed.

    The same closing again changes nothing. `expected` is the closing that was seen, if it was told.

    Raises:
        Refused: INVALID_PERIOD, or CLOSING_CHANGED where the report has another closing than was
            expected, or was closed by hand and none was.
    """
    refuse_if_any(against_closing(closes_at, report.year, now))
    if report.closed is None and closes_at == report.closes_at:
        return report
    seen = report.closed is None if expected is None else expected == report.closes_at
    if not seen:
        refuse_if_any([ClosingChanged(path=("expected_closes_at",))])
    if closes_at < report.closes_at:
        refuse_if_any([InvalidPeriod(path=("closes_at",))])
    return replace(report, closes_at=closes_at, closed=None)


def extend_at_least(
    report: Report, closes_at: datetime, *, expected: datetime | None, now: datetime
) -> Report:
    """Return the report that is open until then, or longer where it is so already.

    Raises:
        Refused: as `extend` does.
    """
    if report.closed is None and closes_at <= report.closes_at:
        return report
    return extend(report, closes_at, expected=expected, now=now)


def close(report: Report, because: str, now: datetime) -> Report:
    """Return the report closed by hand now; one that is closed already stays as it is.

    Raises:
        Refused: REPORT_NOT_OPEN.
    """
    if report.status(now) is ReportStatus.CLOSED:
        return report
    if now <= report.opens_at:
        refuse_if_any([ReportNotOpen()])
    return replace(report, closes_at=now, closed=ClosedByHand(at=now, because=because))
