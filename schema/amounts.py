"""The amounts of a form: what was granted, what is justified, and what remains."""

import strawberry

from models.money import Cents
from models.spec import Balance as BalanceValue
from models.spec import (
    BalanceDirection,
    Content,
    FormSpec,
    balance,
    total_advance,
    total_justified,
)
from schema.described import attribute


@strawberry.type(
    description="What remains between SPP IS and the CPAS: never negative, the direction says who "
    "pays."
)
class Balance:
    direction: BalanceDirection = attribute("Who pays.")
    amount: Cents = attribute("How much.")
    set_off: Cents = attribute(
        "What was not used and is set off against the next grant; 0.00 on other forms."
    )
    borne: Cents = attribute(
        "What exceeds the grant and is borne by the CPAS; 0.00 where SPP IS pays it."
    )


@strawberry.type(description="The amounts of a form, over all of its lines.")
class Amounts:
    advance: Cents | None = attribute(
        "What SPP IS granted; prefilled, read-only. Null until it has granted it; 0.00 is a grant."
    )
    justified: Cents | None = attribute(
        "What the CPAS justified. Null until it has encoded it; 0.00 is a declaration."
    )
    balance: Balance | None = attribute(
        "Computed; null until SPP IS has granted its amount and the CPAS has encoded its own."
    )


def amounts_of(spec: FormSpec, content: Content) -> Amounts:
    """Return the amounts of that content as the contract shows them."""
    remains = balance(spec, content)
    return Amounts(
        advance=total_advance(spec, content),
        justified=total_justified(spec, content),
        balance=_balance(remains) if remains else None,
    )


def _balance(value: BalanceValue) -> Balance:
    return Balance(
        direction=value.direction, amount=value.amount, set_off=value.set_off, borne=value.borne
    )
