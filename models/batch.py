"""Rows to be added together: what a change of forms and reports adds to the facts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from models.canonical import Digest
from models.form import Form, FormId, Return, Signature, Submission
from models.journal import Event
from models.people import Act, Person
from models.report import Report, ReportId
from models.rows import Values, contact_and_account, period, person_id
from models.tables import (
    ACKNOWLEDGEMENT,
    FORM_LINE,
    FORM_VERSION,
    REPORT_PERIOD,
    REPORT_VERSION,
    SIGNATURE,
    SUBMISSION,
    SUBMISSION_RETURN,
)

OF_REPORT = "of_report"
"""By which name the report stands in a row of its dates that is to be written."""
OF_CPAS = "of_cpas"
"""By which name the code of the CPAS stands in a row of the journal that is to be written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedEvent:
    """An event with the rows that it speaks of."""

    event: Event
    report_id: ReportId | None
    form_id: FormId | None

    def not_before(self, last: datetime | None) -> "PlacedEvent":
        """Return the same at that instant, if it happened before."""
        act = self.event.act
        if last is None or last <= act.at:
            return self
        return replace(self, event=replace(self.event, act=replace(act, at=last)))

    def row(self, number: int, previous: Digest, line: Digest) -> Values:
        """Return the journal's row, with the code of its CPAS in place of the id."""
        return {
            "number": number,
            "type": self.event.type.value,
            "at": self.event.act.at,
            "person_id": person_id(self.event.act.by),
            OF_CPAS: self.event.nis_code,
            "year": self.event.year,
            "report_id": self.report_id,
            "form_id": self.form_id,
            "version": self.event.version,
            "content_digest": self.event.content_digest,
            "reason": self.event.reason,
            "previous_hash": previous,
            "hash": line,
        }


class Batch:
    """Rows to be added together, so that many changes cost as many statements as one."""

    def __init__(self) -> None:
        self.persons: dict[str, Person] = {}
        self.rows: dict[str, list[Values]] = defaultdict(list)
        self.events: list[PlacedEvent] = []
        self.signed: dict[tuple[FormId | None, int | None, str], tuple[Form, Signature]] = {}
        """The signatures, each with the form then, by form, version and subject."""
        self.sent: dict[tuple[FormId | None, int | None], tuple[Form, Submission]] = {}
        """The submissions, each with the form then, by form and version."""

    def add_form_facts(self, before: Form, after: Form) -> None:
        """Add what is in the value after and was not in the value before."""
        if after.version != before.version:
            self.add_version(after.id, after)
        for signature in after.signatures[len(before.signatures) :]:
            self._add_signature(after.id, signature)
            key = (after.id, signature.form_version, signature.signed.by.subject)
            self.signed[key] = (after, signature)
        for submission in after.submissions[len(before.submissions) :]:
            self._add_submission(after.id, submission)
            self.sent[after.id, submission.form_version] = (after, submission)
        for was, is_ in zip(before.submissions, after.submissions, strict=False):
            if is_.acknowledged and not was.acknowledged:
                self._add_acknowledgement(after.id, is_, is_.acknowledged)
            if is_.returned and not was.returned:
                self._add_return(after.id, is_, is_.returned)

    def add_version(self, form_id: FormId, form: Form) -> None:
        """Add the present version of the content, with its lines."""
        self.rows[FORM_VERSION.name].append(
            {
                "form_id": form_id,
                "number": form.version,
                "content_format": form.content_format,
                "content_digest": form.content_digest,
                "saved_by": self._person(form.saved.by),
                "saved_at": form.saved.at,
            }
        )
        self.rows[FORM_LINE.name].extend(
            {
                "form_id": form_id,
                "form_version": form.version,
                "line": figures.key,
                "advance": figures.advance,
                "entered": figures.entered,
            }
            for figures in form.content
        )

    def date(self, last: datetime | None) -> None:
        """Let no event be before the one before it, nor before that instant."""
        for place, event in enumerate(self.events):
            dated = self.events[place] = event.not_before(last)
            last = dated.event.act.at

    def add_report_version(self, report_id: ReportId, report: Report) -> None:
        """Add the present version of contact and bank account."""
        for given in (report.contact, report.bank_account):
            if given is not None:
                self._person(given.updated.by)
        values = contact_and_account(report)
        row = {"report_id": report_id, "number": report.version, **values}
        self.rows[REPORT_VERSION.name].append(row)

    def add_period(self, report_id: ReportId, report: Report) -> None:
        """Add the present dates of the report; the database numbers them."""
        self.rows[REPORT_PERIOD.name].append({OF_REPORT: report_id, **period(report)})

    def add_events(
        self, events: Iterable[Event], report_id: ReportId | None, form_id: FormId | None
    ) -> None:
        """Add lines for the journal."""
        for event in events:
            self._person(event.act.by)
            self.events.append(PlacedEvent(event=event, report_id=report_id, form_id=form_id))

    def _add_signature(self, form_id: FormId, signature: Signature) -> None:
        self.rows[SIGNATURE.name].append(
            {
                "form_id": form_id,
                "form_version": signature.form_version,
                "role": signature.role.value,
                "subject": signature.signed.by.subject,
                "signed_by": self._person(signature.signed.by),
                "signed_at": signature.signed.at,
                "content_digest": signature.content_digest,
                "report_version": signature.report_version,
            }
        )

    def _add_submission(self, form_id: FormId, submission: Submission) -> None:
        self.rows[SUBMISSION.name].append(
            {
                "form_id": form_id,
                "form_version": submission.form_version,
                "content_digest": submission.content_digest,
                "reference": submission.reference,
                "sent_at": submission.sent_at,
            }
        )

    def _add_acknowledgement(
        self, form_id: FormId, submission: Submission, acknowledged: Act
    ) -> None:
        self.rows[ACKNOWLEDGEMENT.name].append(
            {
                "form_id": form_id,
                "form_version": submission.form_version,
                "acknowledged_by": self._person(acknowledged.by),
                "acknowledged_at": acknowledged.at,
            }
        )

    def _add_return(self, form_id: FormId, submission: Submission, returned: Return) -> None:
        self.rows[SUBMISSION_RETURN.name].append(
            {
                "form_id": form_id,
                "form_version": submission.form_version,
                "next_version": submission.form_version + 1,
                "returned_by": self._person(returned.act.by),
                "returned_at": returned.act.at,
                "reason": returned.reason,
            }
        )

    def _person(self, person: Person) -> str:
        id_ = person_id(person)
        self.persons[id_] = person
        return id_
