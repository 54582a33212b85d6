"""The CPAS, and pages of them."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import Info

from models.campaign import is_year
from models.cpas import Region
from models.language import Language
from models.paging import InvalidPageError, Page, page_of_list, page_request
from models.words import province_word
from resolvers.context import Context
from resolvers.country import CpasCriteria, count_cpas
from resolvers.denials import BadInput
from resolvers.loaders import (
    load_cpas,
    load_predecessors,
    load_report_of_year,
    load_reports_of_cpas,
)
from resolvers.views import CpasView, ReportView
from schema.arguments import After, AskedLanguage, First, Year
from schema.described import attribute, field
from schema.nodes import Node, NodeType, PageInfo, encode_id, page_info
from schema.report import Report, report


@strawberry.type(description="A CPAS (OCMW, ÖSHZ): a public centre for social welfare.")
class Cpas(Node):
    view: strawberry.Private[CpasView]

    @field
    def nis_code(self) -> str:
        """NIS/REFNIS code of the municipality, five digits. Codes change when municipalities
        merge: an attribute, never a key."""
        return self.view.cpas.nis_code

    @field
    def enterprise_number(self) -> str | None:
        """Number in the Crossroads Bank for Enterprises, ten digits."""
        return self.view.cpas.enterprise_number

    @field
    def name(
        self,
        info: Info[Context, None],
        language: AskedLanguage = strawberry.UNSET,
    ) -> str:
        """Name of the municipality: in the language asked for, else in that of the request, else
        in the CPAS's own."""
        cpas = self.view.cpas
        return cpas.name.in_language(language or info.context.language or cpas.language)

    @field
    def language(self) -> Language:
        """The language in which SPP IS writes to this CPAS (Brussels: FR)."""
        return self.view.cpas.language

    @field
    def region(self) -> Region:
        """The region of the municipality."""
        return self.view.cpas.region

    @field
    def province(
        self,
        info: Info[Context, None],
        language: AskedLanguage = strawberry.UNSET,
    ) -> str | None:
        """The province of the municipality, in the language asked for, else in that of the request,
        else in its own; none in Brussels."""
        return province_word(self.view.cpas.province, language or info.context.language)

    @field
    async def successor(
        self, info: Info[Context, None]
    ) -> Annotated["Cpas", strawberry.lazy("schema.cpas")] | None:
        """The CPAS that took this one over, after a merger."""
        heirs = self.view.cpas.heirs
        view = await load_cpas(info.context, heirs[0].id) if heirs else None
        return cpas(view) if view else None

    @field
    async def predecessors(
        self, info: Info[Context, None]
    ) -> list[Annotated["Cpas", strawberry.lazy("schema.cpas")]]:
        """The CPAS that this one took over itself, in mergers, by NIS code."""
        found = await load_predecessors(info.context, self.view.cpas.id)
        return [cpas(view) for view in found]

    @field
    def valid_from(self) -> date | None:
        """Its first day, where it came out of a merger."""
        return self.view.cpas.valid_from

    @field
    def valid_until(self) -> date | None:
        """Its last day, where it ended. From the next day on its successor's people act for it, and
        its own people consult."""
        return self.view.cpas.valid_until

    @field
    async def report(self, info: Info[Context, None], year: Year) -> Report | None:
        """The report of that year."""
        if not is_year(year):
            return None
        view = await load_report_of_year(info.context, self.view.cpas.id, year)
        return report(view) if view else None

    @field
    async def reports(
        self,
        info: Info[Context, None],
        first: First = 10,
        after: After = strawberry.UNSET,
    ) -> Annotated["ReportConnection", strawberry.lazy("schema.cpas")]:
        """All reports of this CPAS, the oldest first."""
        try:
            request = page_request(
                first=first, after=after or None, last=None, before=None, key_types=(int,)
            )
        except InvalidPageError as invalid:
            raise BadInput(str(invalid), invalid.argument) from invalid
        views = await load_reports_of_cpas(info.context, self.view.cpas.id)
        page = page_of_list(views, request, lambda view: (view.report.year,))
        return report_connection(page, total=len(views))


def cpas(view: CpasView) -> Cpas:
    """Return the CPAS as the contract shows it."""
    return Cpas(id=encode_id(NodeType.CPAS, view.cpas.id), view=view)


@strawberry.type(description="A CPAS in a page.")
class CpasEdge:
    cursor: str = attribute("Names this place in the list.")
    node: Cpas = attribute("The CPAS.")


@strawberry.type(description="A page of CPAS, by NIS code.")
class CpasConnection:
    edges: list[CpasEdge] = attribute("The CPAS of the page, with their cursors.")
    nodes: list[Cpas] = attribute("The CPAS of the page.")
    page_info: PageInfo = attribute("Where the page stands in the list.")
    criteria: strawberry.Private[CpasCriteria]

    @field
    async def total_count(self, info: Info[Context, None]) -> int:
        """How many CPAS match, over all pages."""
        return await count_cpas(info.context, self.criteria)


def cpas_connection(page: Page[CpasView], criteria: CpasCriteria) -> CpasConnection:
    """Return the page as the contract shows it."""
    nodes = [cpas(view) for view in page.items]
    edges = [
        CpasEdge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)
    ]
    return CpasConnection(edges=edges, nodes=nodes, page_info=page_info(page), criteria=criteria)


@strawberry.type(description="A report in a page.")
class ReportEdge:
    cursor: str = attribute("Names this place in the list.")
    node: Report = attribute("The report.")


@strawberry.type(description="A page of reports, by year.")
class ReportConnection:
    edges: list[ReportEdge] = attribute("The reports of the page, with their cursors.")
    nodes: list[Report] = attribute("The reports of the page.")
    page_info: PageInfo = attribute("Where the page stands in the list.")
    total_count: int = attribute("How many reports there are, over all pages.")


def report_connection(page: Page[ReportView], total: int) -> ReportConnection:
    """Return the page as the contract shows it."""
    nodes = [report(view) for view in page.items]
    edges = [
        ReportEdge(cursor=cursor, node=node)
        for cursor, node in zip(page.cursors, nodes, strict=True)
    ]
    return ReportConnection(edges=edges, nodes=nodes, page_info=page_info(page), total_count=total)
