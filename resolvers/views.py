"""What one caller gets to see of a CPAS, a report and a form: the value behind the gate.

A view hands out None for what the caller's standing does not reach; nothing above decides again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from auth.identity import Standing
from models.canonical import Digest
from models.cpas import Cpas
from models.events import LineOfCpas
from models.form import Form, Signature, Submission, bank_account_changed_since
from models.journal import OF_EDITS, TELLS_BY_HAPPENING
from models.lifecycle import Allowed, allowed
from models.people import Person, Signatory
from models.reading import FormOfReport, ReportOfCpas
from models.refusals import Refusal
from models.report import BankAccount, Contact, Report, ReportStatus, reasons_against_update
from models.spec import Content
from models.waiting import missing_signatures, waiting_since


@dataclass(frozen=True, kw_only=True)
class CpasView:
    """A CPAS that exists for the caller."""

    cpas: Cpas
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """A report of a CPAS that exists for the caller, at one instant."""

    report: Report
    cpas: Cpas
    standing: Standing
    now: datetime

    @property
    def version(self) -> int | None:
        """How often contact and account changed, for who may read them."""
        return self.report.version if self.standing.reads_amounts else None

    @property
    def status(self) -> ReportStatus:
        """Whether the report is planned, open or closed."""
        return self.report.status(self.now)

    @property
    def contact(self) -> Contact | None:
        """The contact person, for who may read more than the status."""
        return self.report.contact if self.standing.reads_amounts else None

    @property
    def bank_account(self) -> BankAccount | None:
        """The bank account, for who may read more than the status."""
        return self.report.bank_account if self.standing.reads_amounts else None

    @property
    def closed_because(self) -> str | None:
        """Why the report was closed by hand, for who may read more than the status."""
        closed = self.report.closed
        return closed.because if closed and self.standing.reads_amounts else None

    @cached_property
    def against_update(self) -> list[Refusal]:
        """Why the caller may not change contact and bank account now."""
        return reasons_against_update(self.report, self.standing.person, self.now)

    @property
    def of_cpas(self) -> CpasView:
        """The CPAS of the report."""
        return CpasView(cpas=self.cpas, standing=self.standing)


@dataclass(frozen=True, kw_only=True)
class FormView:
    """A form of a CPAS that exists for the caller, at one instant."""

    form: Form
    of_report: ReportView

    @property
    def content(self) -> Content | None:
        """The figures, for who may read amounts."""
        return self.form.content if self.of_report.standing.reads_amounts else None

    @cached_property
    def content_digest(self) -> Digest | None:
        """The digest of the content, for who may read the content."""
        return self.form.content_digest if self.of_report.standing.reads_amounts else None

    @property
    def canonical_content(self) -> str | None:
        """The text behind the digest, for who may read the content."""
        return self.form.canonical_content if self.of_report.standing.reads_amounts else None

    @property
    def saved_by(self) -> Person | None:
        """Who made the content so, for who may read it."""
        return self.form.saved.by if self.of_report.standing.reads_amounts else None

    @cached_property
    def allowed(self) -> Allowed:
        """What the caller may do with the form now, and why not."""
        report = self.of_report
        return allowed(self.form, report.report, report.standing.person, report.now)

    @property
    def missing_signatures(self) -> tuple[Signatory, ...]:
        """Whose signature is missing now."""
        return missing_signatures(self.form, self.of_report.report, self.of_report.now)

    @property
    def waiting_since(self) -> datetime | None:
        """Since when somebody is waited for, None where nobody is."""
        return waiting_since(self.form, self.of_report.report, self.of_report.now)

    @property
    def bank_account_changed_since_signing(self) -> bool | None:
        """Whether the bank account changed after the first of the signatures that hold.

        None where nobody has signed, and for who may not read the account.
        """
        return self._account_changed_since(self.form.current_signatures)

    def of_submission(self, submission: Submission) -> "SubmissionView":
        """Return what the caller sees of a submission of the form."""
        signatures = self.form.signatures_of(submission)
        reads = self.of_report.standing.reads_amounts
        return SubmissionView(
            signatures=signatures,
            content_digest=submission.content_digest if reads else None,
            bank_account_changed_since_signing=self._account_changed_since(signatures),
            return_reason=submission.returned.reason if submission.returned and reads else None,
        )

    def of_signature(self, signature: Signature) -> "SignatureView":
        """Return what the caller sees of a signature on the form."""
        reads, fallen = self.of_report.standing.reads_amounts, signature.invalidated
        return SignatureView(
            content_digest=signature.content_digest if reads else None,
            invalidated_by=fallen.by if fallen and reads else None,
        )

    def _account_changed_since(self, signatures: Sequence[Signature]) -> bool | None:
        reads = self.of_report.standing.reads_amounts
        return bank_account_changed_since(signatures, self.of_report.report) if reads else None

    def signature(self, version: int, role: str) -> Signature | None:
        """Return the signature placed in that role on that version."""
        for signature in self.form.signatures:
            if (signature.form_version, signature.role.value) == (version, role):
                return signature
        return None


@dataclass(frozen=True, kw_only=True)
class SignatureView:
    """A signature on a form that exists for the caller; None for who may only follow."""

    content_digest: Digest | None
    """Equal ones would tell that a content came back."""
    invalidated_by: Person | None


@dataclass(frozen=True, kw_only=True)
class SubmissionView:
    """A submission of a form that exists for the caller."""

    signatures: Sequence[Signature]
    content_digest: Digest | None
    """None for who may only follow."""
    bank_account_changed_since_signing: bool | None
    """None for who may not read the account."""
    return_reason: str | None
    """None where it was not returned, and for who may not read the amounts."""


@dataclass(frozen=True, kw_only=True)
class EventView:
    """A line of the journal about a CPAS that exists for the caller."""

    of_line: LineOfCpas
    standing: Standing

    @property
    def number(self) -> int:
        """The place of the line in the journal."""
        return self.of_line.number

    @property
    def exists(self) -> bool:
        """Whether there is such a line for the caller."""
        hidden = self.of_line.line.event.type in TELLS_BY_HAPPENING
        return self.standing.reads_amounts or (self.standing.exists and not hidden)

    @property
    def actor(self) -> Person | None:
        """Who did it; who changed the content is not for who may only follow."""
        event = self.of_line.line.event
        hidden = event.type in OF_EDITS and not self.standing.reads_amounts
        return None if hidden else event.act.by

    @property
    def reason(self) -> str | None:
        """Why, where somebody said it, for who may read more than the status."""
        return self.of_line.line.event.reason if self.standing.reads_amounts else None

    @property
    def of_cpas(self) -> CpasView:
        """The CPAS that the line is about."""
        return CpasView(cpas=self.of_line.cpas, standing=self.standing)


def report_view(
    found: ReportOfCpas | FormOfReport, standing: Standing, now: datetime
) -> ReportView:
    """Return what the caller sees of the report."""
    return ReportView(report=found.report, cpas=found.cpas, standing=standing, now=now)


def form_view(found: FormOfReport, standing: Standing, now: datetime) -> FormView:
    """Return what the caller sees of the form."""
    return FormView(form=found.form, of_report=report_view(found, standing, now))
