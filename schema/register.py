"""What SPP IS enters in the register of CPAS: mergers of municipalities."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import Info

from models.language import Language
from models.mergers import Merger
from models.people import Role
from resolvers.context import Context
from resolvers.register import record_mergers
from schema.described import argument, attribute, operation
from schema.directives import RequiresRole
from schema.inputs import REASON, Repeatable
from schema.lengths import check_given
from schema.payloads import Payload, answered
from schema.user_errors import all_gathered

_NAME = "Its name in {}, where the successor is new; left out, it is the name in its own language."


@strawberry.input(description="One CPAS that ends, and the one that takes it over.")
class MergerInput:
    ended: str = attribute("The CPAS that ends, by its NIS code or its enterprise number.")
    successor: str = attribute(
        "The CPAS that takes it over, by its NIS code or its enterprise number. A NIS code that is "
        "new becomes a CPAS, of the region, province and language of those that it takes over."
    )
    name_fr: str | None = strawberry.field(
        default=strawberry.UNSET, description=_NAME.format("French")
    )
    name_nl: str | None = strawberry.field(
        default=strawberry.UNSET, description=_NAME.format("Dutch")
    )
    name_de: str | None = strawberry.field(
        default=strawberry.UNSET, description=_NAME.format("German")
    )

    @property
    def merger(self) -> Merger:
        """The merger as the rules know it."""
        names = {
            Language.FR: self.name_fr,
            Language.NL: self.name_nl,
            Language.DE: self.name_de,
        }
        return Merger(
            ended=self.ended,
            successor=self.successor,
            names={language: name for language, name in names.items() if name},
        )


@strawberry.input(description="Mergers of municipalities that begin on one day.")
class RecordMergersInput(Repeatable):
    mergers: list[MergerInput] = attribute("The CPAS that end, at most 600.")
    merged_on: date = attribute("The first day on which the successors are there in their place.")
    reason: str = attribute(REASON)
    dry_run: bool = strawberry.field(
        default=False,
        description="Whether only to tell what would happen; then nothing is changed.",
    )


@strawberry.type(description="The outcome of recording mergers.")
class RecordMergersPayload(Payload):
    ended: int = attribute("How many CPAS end.", default=0)
    added: int = attribute("How many successors are new.", default=0)
    unchanged: int = attribute("How many of these mergers were recorded already.", default=0)
    later_reports: int = attribute(
        "How many reports there are of the CPAS that end, for years on which they no longer "
        "report: they were opened before. Close them, and open the campaign again for the "
        "successors.",
        default=0,
    )


@strawberry.type
class RegisterMutation:
    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def record_mergers(
        self,
        info: Info[Context, None],
        input: Annotated[RecordMergersInput, argument("What to do.")],  # noqa: A002 - the contract's word
    ) -> RecordMergersPayload:
        """Record that CPAS end, and others take them over. From that day on the people of a
        successor act for what it took over: its unsent reports can still be finished. One bad
        merger refuses all of them; the same again changes nothing."""
        check_given("mergers", input.mergers)
        return await answered(
            RecordMergersPayload,
            info,
            record_mergers(
                info.context,
                [each.merger for each in input.mergers],
                input.merged_on,
                reason=input.reason,
                dry_run=input.dry_run,
                key=input.key,
            ),
            lambda done: RecordMergersPayload(
                ended=done.ended,
                added=done.added,
                unchanged=done.unchanged,
                later_reports=done.later_reports,
            ),
            errors=all_gathered,
        )
