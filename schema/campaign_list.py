"""The campaigns: which years there are, with their forms, dates and counts."""

from datetime import datetime

import strawberry
from strawberry import Info

from models.campaign import Campaign as CampaignValue
from models.paging import InvalidPageError, Page, page_request
from models.report import ReportStatus
from models.spec import FormKind
from resolvers.campaign_list import count_forms_of_year, count_reports, page_of_campaigns
from resolvers.context import Context
from resolvers.denials import BadInput
from schema.described import attribute, field
from schema.nodes import PageInfo, page_info
from schema.status_counts import StatusCounts, status_counts
from schema.summaries import KindSummary, kind_summaries

USUAL_PAGE = 20


@strawberry.type(description="How many reports there are of each status, of those you follow.")
class ReportCounts:
    total: int = attribute("How many reports there are.")
    planned: int = attribute("Not open yet.")
    open: int = attribute("Open.")
    closed: int = attribute("Closed.")


@strawberry.type(description="The forms of one year, counted, of those you follow.")
class FormCounts(StatusCounts):
    pass


@strawberry.type(description="The campaign of one year: its reports, its forms, its dates.")
class Campaign:
    year: int = attribute("The year that is accounted for.")
    opens_at: datetime = attribute("When its reports open.")
    closes_at: datetime = attribute(
        "When most of its reports close; one that was closed by hand counts with the date it had."
    )

    @field
    async def kinds(self, info: Info[Context, None]) -> list[FormKind]:
        """The forms of that year, of those you follow."""
        return list((await count_forms_of_year(info.context, self.year)).by_kind)

    @field
    async def status(self, info: Info[Context, None]) -> ReportStatus:
        """Whether it is planned, open or closed: open as long as one of the reports you follow
        is."""
        return (await count_reports(info.context, self.year)).status

    @field
    async def report_counts(self, info: Info[Context, None]) -> ReportCounts:
        """How many reports there are of each status, of those you follow."""
        counts = await count_reports(info.context, self.year)
        return ReportCounts(
            total=counts.planned + counts.open + counts.closed,
            planned=counts.planned,
            open=counts.open,
            closed=counts.closed,
        )

    @field
    async def form_counts(self, info: Info[Context, None]) -> FormCounts:
        """How many forms there are of each status, of those you follow."""
        found = await count_forms_of_year(info.context, self.year)
        return FormCounts(**status_counts(found.counts))

    @field
    async def by_kind(self, info: Info[Context, None]) -> list[KindSummary]:
        """The same, form by form, as a report lists them."""
        found = await count_forms_of_year(info.context, self.year)
        return kind_summaries(found.by_kind)


@strawberry.type(description="A campaign in a page.")
class CampaignEdge:
    cursor: str = attribute("Names this place in the list.")
    node: Campaign = attribute("The campaign.")


@strawberry.type(description="A page of campaigns, the latest first.")
class CampaignConnection:
    edges: list[CampaignEdge] = attribute("The campaigns of the page, with their cursors.")
    nodes: list[Campaign] = attribute("The campaigns of the page.")
    page_info: PageInfo = attribute("Where the page stands in the list.")


async def campaign_connection(
    context: Context, first: int | None, after: str | None
) -> CampaignConnection:
    """Return the page as the contract shows it.

    Raises:
        BadInput: the arguments name no page.
    """
    try:
        request = page_request(
            first=first, after=after, last=None, before=None, default=USUAL_PAGE, key_types=(int,)
        )
    except InvalidPageError as invalid:
        raise BadInput(str(invalid), invalid.argument) from invalid
    return _connection(await page_of_campaigns(context, request))


def _connection(page: Page[CampaignValue]) -> CampaignConnection:
    nodes = [
        Campaign(year=value.year, opens_at=value.opens_at, closes_at=value.closes_at)
        for value in page.items
    ]
    edges = [
        CampaignEdge(cursor=cursor, node=node)
        for cursor, node in zip(page.cursors, nodes, strict=True)
    ]
    return CampaignConnection(edges=edges, nodes=nodes, page_info=page_info(page))
