"""What SPP IS does with what was sent: taking note of it, or returning it."""

from typing import Annotated

import strawberry
from strawberry import Info

from models.form import FormId
from models.people import Role
from resolvers.context import Context
from resolvers.submissions import acknowledge_submission, return_submission
from schema.arguments import given
from schema.described import argument, attribute, operation
from schema.directives import RequiresRole
from schema.form import Form, form
from schema.inputs import REASON, Repeatable
from schema.nodes import NodeType, number_named
from schema.payloads import Payload, answered


@strawberry.input(description="A submission to acknowledge.")
class AcknowledgeSubmissionInput(Repeatable):
    form_id: strawberry.ID = attribute("The form that was sent.")
    reason: str | None = strawberry.field(default=strawberry.UNSET, description=REASON)


@strawberry.input(description="A form to return to the CPAS.")
class ReturnFormInput(Repeatable):
    form_id: strawberry.ID = attribute("The form that was sent.")
    reference: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The reference of the submission that is meant: no other one is returned. Left "
        "out: the one in force.",
    )
    reason: str = attribute("Why, for the CPAS and the journal; at most 500 characters.")


@strawberry.type(description="The outcome of an acknowledgement.")
class AcknowledgeSubmissionPayload(Payload):
    form: Form | None = attribute("The form as it is now; null when refused.", default=None)


@strawberry.type(description="The outcome of a return.")
class ReturnFormPayload(Payload):
    form: Form | None = attribute(
        "The form as it is now, with all its submissions; null when refused.", default=None
    )


@strawberry.type
class SubmissionMutation:
    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def acknowledge_submission(
        self,
        info: Info[Context, None],
        input: Annotated[AcknowledgeSubmissionInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> AcknowledgeSubmissionPayload:
        """Note that SPP IS has taken note of a form that was sent."""
        form_id = FormId(number_named(input.form_id, NodeType.FORM))
        return await answered(
            AcknowledgeSubmissionPayload,
            info,
            acknowledge_submission(
                info.context, form_id, reason=given(input.reason), key=input.key
            ),
            lambda view: AcknowledgeSubmissionPayload(form=form(view)),
        )

    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def return_form(
        self,
        info: Info[Context, None],
        input: Annotated[ReturnFormInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> ReturnFormPayload:
        """Return what was sent to the CPAS, acknowledged or not. The submission stays as it was,
        with its signatures; the form can be edited again, needs both signatures anew, and is then
        sent with another reference. Where the report is closed, the CPAS goes on once it is
        extended."""
        returning = return_submission(
            info.context,
            FormId(number_named(input.form_id, NodeType.FORM)),
            reference=input.reference or None,
            reason=input.reason,
            key=input.key,
        )
        return await answered(
            ReturnFormPayload, info, returning, lambda view: ReturnFormPayload(form=form(view))
        )
