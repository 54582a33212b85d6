"""What CPAS people do: save, sign, update the contact."""

from typing import Annotated

import strawberry
from strawberry import Info

from models.form import FormId
from models.lifecycle import SAVE_WHILE, SIGN_WHILE
from models.lifecycle import OnlyWhile as States
from models.people import Role
from models.refusals import Refused
from models.report import UPDATE_CONTACT_WHILE, ReportId
from resolvers.context import Context
from resolvers.denials import NotFound
from resolvers.forms import save_justified_amount, save_lines, sign_form
from resolvers.reports import change_contact
from schema.campaigns import CampaignMutation
from schema.described import argument, attribute, operation
from schema.directives import OnlyWhile, RequiresRole
from schema.form import Form, Signature, Submission, form, signature, submission
from schema.inputs import (
    SaveJustifiedAmountInput,
    SaveLinesInput,
    SignInput,
    UpdateContactInput,
)
from schema.nodes import NodeType, number_of
from schema.report import Report, report
from schema.user_errors import ERRORS, UserError, user_errors


@strawberry.type(description="The outcome of a save.")
class SaveJustifiedAmountPayload:
    form: Form | None = attribute("The form as it is now; null when refused.")
    invalidated_signatures: list[Signature] = attribute(
        "The signatures that fell, because the content changed."
    )
    user_errors: list[UserError] = attribute(ERRORS)


@strawberry.type(description="The outcome of a save of lines.")
class SaveLinesPayload:
    form: Form | None = attribute("The form as it is now; null when refused.")
    invalidated_signatures: list[Signature] = attribute(
        "The signatures that fell, because the content changed."
    )
    user_errors: list[UserError] = attribute(ERRORS)


@strawberry.type(description="The outcome of a signature.")
class SignPayload:
    form: Form | None = attribute("The form as it is now; null when refused.")
    signature: Signature | None = attribute("The signature; null when refused.")
    submission: Submission | None = attribute("Present once both have signed: the form was sent.")
    user_errors: list[UserError] = attribute(ERRORS)


@strawberry.type(description="The outcome of a change of contact and bank account.")
class UpdateContactPayload:
    report: Report | None = attribute("The report as it is now; null when refused.")
    user_errors: list[UserError] = attribute(ERRORS)


@strawberry.type(description="What can be changed. Every operation ends with the roles for it.")
class Mutation(CampaignMutation):
    @operation(RequiresRole(Role.EDITOR), OnlyWhile(SAVE_WHILE))
    async def save_justified_amount(
        self,
        info: Info[Context, None],
        input: Annotated[SaveJustifiedAmountInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> SaveJustifiedAmountPayload:
        """Save the justified amount of a form with a single line. Another amount than before wipes
        every current signature."""
        try:
            saved = await save_justified_amount(
                info.context,
                _form_id(input.form_id),
                input.justified_amount,
                expected_version=input.expected_version,
                idempotency_key=input.idempotency_key or None,
            )
        except Refused as refused:
            errors = user_errors(refused, info, lines_at="justified_amount")
            return SaveJustifiedAmountPayload(
                form=None, invalidated_signatures=[], user_errors=errors
            )
        return SaveJustifiedAmountPayload(
            form=form(saved.form),
            invalidated_signatures=[signature(saved.form, value) for value in saved.invalidated],
            user_errors=[],
        )

    @operation(RequiresRole(Role.EDITOR), OnlyWhile(SAVE_WHILE))
    async def save_lines(
        self,
        info: Info[Context, None],
        input: Annotated[SaveLinesInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> SaveLinesPayload:
        """Save the lines of a form. Another content than before wipes every current signature."""
        try:
            saved = await save_lines(
                info.context,
                _form_id(input.form_id),
                [line.entered() for line in input.lines],
                expected_version=input.expected_version,
                idempotency_key=input.idempotency_key or None,
            )
        except Refused as refused:
            errors = user_errors(refused, info)
            return SaveLinesPayload(form=None, invalidated_signatures=[], user_errors=errors)
        return SaveLinesPayload(
            form=form(saved.form),
            invalidated_signatures=[signature(saved.form, value) for value in saved.invalidated],
            user_errors=[],
        )

    @operation(RequiresRole(Role.PRESIDENT, Role.DIRECTOR_GENERAL), OnlyWhile(SIGN_WHILE))
    async def sign(
        self,
        info: Info[Context, None],
        input: Annotated[SignInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> SignPayload:
        """Sign a form. The second signature sends it to SPP IS, and from then on it is
        read-only."""
        try:
            signed = await sign_form(
                info.context,
                _form_id(input.form_id),
                input.as_,
                content_digest=input.content_digest,
                idempotency_key=input.idempotency_key or None,
            )
        except Refused as refused:
            errors = user_errors(refused, info)
            return SignPayload(form=None, signature=None, submission=None, user_errors=errors)
        return SignPayload(
            form=form(signed.form),
            signature=signature(signed.form, signed.signature),
            submission=submission(signed.form),
            user_errors=[],
        )

    @operation(
        RequiresRole(Role.EDITOR), OnlyWhile(States(report=UPDATE_CONTACT_WHILE, form=frozenset()))
    )
    async def update_contact(
        self,
        info: Info[Context, None],
        input: Annotated[UpdateContactInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> UpdateContactPayload:
        """Change contact person, bank account, or both. Never wipes a signature; possible until
        the report closes, also after a form was sent."""
        report_id = number_of(input.report_id, NodeType.REPORT)
        if report_id is None:
            raise NotFound
        try:
            view = await change_contact(
                info.context,
                ReportId(report_id),
                contact=input.contact.entry() if input.contact else None,
                bank_account=input.bank_account.entry() if input.bank_account else None,
                expected_version=input.expected_version,
                idempotency_key=input.idempotency_key or None,
            )
        except Refused as refused:
            return UpdateContactPayload(report=None, user_errors=user_errors(refused, info))
        return UpdateContactPayload(report=report(view), user_errors=[])


def _form_id(node_id: str) -> FormId:
    number = number_of(node_id, NodeType.FORM)
    if number is None:
        raise NotFound
    return FormId(number)
