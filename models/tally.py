"""How many forms stand where, and what their amounts sum to: groups of forms, added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.cpas import Region
from models.form import FormStatus
from models.money import Cents
from models.people import Signatory
from models.spec import FormKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Sums:
    """Sums of amounts over forms, in cents, and how many of the forms declare 0.00."""

    advance: Cents
    justified: Cents
    to_repay: Cents
    to_receive: Cents
    set_off: Cents
    borne: Cents
    declared_zero: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The forms of one kind in one province that stand alike.

    `sums` are over those whose amounts may be read; `unreadable` is how many others there are.
    """

    region: Region
    province: str | None
    kind: FormKind
    status: FormStatus
    signed_by: frozenset[Signatory]
    closed: bool
    """Whether their reports are closed."""
    forms: int
    unreadable: int
    sums: Sums
    opens_at: datetime
    """When the first of their reports opens."""
    closes_at: tuple[datetime, datetime]
    """When the first and when the last of their reports closes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many forms there are, how many stand where, and how many each signatory keeps waiting."""

    total: int
    not_started: int
    partially_encoded: int
    encoded: int
    partially_signed: int
    sent: int
    signed: int
    """Those with both signatures."""
    waiting_for_president: int
    waiting_for_director_general: int

    @property
    def marked_encoded(self) -> int:
        """How many carry the first of the three marks, whatever became of them since."""
        return self.encoded + self.partially_signed + self.sent


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportProgress:
    """How many forms a report has, and how many of them carry each of the three marks."""

    forms: int
    encoded: int
    signed: int
    sent: int

    @property
    def all_sent(self) -> bool:
        """Whether every form was sent; a report without forms has sent none."""
        return 0 < self.forms == self.sent


def tally(groups: Iterable[Group]) -> Tally:
    """Return the counts over these groups."""
    found = list(groups)

    def standing(status: FormStatus) -> int:
        return sum(group.forms for group in found if group.status is status)

    return Tally(
        total=sum(group.forms for group in found),
        not_started=standing(FormStatus.NOT_STARTED),
        partially_encoded=standing(FormStatus.PARTIALLY_ENCODED),
        encoded=standing(FormStatus.ENCODED),
        partially_signed=standing(FormStatus.PARTIALLY_SIGNED),
        sent=standing(FormStatus.SENT),
        signed=sum(group.forms for group in found if group.signed_by == frozenset(Signatory)),
        waiting_for_president=_waiting(found, Signatory.PRESIDENT),
        waiting_for_director_general=_waiting(found, Signatory.DIRECTOR_GENERAL),
    )


def sums_of(groups: Iterable[Group]) -> Sums | None:
    """Return the sums over these groups; None where an amount of theirs may not be read."""
    found = list(groups)
    if not found or any(group.unreadable for group in found):
        return None
    return Sums(
        advance=Cents(sum(group.sums.advance for group in found)),
        justified=Cents(sum(group.sums.justified for group in found)),
        to_repay=Cents(sum(group.sums.to_repay for group in found)),
        to_receive=Cents(sum(group.sums.to_receive for group in found)),
        set_off=Cents(sum(group.sums.set_off for group in found)),
        borne=Cents(sum(group.sums.borne for group in found)),
        declared_zero=sum(group.sums.declared_zero for group in found),
    )


def _waiting(groups: Iterable[Group], signatory: Signatory) -> int:
    """How many forms are encoded, not sent, lack this signature, and can still be signed."""
    return sum(
        group.forms
        for group in groups
        if group.status.waiting and not group.closed and signatory not in group.signed_by
    )
