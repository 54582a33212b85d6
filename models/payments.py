"""What SPP IS pays and claims back: it follows from what was sent, acknowledged and ordered before.

Pure functions of values. One form is paid what its balance says, less what was ordered for it
before: a form that was returned and sent anew is paid the difference, and nothing twice.

Source: EPC125-05 (SEPA Credit Transfer rulebook), the largest amount.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from models.bank_account import AccountNumbers
from models.canonical import Digest, digest_of
from models.form import Form, FormId, bank_account_changed_since_signing
from models.language import Language, Text
from models.money import NOTHING, Cents
from models.people import Act
from models.reading import FormOfReport
from models.spec import BalanceDirection, FormKind, balance
from models.words import CPAS


class HoldReason(StrEnum):
    """Why a form is not paid yet."""

    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    ACCOUNT_MISSING = "ACCOUNT_MISSING"
    AMOUNT_TOO_LARGE = "AMOUNT_TOO_LARGE"


LARGEST_TRANSFER = Cents(999_999_999_99)
"""What one credit transfer may pay at most: with more, a bank refuses the whole file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Debtor:
    """Who pays, and from which account."""

    name: str
    iban: str
    bic: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """One credit transfer: for which submission, how much, to whom."""

    form_id: FormId
    form_version: int
    reference: str
    amount: Cents
    name: str
    iban: str
    bic: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentOrder:
    """The credit transfers that were ordered together; `message_id` names them at the bank."""

    message_id: str
    year: int
    kind: FormKind
    ordered: Act
    executes_on: date
    debtor: Debtor
    payments: tuple[Payment, ...]

    @property
    def total(self) -> Cents:
        """The sum of the transfers, in cents."""
        return Cents(sum(payment.amount for payment in self.payments))


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A form that is not paid yet, how much it would be, and why."""

    of: FormOfReport
    amount: Cents
    reason: HoldReason


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A form of which something is claimed back, and how much."""

    of: FormOfReport
    amount: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What is due now on the forms of one kind and year."""

    payments: tuple[Payment, ...]
    held: tuple[Held, ...]
    claims: tuple[Claim, ...]
    ordered_before: Cents
    """What was ordered before on the forms that stand sent and acknowledged now."""


def due_on(forms: Iterable[FormOfReport], ordered: Mapping[FormId, Cents]) -> Due:
    """Return what is to be paid and claimed back on the forms; `ordered` is what was, by form."""
    payments: list[Payment] = []
    held: list[Held] = []
    claims: list[Claim] = []
    acknowledged = [of for of in forms if _is_acknowledged(of.form)]
    for of in acknowledged:
        amount = owed(of.form) - ordered.get(of.form.id, NOTHING)
        if amount < 0:
            claims.append(Claim(of=of, amount=Cents(-amount)))
        elif amount and (reason := _reason_to_hold(of, amount)) is not None:
            held.append(Held(of=of, amount=Cents(amount), reason=reason))
        elif amount:
            payments.append(_payment(of, Cents(amount)))
    return Due(
        payments=tuple(payments),
        held=tuple(held),
        claims=tuple(claims),
        ordered_before=Cents(sum(ordered.get(of.form.id, NOTHING) for of in acknowledged)),
    )


def payment_digest(order: PaymentOrder, payment: Payment, form: Form) -> Digest:
    """Return what stands for one payment of the order: for which content, how much, to whom."""
    return digest_of(
        {
            "content": form.content_digest,
            "salt": form.salt,
            "order": order.message_id,
            "executes": order.executes_on.isoformat(),
            "debtor": asdict(order.debtor),
            "reference": payment.reference,
            "amount": payment.amount,
            "name": payment.name,
            "iban": payment.iban,
            "bic": payment.bic,
        }
    )


def message_id(year: int, forms: Sequence[FormOfReport], orders_before: int) -> str:
    """Return what names the next order of these forms at the bank; at most 35 characters."""
    return f"RU-{year}-{forms[0].form.spec.abbreviation}-PAY-{orders_before + 1}"


def account_holder(name: Text, language: Language) -> str:
    """Return the name of a CPAS as the holder of its account, in its own language."""
    return f"{CPAS.in_language(language)} {name.in_language(language)}"


def _is_acknowledged(form: Form) -> bool:
    return form.submission is not None and form.submission.acknowledged is not None


def owed(form: Form) -> int:
    """Return what SPP IS owes on the form, in cents; negative where it is owed."""
    remains = balance(form.spec, form.content)
    assert remains is not None, "what was sent is complete"
    match remains.direction:
        case BalanceDirection.TO_RECEIVE:
            return remains.amount
        case BalanceDirection.TO_REPAY:
            return -remains.amount
        case BalanceDirection.SETTLED:
            return 0


def _reason_to_hold(of: FormOfReport, amount: int) -> HoldReason | None:
    if of.report.bank_account is None:
        return HoldReason.ACCOUNT_MISSING
    if bank_account_changed_since_signing(of.form, of.report):
        return HoldReason.ACCOUNT_CHANGED
    return HoldReason.AMOUNT_TOO_LARGE if amount > LARGEST_TRANSFER else None


def _payment(of: FormOfReport, amount: Cents) -> Payment:
    sent, account = of.form.submission, of.report.bank_account
    assert sent is not None, "only what was sent is paid"
    assert account is not None, "without an account the form is held"
    numbers: AccountNumbers = account.numbers
    return Payment(
        form_id=of.form.id,
        form_version=sent.form_version,
        reference=sent.reference,
        amount=amount,
        name=account_holder(of.cpas.name, of.cpas.language),
        iban=numbers.iban,
        bic=numbers.bic,
    )
