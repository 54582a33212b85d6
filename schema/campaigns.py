"""What SPP IS does: opening a campaign, granting advances."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import Info

from models.campaign import Absence, Opening
from models.cpas import NisCode
from models.money import Cents
from models.people import Role
from models.refusals import Refusal, RefusalCode
from models.spec import FormKind, LineKey
from resolvers.advances import Advance, ChangedAdvance, Prefilled, prefill_advances
from resolvers.campaigns import MOST_NAMED, OpenedCampaign, open_campaign
from resolvers.context import Context
from resolvers.rescheduling import Rescheduling, reschedule_campaign
from resolvers.withdrawals import withdraw_forms
from schema.arguments import given
from schema.cpas import Cpas, cpas
from schema.described import argument, attribute, operation
from schema.directives import RequiresRole
from schema.inputs import DRY_RUN, REASON, OfSeveralCpas, Repeatable
from schema.lengths import check_given
from schema.payloads import Payload, answered
from schema.user_errors import (
    UserError,
    all_gathered,
    camel_case,
    gathered_errors,
    language_for,
)


@strawberry.input(description="A campaign to open, or to which forms are added.")
class OpenCampaignInput(Repeatable):
    year: int = attribute("The year that the reports account for.")
    kinds: list[FormKind] = attribute("The forms of that year.")
    opens_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="From when on forms can be encoded; left out: as the campaign stands.",
    )
    closes_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="From when on everything is read-only; left out: as the campaign stands.",
    )
    reason: str | None = strawberry.field(
        default=strawberry.UNSET, description=f"Worth giving where forms are added. {REASON}"
    )
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


@strawberry.input(description="Other dates for a campaign that has not begun.")
class RescheduleCampaignInput(Repeatable):
    year: int = attribute("The year of the campaign.")
    opens_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="The new opening, later than now; left out: it stays.",
    )
    closes_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="The new closing; left out: it stays. A report that was given more time keeps "
        "its own closing, unless this one is later.",
    )
    reason: str = attribute(REASON)
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


@strawberry.input(description="Forms to withdraw from the reports of a year.")
class WithdrawFormsInput(OfSeveralCpas):
    kind: FormKind = attribute("The form.")
    reason: str = attribute(REASON)


@strawberry.input(description="The advance of one CPAS.")
class AdvanceInput:
    nis_code: str = attribute("NIS code of the CPAS.")
    advance: Cents = attribute("The advance or grant.")
    line: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The key of the line; needed where a form is granted on several lines.",
    )


@strawberry.input(description="Advances to grant on one form of one year.")
class PrefillAdvancesInput(Repeatable):
    year: int = attribute("The year of the reports.")
    kind: FormKind = attribute("The form.")
    advances: list[AdvanceInput] = attribute("The advances, at most 5000.")
    all_or_nothing: bool = strawberry.field(
        default=False,
        description="Whether a form that was sent refuses all advances, rather than its own.",
    )
    reason: str | None = strawberry.field(default=strawberry.UNSET, description=REASON)
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


@strawberry.type(description="CPAS that have no report of a year, for one reason.")
class NotReporting:
    reason: Absence = attribute("Why they have none.")
    count: int = attribute("How many they are.")
    nis_codes: list[str] = attribute("NIS codes of the first of them, at most ten.")


@strawberry.type(description="The outcome of opening a campaign; all counts are 0 when refused.")
class OpenCampaignPayload(Payload):
    report_count: int = attribute("How many reports the campaign has.", default=0)
    form_count: int = attribute("How many forms the campaign has.", default=0)
    new_reports: int = attribute("How many of the reports are new.", default=0)
    new_forms: int = attribute("How many of the forms are new.", default=0)
    closed_reports: int = attribute(
        "How many reports lack one of these forms and got none, because they are closed: extend "
        "them first.",
        default=0,
    )
    not_reporting: list[NotReporting] = attribute(
        "The CPAS that have no report of that year, by reason.", default_factory=list
    )


@strawberry.type(description="The outcome of moving a campaign.")
class RescheduleCampaignPayload(Payload):
    moved: int = attribute("How many reports have other dates now; 0 when refused.", default=0)
    keeping_closing: int = attribute(
        "How many of them keep a later closing of their own.", default=0
    )


@strawberry.type(description="The outcome of withdrawing forms.")
class WithdrawFormsPayload(Payload):
    withdrawn: int = attribute("How many forms were withdrawn.", default=0)
    user_errors: list[UserError] = attribute(
        "Why forms stay (FORM_TOUCHED); where `done`, the other forms were withdrawn.",
        default_factory=list,
    )


@strawberry.type(description="An advance that was refused.")
class RefusedAdvance:
    place: int = attribute("Its place in `advances`, from 0.")
    argument: str | None = attribute(
        "What of it is wrong: nisCode, advance or line; null for all of it."
    )
    nis_code: str | None = attribute("The CPAS, where there is one.")
    code: RefusalCode = attribute("Why.")
    message: str = attribute("The same in a sentence.")


@strawberry.type(description="An advance that is another one than before.")
class AdvanceChange:
    cpas: Cpas = attribute("The CPAS.")
    line: str = attribute("The key of the line of its form.")
    label: str = attribute("Official label of the line.")
    before: Cents | None = attribute("What was granted before; null where nothing was.")
    after: Cents = attribute("What is granted now.")


@strawberry.type(description="The outcome of granting advances, counted by line.")
class PrefillAdvancesPayload(Payload):
    created: int = attribute("Lines that had no advance before.", default=0)
    changed: int = attribute("Lines whose advance is another one now.", default=0)
    unchanged: int = attribute("Lines that had this advance already.", default=0)
    changes: list[AdvanceChange] = attribute(
        "Every line that had no advance before or has another one now. Empty where the call is "
        "replayed.",
        default_factory=list,
    )
    invalidated_signatures: int = attribute(
        "Signatures that fell because the content changed.", default=0
    )
    not_named: int = attribute("CPAS of the campaign to which no advance was given.", default=0)
    first_not_named: list[str] = attribute(
        "NIS codes of the first of them, at most ten.", default_factory=list
    )
    refused: list[RefusedAdvance] = attribute(
        "Every advance that is refused, in their order; userErrors tells each kind once.",
        default_factory=list,
    )
    user_errors: list[UserError] = attribute(
        "What is wrong with the lines; where `done`, it is forms that were sent or closed "
        "(ALREADY_SENT, REPORT_CLOSED), and the other lines were granted.",
        default_factory=list,
    )


@strawberry.type
class CampaignMutation:
    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def open_campaign(
        self,
        info: Info[Context, None],
        input: Annotated[OpenCampaignInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> OpenCampaignPayload:
        """Open the reports of a year, with these forms, for every CPAS that reports on it. Contact
        and bank account are taken over from the year before. Repeating the call adds what is
        missing, to reports that are not closed."""
        return await answered(
            OpenCampaignPayload,
            info,
            open_campaign(
                info.context,
                _opening(input),
                given(input.reason),
                dry_run=input.dry_run,
                key=input.key,
            ),
            _opened,
            errors=all_gathered,
        )

    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def reschedule_campaign(
        self,
        info: Info[Context, None],
        input: Annotated[RescheduleCampaignInput, argument("What to do.")],  # noqa: A002 - the contract's word
    ) -> RescheduleCampaignPayload:
        """Give a campaign that has not begun, and its reports, other dates. Once it has begun,
        extend or close its reports."""
        wanted = Rescheduling(
            year=input.year,
            opens_at=given(input.opens_at),
            closes_at=given(input.closes_at),
            reason=input.reason,
        )
        return await answered(
            RescheduleCampaignPayload,
            info,
            reschedule_campaign(info.context, wanted, dry_run=input.dry_run, key=input.key),
            lambda done: RescheduleCampaignPayload(
                moved=done.moved, keeping_closing=done.keeping_closing
            ),
            errors=all_gathered,
        )

    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def withdraw_forms(
        self,
        info: Info[Context, None],
        input: Annotated[WithdrawFormsInput, argument("What to do.")],  # noqa: A002 - the contract's word
    ) -> WithdrawFormsPayload:
        """Take back forms that were opened by mistake. A form on which something was granted or
        encoded stays, and is refused alone. Opening the campaign again with the form brings it
        back."""
        return await answered(
            WithdrawFormsPayload,
            info,
            withdraw_forms(
                info.context,
                input.year,
                input.kind,
                input.chosen,
                input.reason,
                dry_run=input.dry_run,
                key=input.key,
            ),
            lambda done: WithdrawFormsPayload(
                withdrawn=done.forms, user_errors=gathered_errors(done.refused, info)
            ),
            errors=all_gathered,
        )

    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def prefill_advances(
        self,
        info: Info[Context, None],
        input: Annotated[PrefillAdvancesInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> PrefillAdvancesPayload:
        """Grant advances. Where the content of a form changes, its signatures fall; a form that
        was sent or closed keeps its advance, and that line is refused alone. Any other bad line
        refuses all of them."""
        check_given("advances", input.advances)
        granting = prefill_advances(
            info.context,
            input.year,
            input.kind,
            [_advance(line) for line in input.advances],
            reason=given(input.reason),
            all_or_nothing=input.all_or_nothing,
            dry_run=input.dry_run,
            key=input.key,
        )

        def show(prefilled: Prefilled) -> PrefillAdvancesPayload:
            return PrefillAdvancesPayload(
                created=prefilled.created,
                changed=prefilled.changed,
                unchanged=prefilled.unchanged,
                changes=[_changed(change, info) for change in prefilled.changes],
                invalidated_signatures=prefilled.invalidated_signatures,
                not_named=len(prefilled.not_named),
                first_not_named=list(prefilled.not_named[:MOST_NAMED]),
                refused=_refused(prefilled.refused, info),
                user_errors=gathered_errors(prefilled.refused, info),
            )

        return await answered(
            PrefillAdvancesPayload,
            info,
            granting,
            show,
            errors=all_gathered,
            more=lambda why: {"refused": _refused(why.refusals, info)},
        )


def _changed(change: ChangedAdvance, info: Info[Context, None]) -> AdvanceChange:
    return AdvanceChange(
        cpas=cpas(change.cpas),
        line=change.line.key,
        label=change.line.label.in_language(language_for(info.context, None)),
        before=change.before,
        after=change.after,
    )


def _refused(refusals: Sequence[Refusal], info: Info[Context, None]) -> list[RefusedAdvance]:
    """Return what was refused of the advances, in their order."""
    language = language_for(info.context, None)
    of_lines = (refusal for refusal in refusals if len(refusal.path) > 1)
    return [
        RefusedAdvance(
            place=int(refusal.path[1]),
            argument=camel_case(refusal.path[2]) if len(refusal.path) > 2 else None,
            nis_code=refusal.nis_code,
            code=refusal.code,
            message=refusal.message(language),
        )
        for refusal in sorted(of_lines, key=lambda refusal: int(refusal.path[1]))
    ]


def _opening(wanted: OpenCampaignInput) -> Opening:
    return Opening(
        year=wanted.year,
        kinds=wanted.kinds,
        opens_at=given(wanted.opens_at),
        closes_at=given(wanted.closes_at),
    )


def _opened(value: OpenedCampaign) -> OpenCampaignPayload:
    return OpenCampaignPayload(
        report_count=value.reports,
        form_count=value.forms,
        new_reports=value.new_reports,
        new_forms=value.new_forms,
        closed_reports=value.closed_reports,
        not_reporting=[
            NotReporting(reason=of.reason, count=of.count, nis_codes=list(of.nis_codes))
            for of in value.not_reporting
        ],
    )


def _advance(line: AdvanceInput) -> Advance:
    return Advance(
        nis_code=NisCode(line.nis_code),
        advance=line.advance,
        line=LineKey(line.line) if line.line else None,
    )
