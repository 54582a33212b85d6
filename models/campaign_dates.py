"""The dates of a campaign: those of most of its reports, found by one statement for all who ask."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from models.campaign import Campaign
from models.tables import REPORT, REPORT_PERIOD

_OTHER = REPORT_PERIOD.alias("other")
_LAST = (
    select(func.max(_OTHER.c.number))
    .where(_OTHER.c.report_id == REPORT_PERIOD.c.report_id, _OTHER.c.closed_at.is_(None))
    .scalar_subquery()
)
SELECT_DATES = (
    select(
        REPORT.c.year,
        REPORT_PERIOD.c.opens_at,
        REPORT_PERIOD.c.closes_at,
        func.count().label("reports"),
    )
    .join_from(REPORT_PERIOD, REPORT, REPORT.c.id == REPORT_PERIOD.c.report_id)
    .where(REPORT_PERIOD.c.number == _LAST)
    .group_by(REPORT.c.year, REPORT_PERIOD.c.opens_at, REPORT_PERIOD.c.closes_at)
)
"""By year, how many reports have which dates; of one closed by hand, those that it had before."""


def campaigns_of(rows: Iterable[Any]) -> dict[int, Campaign]:
    """Return the campaign of each year, of rows of `SELECT_DATES`.

    Of dates that equally many reports have, the later closing is that of the campaign.
    """
    by_year: dict[int, list[Any]] = {}
    for row in rows:
        by_year.setdefault(row.year, []).append(row)
    most = {year: max(dates, key=_how_many) for year, dates in by_year.items()}
    return {
        year: Campaign(year=year, opens_at=row.opens_at, closes_at=row.closes_at)
        for year, row in most.items()
    }


def _how_many(row: Any) -> tuple[Any, ...]:
    return (row.reports, row.closes_at, row.opens_at)
