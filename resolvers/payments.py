"""SPP IS pays: from what was sent and acknowledged to an order for the bank, never twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.bank_account import BankAccountEntry, check_bank_account
from models.campaign_refusals import CampaignNotOpened, DateHasPassed, InvalidPeriod
from models.canonical import Json
from models.days import day_after, day_of
from models.entry_refusals import Required
from models.form import FormId
from models.money import Cents
from models.payment_store import PAYMENTS_OF_FORMS
from models.payments import Debtor, Due, PaymentOrder, due_on, message_id
from models.refusals import Refusal, Refused, refuse_if_any
from models.spec import FormKind
from models.store import Store
from models.text import has_latin, read_line
from resolvers.changes import Call, Change, Outcome, managing
from resolvers.context import Context
from resolvers.denials import NotFound
from resolvers.loaders import load

LONGEST_NAME = 70
"""What a name may hold in a credit transfer."""
_LONGEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedOrder:
    """Which forms are to be paid, from which account, and on which day."""

    year: int
    kind: FormKind
    debtor_name: str
    debtor_iban: str
    debtor_bic: str | None
    executes_on: date | None = None
    """The day on which the bank is asked to pay; None: the day after."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordered:
    """What is due on the forms, and the order that pays it; None when nothing is ordered."""

    due: Due
    order: PaymentOrder | None
    earlier: tuple[str, ...] = ()
    """The names of the orders for that year and kind until then, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentOfForm:
    """What was ordered for a form."""

    message_id: str
    amount: Cents
    ordered_at: datetime
    reference: str


async def order_payments(
    context: Context, wanted: WantedOrder, *, dry_run: bool, key: str | None
) -> Outcome[Ordered]:
    """Order what is to be paid on the forms of one kind and year that were acknowledged.

    A dry run tells what would be ordered, and orders nothing. Where nothing is to be paid, nothing
    is ordered.

    Raises:
        Refused: CAMPAIGN_NOT_OPENED, DATE_HAS_PASSED, a problem of name or account.
    """
    call = Call(operation="orderPayments", arguments=_arguments(wanted), idempotency_key=key)
    async with context.writing(call.turn) as store:
        ordered = await store.ordered(wanted.year, wanted.kind)
        forms = await store.forms_of_year(wanted.year, wanted.kind)
        if not forms:
            raise Refused([CampaignNotOpened(path=("year",))])
        async with managing(context, store) as change:
            due = due_on(forms, ordered)
            if (outcome := await change.first_outcome(call)) is not None:
                order = await _first_order(store, outcome)
                return Outcome(value=Ordered(due=due, order=order), replayed=True)
            earlier = await store.orders(wanted.year, wanted.kind)
            order = _order(wanted, due, message_id(wanted.year, forms, len(earlier)), change)
            if not dry_run:
                if order is not None:
                    await store.add_order(order, forms)
                await change.remember(call, [order.message_id if order else None])
            ordering = Ordered(due=due, order=order, earlier=earlier)
            return Outcome(value=ordering, replayed=False)


async def stored_order(context: Context, name: str) -> PaymentOrder:
    """Return the order with that name, as it was given to the bank.

    Raises:
        NotFound: there is none.
    """
    async with context.database.writing() as connection:
        order = await Store(connection).order(name)
    if order is None:
        raise NotFound
    return order


async def load_payments(context: Context, form_id: FormId) -> list[PaymentOfForm]:
    """Return what was ordered for the form, in order; asked for who may read its amounts."""

    async def batch(ids: Sequence[FormId]) -> list[list[PaymentOfForm]]:
        rows = await context.snapshot.rows(PAYMENTS_OF_FORMS, forms=ids)
        found: dict[int, list[PaymentOfForm]] = {id_: [] for id_ in ids}
        for row in rows:
            found[row.form_id].append(
                PaymentOfForm(
                    message_id=row.message_id,
                    amount=Cents(row.amount),
                    ordered_at=row.ordered_at,
                    reference=row.reference,
                )
            )
        return [found[id_] for id_ in ids]

    return await load(context, "payments", batch, form_id)


def _order(wanted: WantedOrder, due: Due, name: str, change: Change) -> PaymentOrder | None:
    debtor, executes_on = _checked(wanted, change)
    if not due.payments:
        return None
    return PaymentOrder(
        message_id=name,
        year=wanted.year,
        kind=wanted.kind,
        ordered=change.act,
        executes_on=executes_on,
        debtor=debtor,
        payments=due.payments,
    )


def _checked(wanted: WantedOrder, change: Change) -> tuple[Debtor, date]:
    today = day_of(change.now)
    executes_on = wanted.executes_on or day_after(today)
    entry = BankAccountEntry(iban=wanted.debtor_iban, historical_number=None, bic=wanted.debtor_bic)
    numbers, problems = check_bank_account(entry, ("debtor",))
    name = read_line(wanted.debtor_name, limit=LONGEST_NAME, path=("debtor", "name"))
    if isinstance(name, Refusal):
        problems.append(name)
    elif not has_latin(name):
        problems.append(Required(path=("debtor", "name")))
    if executes_on < today:
        problems.append(DateHasPassed(path=("executes_on",)))
    elif executes_on > today + _LONGEST_AHEAD:
        problems.append(InvalidPeriod(path=("executes_on",)))
    refuse_if_any(problems)
    assert numbers is not None, "an account without problems is kept"
    return Debtor(name=str(name), iban=numbers.iban, bic=numbers.bic), executes_on


async def _first_order(store: Store, outcome: Json) -> PaymentOrder | None:
    assert isinstance(outcome, list), "as remembered above"
    (name,) = outcome
    return None if name is None else await store.order(str(name))


def _arguments(wanted: WantedOrder) -> Json:
    return [
        wanted.year,
        wanted.kind.value,
        wanted.debtor_name,
        wanted.debtor_iban,
        wanted.debtor_bic,
        str(wanted.executes_on),
    ]
