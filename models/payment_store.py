"""From values to rows and back, for payments: orders are facts, added and never changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from models.batch import Batch
from models.form import FormId
from models.journal import event_of_payment
from models.money import Cents
from models.payments import Debtor, Payment, PaymentOrder, payment_digest
from models.people import Act
from models.reading import HELD, FormOfReport, person_known
from models.rows import person_id
from models.spec import FormKind
from models.statements import Statement, one_of
from models.tables import FORM, PAYMENT, PAYMENT_ORDER, PERSON, REPORT
from models.turns import take_turn
from models.writing import Writing

_ORDERED = (
    select(PAYMENT.c.form_id, func.sum(PAYMENT.c.amount).label("amount"))
    .join_from(PAYMENT, FORM, FORM.c.id == PAYMENT.c.form_id)
    .join(REPORT, HELD)
    .where(REPORT.c.year == bindparam("year"), FORM.c.kind == bindparam("kind"))
    .group_by(PAYMENT.c.form_id)
)
PAYMENTS_OF_FORMS = Statement(
    select(
        PAYMENT.c.form_id,
        PAYMENT.c.reference,
        PAYMENT.c.amount,
        PAYMENT_ORDER.c.message_id,
        PAYMENT_ORDER.c.ordered_at,
    )
    .join_from(PAYMENT, PAYMENT_ORDER, PAYMENT_ORDER.c.message_id == PAYMENT.c.message_id)
    .where(one_of(PAYMENT.c.form_id, "forms"))
    .order_by(PAYMENT_ORDER.c.ordered_at, PAYMENT.c.form_version)
)
"""What was ordered for each of the `forms`, in order."""


class PaymentStore(Writing):
    """What SPP IS writes when it pays."""

    async def ordered(self, year: int, kind: FormKind) -> dict[FormId, Cents]:
        """Return what was ordered by form; nobody else orders until the transaction ends."""
        await take_turn(self._connection, "payments", str(year), kind.value)
        rows = await self._connection.execute(_ORDERED, {"year": year, "kind": kind.value})
        return {FormId(row.form_id): Cents(int(row.amount)) for row in rows}

    async def orders(self, year: int, kind: FormKind) -> tuple[str, ...]:
        """Return the names of the orders for that year and kind, in order."""
        named = (
            select(PAYMENT_ORDER.c.message_id)
            .where(PAYMENT_ORDER.c.year == year, PAYMENT_ORDER.c.kind == kind.value)
            .order_by(PAYMENT_ORDER.c.ordered_at, func.length(PAYMENT_ORDER.c.message_id))
            .order_by(PAYMENT_ORDER.c.message_id)
        )
        return tuple((await self._connection.execute(named)).scalars())

    async def add_order(self, order: PaymentOrder, forms: Sequence[FormOfReport]) -> None:
        """Write an order and its payments, with a journal line for each form."""
        batch = Batch()
        by_id = {of.form.id: of for of in forms}
        for payment in order.payments:
            of = by_id[payment.form_id]
            digest = payment_digest(order, payment, of.form)
            event = event_of_payment(of.form, order.ordered, order.message_id, digest)
            batch.add_events([event], of.report.id, of.form.id)
        await self._write_persons(batch)
        await self._connection.execute(insert(PAYMENT_ORDER).values(**_order_row(order)))
        rows = [
            _payment_row(order.message_id, place, payment)
            for place, payment in enumerate(order.payments)
        ]
        await self._connection.execute(insert(PAYMENT), rows)
        await self._write(batch)

    async def order(self, message_id: str) -> PaymentOrder | None:
        """Return the order with that name, or None."""
        found = (
            select(PAYMENT_ORDER, PERSON)
            .join_from(PAYMENT_ORDER, PERSON, PERSON.c.id == PAYMENT_ORDER.c.ordered_by)
            .where(PAYMENT_ORDER.c.message_id == message_id)
        )
        row = (await self._connection.execute(found)).one_or_none()
        if row is None:
            return None
        placed = select(PAYMENT).where(PAYMENT.c.message_id == message_id)
        payments = await self._connection.execute(placed.order_by(PAYMENT.c.place))
        return order_of(row, [payment_of(payment) for payment in payments])


def _order_row(order: PaymentOrder) -> dict[str, Any]:
    return {
        "message_id": order.message_id,
        "year": order.year,
        "kind": order.kind.value,
        "ordered_by": person_id(order.ordered.by),
        "ordered_at": order.ordered.at,
        "executes_on": order.executes_on.isoformat(),
        "debtor_name": order.debtor.name,
        "debtor_iban": order.debtor.iban,
        "debtor_bic": order.debtor.bic,
    }


def _payment_row(message_id: str, place: int, payment: Payment) -> dict[str, Any]:
    return {
        "form_id": payment.form_id,
        "form_version": payment.form_version,
        "message_id": message_id,
        "place": place,
        "reference": payment.reference,
        "amount": payment.amount,
        "name": payment.name,
        "iban": payment.iban,
        "bic": payment.bic,
    }


def order_of(row: Any, payments: Sequence[Payment]) -> PaymentOrder:
    """Return the order of a row that holds its columns and those of who ordered it."""
    by = person_known(row.subject, row.display_name, row.roles, row.assurance_level)
    return PaymentOrder(
        message_id=row.message_id,
        year=row.year,
        kind=FormKind(row.kind),
        ordered=Act(by=by, at=row.ordered_at),
        executes_on=date.fromisoformat(row.executes_on),
        debtor=Debtor(name=row.debtor_name, iban=row.debtor_iban, bic=row.debtor_bic),
        payments=tuple(payments),
    )


def payment_of(row: Any) -> Payment:
    """Return the payment of a row that holds its columns."""
    return Payment(
        form_id=FormId(row.form_id),
        form_version=row.form_version,
        reference=row.reference,
        amount=Cents(row.amount),
        name=row.name,
        iban=row.iban,
        bic=row.bic,
    )
