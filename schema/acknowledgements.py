"""SPP IS takes note of what was sent, of several CPAS at once."""

from typing import Annotated

import strawberry
from strawberry import Info

from models.people import Role
from models.spec import FormKind
from resolvers.acknowledgements import acknowledge_submissions
from resolvers.context import Context
from schema.arguments import given
from schema.described import argument, attribute, operation
from schema.directives import RequiresRole
from schema.inputs import REASON, OfSeveralCpas
from schema.payloads import Payload, answered
from schema.user_errors import UserError, all_gathered, gathered_errors


@strawberry.input(description="Submissions of several CPAS to acknowledge.")
class AcknowledgeSubmissionsInput(OfSeveralCpas):
    kind: FormKind = attribute("The form.")
    reason: str | None = strawberry.field(default=strawberry.UNSET, description=REASON)


@strawberry.type(description="The outcome of acknowledging submissions of several CPAS.")
class AcknowledgeSubmissionsPayload(Payload):
    acknowledged: int = attribute("How many forms are acknowledged now.", default=0)
    unchanged: int = attribute("How many were acknowledged already.", default=0)
    user_errors: list[UserError] = attribute(
        "Why forms of named CPAS are not acknowledged (NOT_SENT); where `done`, the other forms "
        "were.",
        default_factory=list,
    )


@strawberry.type
class AcknowledgementMutation:
    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def acknowledge_submissions(
        self,
        info: Info[Context, None],
        input: Annotated[AcknowledgeSubmissionsInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> AcknowledgeSubmissionsPayload:
        """Note that SPP IS has taken note of the forms of one kind that were sent: those of some
        CPAS, or all of them."""
        return await answered(
            AcknowledgeSubmissionsPayload,
            info,
            acknowledge_submissions(
                info.context,
                input.year,
                input.kind,
                input.chosen,
                given(input.reason),
                dry_run=input.dry_run,
                key=input.key,
            ),
            lambda done: AcknowledgeSubmissionsPayload(
                acknowledged=done.acknowledged,
                unchanged=done.unchanged,
                user_errors=gathered_errors(done.refused, info),
            ),
            errors=all_gathered,
        )
