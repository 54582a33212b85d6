"""What SPP IS pays: ordering it, and what was ordered for a form."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import Info

from models.money import Cents
from models.payments import HoldReason, PaymentOrder
from models.people import Role
from models.reading import FormOfReport
from models.spec import FormKind
from resolvers.context import Context
from resolvers.loaders import see_form
from resolvers.payments import Ordered, WantedOrder, order_payments
from schema.arguments import given
from schema.described import argument, attribute, operation
from schema.directives import RequiresRole
from schema.form import Form, form
from schema.inputs import DRY_RUN, Repeatable
from schema.payloads import Payload, answered


@strawberry.input(description="The account from which SPP IS pays.")
class DebtorInput:
    name: str = attribute("Whose account it is, at most 70 characters.")
    iban: str = attribute("IBAN; blanks do not count.")
    bic: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="BIC of the bank; needed for a foreign account, else proposed when left out.",
    )


@strawberry.input(description="Payments to order.")
class OrderPaymentsInput(Repeatable):
    year: int = attribute("The year of the reports.")
    kind: FormKind = attribute("Which form.")
    debtor: DebtorInput = attribute("From which account.")
    executes_on: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="The day on which the bank is asked to pay, within a year; left out: the day "
        "after.",
    )
    dry_run: bool = strawberry.field(default=False, description=DRY_RUN)


@strawberry.type(description="A form of which nothing is paid yet, although something is due.")
class HeldPayment:
    form: Form = attribute("The form.")
    amount: Cents = attribute("What would be paid.")
    reason: HoldReason = attribute("Why it is held back.")


@strawberry.type(description="A form of which SPP IS claims something back.")
class Claim:
    form: Form = attribute("The form.")
    amount: Cents = attribute("What is claimed back.")


@strawberry.type(
    description="The outcome of an order. What is due follows from forms that were sent and "
    "acknowledged, less what was ordered for them before."
)
class OrderPaymentsPayload(Payload):
    message_id: str | None = attribute(
        "Names the order at the bank; null when nothing is to be paid, and when refused.",
        default=None,
    )
    count: int = attribute("How many payments the order holds.", default=0)
    total: Cents | None = attribute("The sum of these payments; null when refused.", default=None)
    held: list[HeldPayment] = attribute(
        "Forms that are due and held back: look at their account first.", default_factory=list
    )
    claims: list[Claim] = attribute(
        "Forms of which something is claimed back.", default_factory=list
    )


@strawberry.type
class PaymentMutation:
    @operation(RequiresRole(Role.SPP_IS_MANAGER))
    async def order_payments(
        self,
        info: Info[Context, None],
        input: Annotated[OrderPaymentsInput, argument("What to do.")],  # noqa: A002 - the contract\'s word
    ) -> OrderPaymentsPayload:
        """Order what is to be paid on the forms of one kind and year. What an order holds is never
        ordered again; the file for the bank is made by the command line."""
        context = info.context
        return await answered(
            OrderPaymentsPayload,
            info,
            order_payments(context, _wanted(input), dry_run=input.dry_run, key=input.key),
            lambda ordered: _payload(context, ordered),
        )


def _wanted(asked: OrderPaymentsInput) -> WantedOrder:
    return WantedOrder(
        year=asked.year,
        kind=asked.kind,
        debtor_name=asked.debtor.name,
        debtor_iban=asked.debtor.iban,
        debtor_bic=given(asked.debtor.bic),
        executes_on=given(asked.executes_on),
    )


def _payload(context: Context, ordered: Ordered) -> OrderPaymentsPayload:
    order: PaymentOrder | None = ordered.order
    return OrderPaymentsPayload(
        message_id=order.message_id if order else None,
        count=len(order.payments) if order else 0,
        total=order.total if order else Cents(0),
        held=[
            HeldPayment(form=_form(context, held.of), amount=held.amount, reason=held.reason)
            for held in ordered.due.held
        ],
        claims=[
            Claim(form=_form(context, claim.of), amount=claim.amount)
            for claim in ordered.due.claims
        ],
    )


def _form(context: Context, of: FormOfReport) -> Form:
    view = see_form(context, of)
    assert view is not None, "every CPAS exists for SPP IS"
    return form(view)
