"""The campaigns as they are listed, with counts of their reports and forms: statements.

How many statements there are does not depend on how many campaigns, reports or forms there are.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from models.counts import COUNTS
from models.paging import PageRequest, narrow_to_page
from models.reading import HELD
from models.statements import one_of
from models.tables import CAMPAIGN, CPAS, FORM, REPORT
from models.waiting import CLOSED, PLANNED

_OF_CPAS = REPORT.join(CPAS, REPORT.c.cpas_id == CPAS.c.id)
_OF_YEARS = one_of(REPORT.c.year, "years")


def select_campaigns(scope: ColumnElement[bool], request: PageRequest) -> Select[Any]:
    """Return the statement for a page of the campaigns with a report in the scope, latest first."""
    years = select(REPORT.c.year).select_from(_OF_CPAS).where(scope)
    listed = select(CAMPAIGN).where(CAMPAIGN.c.year.in_(years))
    return narrow_to_page(listed, [CAMPAIGN.c.year], request, descending=True)


def select_report_counts(scope: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for how many reports of the `years` are planned, and closed, `now`."""
    return (
        select(
            REPORT.c.year,
            func.count().label("reports"),
            func.sum(case((PLANNED, 1), else_=0)).label("planned"),
            func.sum(case((CLOSED, 1), else_=0)).label("closed"),
        )
        .select_from(_OF_CPAS)
        .where(scope, _OF_YEARS)
        .group_by(REPORT.c.year)
    )


def select_form_counts(scope: ColumnElement[bool]) -> Select[Any]:
    """Return the statement for how many forms of the `years` there are, by kind; `counts_of` reads
    what it finds."""
    alike = (REPORT.c.year, FORM.c.kind)
    return (
        select(*alike, *COUNTS)
        .select_from(_OF_CPAS.join(FORM, HELD))
        .where(scope, _OF_YEARS)
        .group_by(*alike)
    )
