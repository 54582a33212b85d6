"""What follows from the facts of a report, held against what is kept and what the journal tells.

Pure functions of values: every state that a form went through is made anew from its facts, by the
rules, and tells the lines that the journal must hold. What does not agree is named.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from models.canonical import Digest
from models.cpas import Cpas
from models.form import CONTENT_FORMAT, Form, Signature, Submission
from models.journal import (
    Event,
    EventType,
    event_of_payment,
    events_of_form,
    events_of_new_form,
    events_of_report,
    report_digest,
)
from models.lifecycle import sent_when_complete, with_content
from models.payments import Payment, PaymentOrder, owed, payment_digest
from models.people import Act
from models.report import Report
from models.rows import form_state, person_id
from models.spec import Content
from models.submissions import acknowledge, given_back
from models.told import DisagreementError, Told, check_lines


@dataclass(frozen=True, kw_only=True, slots=True)
class ContentVersion:
    """One version of a form's content, as kept."""

    number: int
    content_format: int
    digest: Digest
    saved: Act
    content: Content


@dataclass(frozen=True, kw_only=True, slots=True)
class FormEvidence:
    """What is kept of a form: as it is read, what its row says, and its facts."""

    present: Form
    row: Mapping[str, Any]
    withdrawn_at: datetime | None
    versions: Sequence[ContentVersion]
    payments: Sequence[tuple[PaymentOrder, Payment]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportEvidence:
    """What is kept of a report: as it is read, its versions and dates, its forms and its lines.

    `versions` are the report with each contact and account, `periods` with each of its dates.
    """

    cpas: Cpas
    present: Report
    closed_by: str | None
    versions: Mapping[int, Report]
    periods: Mapping[int, Report]
    forms: Sequence[FormEvidence]
    lines: Sequence[Told]

    @property
    def name(self) -> str:
        """How the report is named to who reads of it."""
        return f"The report of {self.cpas.nis_code} for {self.present.year}"


def check_report(kept: ReportEvidence) -> None:
    """Return when everything about the report agrees.

    Raises:
        DisagreementError: the first that does not.
    """
    of_form: dict[int, list[Told]] = defaultdict(list)
    for told in kept.lines:
        if told.form_id is not None:
            of_form[told.form_id].append(told)
    _Walk(kept).check()
    for form in kept.forms:
        _check_form(
            f"{kept.name}, {form.present.spec.kind}", form, of_form.pop(form.present.id, [])
        )
    for lines in of_form.values():
        raise DisagreementError(f"Line {lines[0].line.number}", "the form that it tells of is gone")


# The report --------------------------------------------------------------------------------------

_OF_DATES = {
    EventType.REPORT_OPENED,
    EventType.REPORT_RESCHEDULED,
    EventType.REPORT_EXTENDED,
    EventType.REPORT_CLOSED,
}
_OF_VERSIONS = {EventType.CONTACT_UPDATED, EventType.BANK_ACCOUNT_UPDATED}


@dataclass
class _Walk:
    """Goes through the lines of a report, in order, with its facts beside them."""

    kept: ReportEvidence
    version: int = 1
    period: int = 0
    told: dict[int, list[Told]] = field(default_factory=lambda: defaultdict(list))
    closed_by: str | None = None

    def check(self) -> None:
        for line in self.kept.lines:
            match line.event.type:
                case EventType.SIGNED:
                    self._check_version_signed(line)
                case type_ if type_ in _OF_DATES:
                    self.period += 1
                    closed = type_ is EventType.REPORT_CLOSED
                    self.closed_by = person_id(line.event.act.by) if closed else None
                    self._check_digest(line)
                case type_ if type_ in _OF_VERSIONS:
                    self.version = line.event.version or 0
                    self.told[self.version].append(line)
                    self._check_digest(line)
        for before, after in pairwise(self.kept.versions.values()):
            self._check_version(before, after)
        self._check_present()

    def _check_digest(self, told: Told) -> None:
        """Check what a line says of the whole report; lines of older versions say nothing."""
        said = told.event.content_digest
        if said is None:
            return
        at = self._at(self.version, self.period)
        if at is None or report_digest(at, self.kept.cpas.nis_code) != said:
            raise DisagreementError(
                f"Line {told.line.number}", f"{self.kept.name} was another one then"
            )

    def _at(self, version: int, period: int) -> Report | None:
        """Return the report with that contact and account and those dates, if both are kept."""
        given, dated = self.kept.versions.get(version), self.kept.periods.get(period)
        if given is None or dated is None:
            return None
        return replace(
            given, opens_at=dated.opens_at, closes_at=dated.closes_at, closed=dated.closed
        )

    def _check_version(self, before: Report, after: Report) -> None:
        expected = events_of_report(before, after, self.kept.cpas.nis_code)
        check_lines(
            f"{self.kept.name}, version {after.version}",
            [replace(event, content_digest=None) for event in expected],
            [
                replace(told, line=replace(told.line, event=_without_digest(told.event)))
                for told in self.told[after.version]
            ],
        )

    def _check_version_signed(self, told: Told) -> None:
        """Check that a signature saw the contact and account that the report had."""
        for form in self.kept.forms:
            for signature in form.present.signatures if form.present.id == told.form_id else ():
                placed = (signature.form_version, signature.signed.by)
                if placed == (told.event.version, told.event.act.by) and (
                    signature.report_version != self.version
                ):
                    raise DisagreementError(
                        f"{self.kept.name}, {form.present.spec.kind}",
                        f"a signature on version {signature.form_version} saw another account",
                    )

    def _check_present(self) -> None:
        present = self._at(max(self.kept.versions, default=0), max(self.kept.periods, default=0))
        if present != self.kept.present or self.closed_by != self.kept.closed_by:
            raise DisagreementError(
                self.kept.name,
                "contact, bank account or dates are not those that were entered last",
            )
        if (self.version, self.period) != (max(self.kept.versions), max(self.kept.periods)):
            raise DisagreementError(self.kept.name, "the journal tells of another last change")


def _without_digest(event: Event) -> Event:
    return replace(event, content_digest=None)


# A form ------------------------------------------------------------------------------------------


def _check_form(name: str, kept: FormEvidence, lines: Sequence[Told]) -> None:
    states = _states(name, kept, lines)
    _check_present(name, kept, states[-1])
    telling = [told for told in lines if told.event.type not in _OF_THE_FORM_ITSELF]
    expected = [
        *events_of_new_form(states[0]),
        *(event for before, after in pairwise(states) for event in events_of_form(before, after)),
        *_events_of_payments(name, kept, states, telling),
    ]
    first_format = {one.number for one in kept.versions if one.content_format < CONTENT_FORMAT}
    check_lines(name, expected, telling, first_format)
    _check_withdrawal(name, kept, states[0], lines)


def _check_present(name: str, kept: FormEvidence, last: Form) -> None:
    if _in_order(last) != _in_order(kept.present):
        raise DisagreementError(
            name, "its signatures or submissions do not follow from its content"
        )
    for column, derived in form_state(last).items():
        if kept.row[column] != derived:
            raise DisagreementError(name, f"`{column}` does not follow from its facts")


def _in_order(form: Form) -> Form:
    """Return the form with signatures of one instant in an order of their own."""
    return replace(form, signatures=tuple(sorted(form.signatures, key=_version_and_role)))


def _version_and_role(signature: Signature) -> tuple[int, str]:
    return (signature.form_version, signature.role)


def _as_placed(signatures: Sequence[Signature], lines: Sequence[Told]) -> list[Signature]:
    """Return the signatures in the order of their instants; of one instant, as they were told."""
    signed = [told.event for told in lines if told.event.type is EventType.SIGNED]
    places = {(event.version, event.act.by): place for place, event in enumerate(signed)}
    return sorted(
        signatures,
        key=lambda one: (one.signed.at, places.get((one.form_version, one.signed.by), 0)),
    )


def _states(name: str, kept: FormEvidence, lines: Sequence[Told]) -> list[Form]:
    """Return every state that the form went through, made anew from its facts by the rules."""
    signatures: dict[int, list[Signature]] = defaultdict(list)
    for signature in _as_placed(kept.present.signatures, lines):
        signatures[signature.form_version].append(signature)
    submissions = {one.form_version: one for one in kept.present.submissions}
    states: list[Form] = []
    for number, version in enumerate(kept.versions, start=1):
        last = states[-1] if states else None
        form = (
            _begun(kept.present, version)
            if last is None
            else _moved_on(name, last, version, submissions.get(last.version))
        )
        if (number, form.content_digest) != (version.number, version.digest):
            raise DisagreementError(name, f"version {number} is not what its digest stands for")
        states.append(form)
        states.extend(_signed(form, signatures[number], submissions.get(number)))
    return states


def _begun(present: Form, version: ContentVersion) -> Form:
    return replace(
        present,
        content=version.content,
        content_format=version.content_format,
        version=1,
        saved=version.saved,
        encoded_at=None,
        signatures=(),
        submissions=(),
    )


def _moved_on(name: str, form: Form, version: ContentVersion, sent: Submission | None) -> Form:
    """Return the next version of the form; what was sent moves on by its return."""
    if form.submission is not None:
        if sent is None or sent.returned is None:
            raise DisagreementError(name, f"version {form.version} was sent and not returned")
        form = given_back(form, sent.returned)
    after = with_content(form, version.content, version.saved).form
    encoded = _entered(form.content) != _entered(version.content)
    return replace(
        after,
        content_format=version.content_format,
        encoded_at=version.saved.at if encoded else form.encoded_at,
    )


def _entered(content: Content) -> list[int | None]:
    return [figures.entered for figures in content]


def _signed(
    form: Form, signatures: Sequence[Signature], submission: Submission | None
) -> Iterator[Form]:
    """Yield the form with each signature of its version, and with its acknowledgement."""
    for kept in signatures:
        placed = replace(
            kept, form_version=form.version, content_digest=form.content_digest, invalidated=None
        )
        form = replace(form, signatures=(*form.signatures, placed))
        form = sent_when_complete(form, placed.signed.at)
        yield form
    if submission and submission.acknowledged and form.submission:
        yield acknowledge(form, act=submission.acknowledged)


_OF_THE_FORM_ITSELF = {EventType.FORM_OPENED, EventType.FORM_WITHDRAWN}


def _check_withdrawal(name: str, kept: FormEvidence, first: Form, lines: Sequence[Told]) -> None:
    """Check that the form is there, or withdrawn since when the journal tells it."""
    about = [told for told in lines if told.event.type in _OF_THE_FORM_ITSELF]
    for told in about:
        if told.event.content_digest != first.content_digest:
            raise DisagreementError(f"Line {told.line.number}", f"{name} was another one then")
    last = about[-1] if about and about[-1].event.type is EventType.FORM_WITHDRAWN else None
    agrees = (
        kept.withdrawn_at is None
        if last is None
        else kept.withdrawn_at is not None and last.is_of(kept.withdrawn_at)
    )
    if not agrees:
        raise DisagreementError(name, "`withdrawn_at` is not what the journal tells")


def _events_of_payments(
    name: str, kept: FormEvidence, states: Sequence[Form], lines: Sequence[Told]
) -> list[Event]:
    """Return what the journal must tell of payments; older lines of it stand for the content."""
    of_version = {form.version: form for form in states}
    said = {told.event.content_digest for told in lines}
    events: list[Event] = []
    before = 0
    for order, payment in kept.payments:
        form = of_version.get(payment.form_version)
        if form is None or form.submission is None:
            raise DisagreementError(
                name, f"version {payment.form_version} is paid and was not sent"
            )
        if (order.year, order.kind) != (form.year, form.spec.kind):
            raise DisagreementError(name, f"it is paid by {order.message_id}, an order for others")
        digest = payment_digest(order, payment, form)
        told = digest if digest in said else form.content_digest
        events.append(event_of_payment(form, order.ordered, order.message_id, told))
        if payment.amount != owed(form) - before:
            raise DisagreementError(name, f"the payment of {order.message_id} is not what was due")
        before += payment.amount
    return events
