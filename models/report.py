"""The yearly report of one CPAS: contact, bank account, opening and closing.

Source: manual of the form "Covid-19: prime temporaire de 50 EUR", the data of the CPAS.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from models.bank_account import AccountNumbers, BankAccountEntry, check_bank_account
from models.contact import ContactDetails, ContactEntry, check_contact
from models.cpas import CpasId
from models.entry_refusals import Required
from models.people import Act, Person, Role
from models.person_refusals import without_name
from models.refusals import (
    Refusal,
    Refused,
    ReportClosed,
    ReportNotOpen,
    VersionConflict,
    refuse_if_any,
    without_role,
)

ReportId = NewType("ReportId", int)


class ReportStatus(StrEnum):
    """Derived from the report and the present instant; kept nowhere."""

    PLANNED = "PLANNED"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """The person best placed to answer questions, freely chosen by the CPAS."""

    details: ContactDetails
    updated: Act


@dataclass(frozen=True, kw_only=True, slots=True)
class BankAccount:
    """The account on which SPP IS pays; `since_version` is the report version that brought it."""

    numbers: AccountNumbers
    updated: Act
    since_version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedByHand:
    """That SPP IS closed the report before its date, and why."""

    at: datetime
    because: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One CPAS, one year. `version` counts the changes of contact and bank account together.

    `salt` is drawn once per report: without it, who knows a digest could find an account by trial.
    """

    id: ReportId
    cpas_id: CpasId
    year: int
    salt: str
    opens_at: datetime
    closes_at: datetime
    version: int = 1
    contact: Contact | None = None
    bank_account: BankAccount | None = None
    closed: ClosedByHand | None = None

    def status(self, now: datetime) -> ReportStatus:
        """Return whether the report is planned, open or closed at that instant."""
        if self.closed is not None:
            return ReportStatus.CLOSED
        if now < self.opens_at:
            return ReportStatus.PLANNED
        return ReportStatus.OPEN if now < self.closes_at else ReportStatus.CLOSED

    @property
    def complete(self) -> bool:
        """Whether contact and bank account are known, without which nobody signs."""
        return self.contact is not None and self.bank_account is not None


UPDATE_CONTACT_WHILE = frozenset({ReportStatus.OPEN})
"""In which states of the report contact and bank account may change."""


def not_open(report: Report, now: datetime, allowed: frozenset[ReportStatus]) -> list[Refusal]:
    """Return why the state of the report stands in the way, in a list of none or one."""
    status = report.status(now)
    if status in allowed:
        return []
    return [ReportNotOpen() if status is ReportStatus.PLANNED else ReportClosed()]


def reasons_against_update(report: Report, by: Person, now: datetime) -> list[Refusal]:
    """Return why the person may not change contact and bank account now; empty when they may."""
    return without_role(by, Role.EDITOR) or [
        *not_open(report, now, UPDATE_CONTACT_WHILE),
        *without_name(by),
    ]


def update_contact(
    report: Report,
    *,
    contact: ContactEntry | None,
    bank_account: BankAccountEntry | None,
    expected_version: int,
    act: Act,
) -> Report:
    """Return the report with its new contact, bank account or both; what is None stays as it is.

    The same data again change nothing. A repetition by the same person whose expected version is
    one behind gets the present report: a retry is harmless.

    Raises:
        Refused: state, role, REQUIRED for neither, every problem of the data, or VERSION_CONFLICT.
    """
    refuse_if_any(reasons_against_update(report, act.by, act.at))
    if contact is None and bank_account is None:
        raise Refused([Required()])
    details, problems = check_contact(contact) if contact else (None, [])
    numbers, more = check_bank_account(bank_account) if bank_account else (None, [])
    refuse_if_any([*problems, *more])
    updated = _with_bank_account(_with_contact(report, details, act), numbers, act)
    if updated is report and _seen(report, expected_version, act.by):
        return report
    refuse_if_any(_conflict(report, expected_version))
    return replace(updated, version=report.version + 1)


def last_change(report: Report) -> Act | None:
    """Return the change that made the present version of contact and bank account."""
    account = report.bank_account
    if account and (report.contact is None or account.since_version == report.version):
        return account.updated
    return report.contact.updated if report.contact else None


def _with_contact(report: Report, details: ContactDetails | None, act: Act) -> Report:
    if details is None or (report.contact and report.contact.details == details):
        return report
    return replace(report, contact=Contact(details=details, updated=act))


def _with_bank_account(report: Report, numbers: AccountNumbers | None, act: Act) -> Report:
    if numbers is None or (report.bank_account and report.bank_account.numbers == numbers):
        return report
    account = BankAccount(numbers=numbers, updated=act, since_version=report.version + 1)
    return replace(report, bank_account=account)


def _seen(report: Report, expected_version: int, by: Person) -> bool:
    change = last_change(report)
    repeats = change is not None and change.by.subject == by.subject
    return expected_version == report.version or (
        repeats and expected_version == report.version - 1
    )


def _conflict(report: Report, expected_version: int) -> list[Refusal]:
    if expected_version == report.version:
        return []
    change = last_change(report)
    return [
        VersionConflict(
            path=("expected_version",),
            current_version=report.version,
            changed_by=change.by if change else None,
            changed_at=change.at if change else None,
        )
    ]
