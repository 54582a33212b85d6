"""The journal: one line per thing that happened, each with the hash of the line before it.

The lines of a change follow from the difference between before and after: nobody who changes a
form or a report can forget to write them.
"""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from models.canonical import Digest, Json, canonical_json, digest_of, digest_of_text
from models.cpas import NisCode
from models.form import Form
from models.people import Act, Person
from models.report import BankAccount, Contact, Report
from models.spec import FormKind

FIRST_HASH = Digest("0" * 64)
"""What the first line names as the hash of the line before it."""


class EventType(StrEnum):
    """What can happen to a CPAS, to a report or to a form."""

    REPORT_OPENED = "REPORT_OPENED"
    FORM_OPENED = "FORM_OPENED"
    FORM_WITHDRAWN = "FORM_WITHDRAWN"
    ADVANCE_PREFILLED = "ADVANCE_PREFILLED"
    AMOUNT_SAVED = "AMOUNT_SAVED"
    SIGNED = "SIGNED"
    SIGNATURES_INVALIDATED = "SIGNATURES_INVALIDATED"
    SENT = "SENT"
    CONTACT_UPDATED = "CONTACT_UPDATED"
    BANK_ACCOUNT_UPDATED = "BANK_ACCOUNT_UPDATED"
    REPORT_RESCHEDULED = "REPORT_RESCHEDULED"
    REPORT_EXTENDED = "REPORT_EXTENDED"
    REPORT_CLOSED = "REPORT_CLOSED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    PAYMENT_ORDERED = "PAYMENT_ORDERED"
    FORM_RETURNED = "FORM_RETURNED"
    CPAS_LOADED = "CPAS_LOADED"
    CPAS_MERGED = "CPAS_MERGED"


TELLS_BY_HAPPENING = frozenset(
    {
        EventType.ADVANCE_PREFILLED,
        EventType.CONTACT_UPDATED,
        EventType.BANK_ACCOUNT_UPDATED,
        EventType.PAYMENT_ORDERED,
    }
)
"""What tells of amounts, contact or account by happening at all: not for who may only follow."""
OF_EDITS = frozenset({EventType.AMOUNT_SAVED, EventType.SIGNATURES_INVALIDATED})
"""What somebody did to the content: by whom is not for who may only follow."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One thing that happened: what, by whom, when, to which version of which form or report.

    `version` is that of the form, or that of contact and bank account when `kind` is None; a line
    about the CPAS itself has none. The line holds no amount, no contact and no account number: what
    is so afterwards stands in it by its digest, salted where it is not public.
    """

    type: EventType
    act: Act
    nis_code: NisCode
    year: int
    kind: FormKind | None
    version: int | None
    content_digest: Digest | None
    reason: str | None = None
    """Why, where somebody said it."""


def events_of_form(before: Form, after: Form) -> list[Event]:
    """Return what happened to the form between the two values, in order."""
    events = _events_of_content(before, after)
    for signature in after.signatures[len(before.signatures) :]:
        events.append(_form_event(EventType.SIGNED, signature.signed, after))
        if after.submission is not None:
            events.append(_form_event(EventType.SENT, signature.signed, after))
    if (acknowledged := _newly_acknowledged(before, after)) is not None:
        events.append(_form_event(EventType.ACKNOWLEDGED, acknowledged, after))
    return events


def _events_of_content(before: Form, after: Form) -> list[Event]:
    """Return why the form has a new version, and that signatures fell by it."""
    if after.version == before.version:
        return []
    events = [_event_of_version(before, after)]
    if before.current_signatures:
        events.append(_form_event(EventType.SIGNATURES_INVALIDATED, after.saved, after))
    return events


def _event_of_version(before: Form, after: Form) -> Event:
    if before.submission is not None:
        returned = after.submissions[-1].returned
        assert returned is not None, "what was sent gets a new version by its return only"
        event = _form_event(EventType.FORM_RETURNED, returned.act, after)
        return replace(event, reason=returned.reason)
    advances = [figures.advance for figures in after.content]
    granted = advances != [figures.advance for figures in before.content]
    type_ = EventType.ADVANCE_PREFILLED if granted else EventType.AMOUNT_SAVED
    return _form_event(type_, after.saved, after)


def events_of_new_form(form: Form) -> list[Event]:
    """Return what happened when the form was made: SPP IS may have granted something already."""
    granted = any(figures.advance is not None for figures in form.content)
    return [_form_event(EventType.ADVANCE_PREFILLED, form.saved, form)] if granted else []


def _newly_acknowledged(before: Form, after: Form) -> Act | None:
    if after.submission is None or before.submission == after.submission:
        return None
    return after.submission.acknowledged


