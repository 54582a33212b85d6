"""What SPP IS does with what was sent: taking note of it."""

from typing import Annotated

import strawberry
from strawberry import Info

from models.form import FormId
from models.people import Role
from resolvers.context import Context
from resolvers.submissions import acknowledge_submission
from schema.described import argument, attribute, operation
from schema.directives import RequiresRole
from schema.form import Form, form
from schema.inputs import Repeatable
from schema.nodes import NodeType, number_named
from schema.payloads import Payload, answered


@strawberry.input(description="A submission to acknowledge.")
class AcknowledgeSubmissionInput(Repeatable):
    form_id: strawberry.ID = attribute("The form that was sent.")


@strawberry.type(description="The outcome of an acknowledgement.")
class AcknowledgeSubmissionPayload(Payload):
    form: Form | None = attribute("The form as it is now; null when refused.", default=None)


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
            acknowledge_submission(info.context, form_id, input.key),
            lambda view: AcknowledgeSubmissionPayload(form=form(view)),
        )
