"""The orders of payments, each held against the payments in it."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.tables import PAYMENT, PAYMENT_ORDER
from models.told import DisagreementError

_PLACES = (
    select(
        PAYMENT_ORDER.c.message_id,
        func.count(PAYMENT.c.form_id).label("payments"),
        func.count(PAYMENT.c.place.distinct()).label("places"),
        func.min(PAYMENT.c.place).label("first"),
        func.max(PAYMENT.c.place).label("last"),
    )
    .outerjoin(PAYMENT, PAYMENT.c.message_id == PAYMENT_ORDER.c.message_id)
    .group_by(PAYMENT_ORDER.c.message_id)
    .order_by(PAYMENT_ORDER.c.message_id)
)


async def check_orders(connection: AsyncConnection) -> None:
    """Return when every order pays something, in places that follow each other.

    Raises:
        DisagreementError: the first that does not agree.
    """
    for row in await connection.execute(_PLACES):
        name = f"The order {row.message_id}"
        if not row.payments:
            raise DisagreementError(name, "it pays nothing")
        if (row.first, row.last, row.places) != (0, row.payments - 1, row.payments):
            raise DisagreementError(name, "its payments are not all in a place of their own")
