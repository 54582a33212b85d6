"""The campaigns, held against the dates of their reports."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.campaign import Campaign
from models.campaign_dates import SELECT_DATES, campaigns_of
from models.tables import CAMPAIGN, REPORT
from models.told import DisagreementError


async def check_campaigns(connection: AsyncConnection) -> None:
    """Return when every year with reports has a campaign, with the dates of most of them.

    Raises:
        DisagreementError: the first that does not agree.
    """
    kept = {
        row.year: Campaign(year=row.year, opens_at=row.opens_at, closes_at=row.closes_at)
        for row in await connection.execute(select(CAMPAIGN))
    }
    years = set((await connection.execute(select(REPORT.c.year).distinct())).scalars())
    derived = campaigns_of(await connection.execute(SELECT_DATES))
    for year in sorted(years | kept.keys()):
        name = f"The campaign of {year}"
        if year not in kept:
            raise DisagreementError(name, "it is gone, and reports of that year are there")
        if year not in years:
            raise DisagreementError(name, "it has no reports")
        if kept[year] != derived.get(year, kept[year]):
            raise DisagreementError(name, "its dates are not those of most of its reports")
