"""What CPAS people do: save, sign, update the contact."""

from functools import partial
from typing import Annotated

import strawberry
from strawberry import Info

from models.form import FormId
from models.lifecycle import SAVE_WHILE, SIGN_WHILE
from models.lifecycle import OnlyWhile as States
from models.people import Role
from models.report import UPDATE_CONTACT_WHILE, ReportId
from resolvers.context import Context
from resolvers.forms import SavedForm, SignedForm, save_justified_amount, save_lines, sign_form
from resolvers.reports import change_contact
from schema.acknowledgements import AcknowledgementMutation
from schema.campaigns import CampaignMutation
from schema.closings import ClosingMutation
from schema.described import argument, attribute, operation
from schema.directives import OnlyWhile, RequiresRole
from schema.form import Form, Signature, Submission, form, signature, submission
from schema.inputs import (
    SaveJustifiedAmountInput,
    SaveLinesInput,
    SignInput,
    UpdateContactInput,
)
from schema.lengths import check_given
from schema.nodes import NodeType, number_named
from schema.payloads import Payload, answered
from schema.payments import PaymentMutation
from schema.register import RegisterMutation
from schema.report import Report, report
from schema.submissions import SubmissionMutation
from schema.user_errors import user_errors

_FORM_NOW = "The form as it is now; null when refused."
_FALLEN = "The signatures that fell, because the content changed."


@strawberry.type(description="The outcome of a save.")
class SaveJustifiedAmountPayload(Payload):
    form: Form | None = attribute(_FORM_NOW, default=None)
    invalidated_signatures: list[Signature] = attribute(_FALLEN, default_factory=list)


@strawberry.type(description="The outcome of a save of lines.")
class SaveLinesPayload(Payload):
    form: Form | None = attribute(_FORM_NOW, default=None)
    invalidated_signatures: list[Signature] = attribute(_FALLEN, default_factory=list)


@strawberry.type(description="The outcome of a signature.")
class SignPayload(Payload):
    form: Form | None = attribute(_FORM_NOW, default=None)
    signature: Signature | None = attribute(
        "The signature; null when refused, or when it fell over 50 versions ago. Where the call is "
        "replayed and the content changed meanwhile, the signature is no longer current: look at "
        "`isCurrent`.",
        default=None,
    )
    submission: Submission | None = attribute(
        "That the form was sent: present while both signatures hold.", default=None
    )


@strawberry.type(description="The outcome of a change of contact and bank account.")
class UpdateContactPayload(Payload):
    report: Report | None = attribute("The report as it is now; null when refused.", default=None)


@strawberry.type(description="What can be changed. Every operation ends with the roles for it.")
class Mutation(
    CampaignMutation,
    ClosingMutation,
    PaymentMutation,
    RegisterMutation,
    AcknowledgementMutation,
    SubmissionMutation,
):
    @operation(RequiresRole(Role.EDITOR), OnlyWhile(SAVE_WHILE))
    async def save_justified_amount(
        self,
        info: Info[Context, None],
        input: Annotated[SaveJustifiedAmountInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> SaveJustifiedAmountPayload:
        """Save the justified amount of a form with a single line. Another amount than before wipes
        every current signature."""
        saving = save_justified_amount(
            info.context,
            FormId(number_named(input.form_id, NodeType.FORM)),
            input.justified_amount,
            expected_version=input.expected_version,
            idempotency_key=input.key,
        )

        def show(saved: SavedForm) -> SaveJustifiedAmountPayload:
            return SaveJustifiedAmountPayload(
                form=form(saved.form), invalidated_signatures=_fallen(saved)
            )

        errors = partial(user_errors, lines_at="justified_amount")
        return await answered(SaveJustifiedAmountPayload, info, saving, show, errors=errors)

    @operation(RequiresRole(Role.EDITOR), OnlyWhile(SAVE_WHILE))
    async def save_lines(
        self,
        info: Info[Context, None],
        input: Annotated[SaveLinesInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> SaveLinesPayload:
        """Save the lines of a form. Another content than before wipes every current signature."""
        check_given("lines", input.lines)
        saving = save_lines(
            info.context,
            FormId(number_named(input.form_id, NodeType.FORM)),
            [line.entered() for line in input.lines],
            expected_version=input.expected_version,
            idempotency_key=input.key,
        )

        def show(saved: SavedForm) -> SaveLinesPayload:
            return SaveLinesPayload(form=form(saved.form), invalidated_signatures=_fallen(saved))

        return await answered(SaveLinesPayload, info, saving, show)

    @operation(RequiresRole(Role.PRESIDENT, Role.DIRECTOR_GENERAL), OnlyWhile(SIGN_WHILE))
    async def sign(
        self,
        info: Info[Context, None],
        input: Annotated[SignInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> SignPayload:
        """Sign a form. The second signature sends it to SPP IS, and from then on it is
        read-only."""
        signing = sign_form(
            info.context,
            FormId(number_named(input.form_id, NodeType.FORM)),
            input.as_,
            content_digest=input.content_digest,
            idempotency_key=input.key,
        )

        def show(signed: SignedForm) -> SignPayload:
            placed = signed.signature
            return SignPayload(
                form=form(signed.form),
                signature=signature(signed.form, placed) if placed else None,
                submission=submission(signed.form),
            )

        return await answered(SignPayload, info, signing, show)

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
        changing = change_contact(
            info.context,
            ReportId(number_named(input.report_id, NodeType.REPORT)),
            contact=input.contact.entry() if input.contact else None,
            bank_account=input.bank_account.entry() if input.bank_account else None,
            expected_version=input.expected_version,
            idempotency_key=input.key,
        )
        return await answered(
            UpdateContactPayload,
            info,
            changing,
            lambda view: UpdateContactPayload(report=report(view)),
        )


def _fallen(saved: SavedForm) -> list[Signature]:
    return [signature(saved.form, value) for value in saved.invalidated]