def events_of_report(before: Report, after: Report, nis_code: NisCode) -> list[Event]:
    """Return what happened to contact and bank account between the two values, in order."""
    acts = []
    if after.contact and after.contact != before.contact:
        acts.append((EventType.CONTACT_UPDATED, after.contact.updated))
    if after.bank_account and after.bank_account != before.bank_account:
        acts.append((EventType.BANK_ACCOUNT_UPDATED, after.bank_account.updated))
    return [_report_event(type_, act, after, nis_code) for type_, act in acts]


def event_of_closing(after: Report, nis_code: NisCode, act: Act, reason: str) -> Event:
    """Return that the report was closed by hand, or given more time, and why."""
    type_ = EventType.REPORT_CLOSED if after.closed else EventType.REPORT_EXTENDED
    return replace(_report_event(type_, act, after, nis_code), reason=reason)


def event_of_rescheduling(report: Report, nis_code: NisCode, act: Act, reason: str) -> Event:
    """Return that the planned report was given other dates, and why."""
    event = _report_event(EventType.REPORT_RESCHEDULED, act, report, nis_code)
    return replace(event, reason=reason)


def event_of_opening(
    report: Report, nis_code: NisCode, act: Act, reason: str | None = None
) -> Event:
    """Return that the report was opened, with its forms."""
    return replace(_report_event(EventType.REPORT_OPENED, act, report, nis_code), reason=reason)


def event_of_added_form(form: Form, act: Act, reason: str | None) -> Event:
    """Return that the form was added to a report that was there."""
    return replace(_form_event(EventType.FORM_OPENED, act, form), reason=reason)


def event_of_payment(form: Form, act: Act, message_id: str, digest: Digest) -> Event:
    """Return that a payment was ordered for what was sent, and the name of the order.

    `digest` stands for the payment.
    """
    event = _form_event(EventType.PAYMENT_ORDERED, act, form)
    return replace(event, reason=message_id, content_digest=digest)


def event_of_withdrawal(form: Form, act: Act, reason: str) -> Event:
    """Return that the form was withdrawn from its report, and why."""
    return replace(_form_event(EventType.FORM_WITHDRAWN, act, form), reason=reason)


def _form_event(type_: EventType, act: Act, form: Form) -> Event:
    return Event(
        type=type_,
        act=act,
        nis_code=form.nis_code,
        year=form.year,
        kind=form.spec.kind,
        version=form.version,
        content_digest=form.content_digest,
    )


def _report_event(type_: EventType, act: Act, report: Report, nis_code: NisCode) -> Event:
    return Event(
        type=type_,
        act=act,
        nis_code=nis_code,
        year=report.year,
        kind=None,
        version=report.version,
        content_digest=report_digest(report, nis_code),
    )


def report_digest(report: Report, nis_code: NisCode) -> Digest:
    """Return what stands for the whole of the report: contact, bank account, dates, closing."""
    closed = report.closed
    return digest_of(
        {
            "nis": nis_code,
            "year": report.year,
            "salt": report.salt,
            "version": report.version,
            "contact": _contact_json(report.contact) if report.contact else None,
            "account": _account_json(report.bank_account) if report.bank_account else None,
            "opens": instant(report.opens_at),
            "closes": instant(report.closes_at),
            "closed": {"at": instant(closed.at), "because": closed.because} if closed else None,
        }
    )


def _contact_json(contact: Contact) -> Json:
    return {**asdict(contact.details), **_act_json(contact.updated)}


def _account_json(account: BankAccount) -> Json:
    numbers = asdict(account.numbers)
    return {**numbers, **_act_json(account.updated), "version": account.since_version}


def _act_json(act: Act) -> dict[str, Json]:
    return {"by": person_json(act.by), "at": instant(act.at)}


def line_text(number: int, event: Event, previous: Digest) -> str:
    """Return the line as it is hashed: canonical JSON, the hash of the line before included."""
    return canonical_json(
        {
            "number": number,
            "previous": previous,
            "type": event.type.value,
            "at": instant(event.act.at),
            "by": person_json(event.act.by),
            "nis": event.nis_code,
            "year": event.year,
            "form": event.kind.value if event.kind else None,
            "version": event.version,
            "content": event.content_digest,
            "reason": event.reason,
        }
    )


def line_hash(number: int, event: Event, previous: Digest) -> Digest:
    """Return the hash of a line: SHA-256 of its text."""
    return digest_of_text(line_text(number, event, previous))


def instant(at: datetime) -> str:
    """Return the instant in RFC 3339, in UTC, always with microseconds."""
    utc = at.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"  # four digits of the year, always


def person_json(person: Person) -> dict[str, Json]:
    """Return what is kept of a person with their act."""
    return {
        "subject": person.subject,
        "name": person.display_name,
        "roles": sorted(person.roles),
        "assurance": person.assurance_level,
    }
