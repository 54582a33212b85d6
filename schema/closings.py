"""What SPP IS does to the closing of reports: extending them, and closing them by hand."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from models.people import Role
from models.report import ReportId
from resolvers.closings import Extension, close_reports, extend_report, extend_reports
from resolvers.context import Context
from schema.arguments import given
from schema.described import argument, attribute, operation
from schema.directives import RequiresRole
from schema.inputs import REASON, OfSeveralCpas, Repeatable
from schema.nodes import NodeType, number_named
from schema.payloads import Payload, answered
from schema.report import Report, report
from schema.user_errors import UserError, all_gathered, gathered_errors


@strawberry.input(description="A later closing for one report.")
class ExtendReportInput(Repeatable):
    report_id: strawberry.ID = attribute("The report.")
    closes_at: datetime = attribute("The new closing; later than the present one, and than now.")
    reason: str = attribute(REASON)
    expected_closes_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="The present closing that you saw; needed to open again a report that was "
        "closed before its date.",
    )


@strawberry.input(description="A later closing for several reports of a year.")
class ExtendReportsInput(OfSeveralCpas):
    closes_at: datetime = attribute(
        "Until when the reports are open at least; later than now. Those that close later stay so."
    )
    reason: str = attribute(REASON)
    expected_closes_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="The present closing that you saw: only reports with this one are extended. "
        "Needed to open again reports that were closed before their date.",
    )


@strawberry.input(description="Reports to close now.")
class CloseReportsInput(OfSeveralCpas):
    reason: str = attribute(REASON)


@strawberry.type(description="The outcome of an extension.")
class ExtendReportPayload(Payload):
    report: Report | None = attribute("The report as it is now; null when refused.", default=None)


@strawberry.type(description="The outcome of an extension of several reports.")
class ExtendReportsPayload(Payload):
    extended: int = attribute("How many reports close later, or are open again.", default=0)
    unchanged: int = attribute("How many reports closed so late already.", default=0)
    user_errors: list[UserError] = attribute(
        "Why reports were left as they are (CLOSING_CHANGED); where `done`, the other reports were "
        "extended.",
        default_factory=list,
    )


@strawberry.type(description="The outcome of closing reports.")
class CloseReportsPayload(Payload):
    closed: int = attribute("How many reports were open and are closed now.", default=0)
    unsent_forms: int = attribute(
        "How many forms of these reports were not sent, and stay so.", default=0
    )


@strawberry.type
class ClosingMutation:
    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def extend_report(
        self,
        info: Info[Context, None],
        input: Annotated[ExtendReportInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> ExtendReportPayload:
        """Give one CPAS more time. A report that is closed is open again."""
        report_id = ReportId(number_named(input.report_id, NodeType.REPORT))
        return await answered(
            ExtendReportPayload,
            info,
            extend_report(info.context, report_id, _extension(input), input.key),
            lambda view: ExtendReportPayload(report=report(view)),
        )

    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def extend_reports(
        self,
        info: Info[Context, None],
        input: Annotated[ExtendReportsInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> ExtendReportsPayload:
        """Give several CPAS, or all of them, more time. Reports that are closed are open again; a
        report that was closed before its date is left as it is unless its closing is given, and is
        refused alone. An extension of all of them also holds for reports opened later."""
        return await answered(
            ExtendReportsPayload,
            info,
            extend_reports(
                info.context,
                input.year,
                input.chosen,
                _extension(input),
                dry_run=input.dry_run,
                key=input.key,
            ),
            lambda done: ExtendReportsPayload(
                extended=done.extended,
                unchanged=done.unchanged,
                user_errors=gathered_errors(done.refused, info),
            ),
            errors=all_gathered,
        )

    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def close_reports(
        self,
        info: Info[Context, None],
        input: Annotated[CloseReportsInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> CloseReportsPayload:
        """Close the reports of a year now, before their date. What was not sent stays as it is."""
        return await answered(
            CloseReportsPayload,
            info,
            close_reports(
                info.context,
                input.year,
                input.chosen,
                input.reason,
                dry_run=input.dry_run,
                key=input.key,
            ),
            lambda done: CloseReportsPayload(closed=done.reports, unsent_forms=done.unsent_forms),
            errors=all_gathered,
        )


def _extension(wanted: ExtendReportInput | ExtendReportsInput) -> Extension:
    return Extension(
        closes_at=wanted.closes_at,
        reason=wanted.reason,
        expected=given(wanted.expected_closes_at),
    )
