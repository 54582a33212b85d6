"""The journal: what each change says of itself, in order, and how its lines hang together."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from models.bank_account import BankAccountEntry
from models.canonical import Digest
from models.contact import ContactEntry
from models.cpas import NisCode
from models.form import Form
from models.journal import (
    FIRST_HASH,
    Event,
    EventType,
    event_of_opening,
    events_of_form,
    events_of_new_form,
    events_of_report,
    instant,
    line_hash,
    person_json,
    report_digest,
)
from models.lifecycle import grant
from models.money import Cents
from models.people import Act
from models.report import Report, update_contact
from models.spec import FormKind
from tests.models.building import (
    ALIX,
    ANNE,
    BARE_REPORT,
    COVID,
    COVID_NEW,
    COVID_SENT,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DORA,
    EMIEL,
    FRIDAY,
    MONDAY,
    OPENING,
    PAULA,
    PREMIUM,
    REPORT,
    SPP_IS,
    THURSDAY,
    TOY_ENCODED,
    TOY_NEW,
    TRAINING,
    TRAVEL,
    TUESDAY,
    WAGES,
    WEDNESDAY,
    act,
    each_sent,
    saved,
    signed,
)

NIS = NisCode("52011")
CONTACT = ContactEntry(name="Jo", email="jo@ocmw.example", phone="02 508 85 85")
ACCOUNT = BankAccountEntry(iban=None, historical_number="001-0000001-77", bic=None)


def event(type_: EventType, by: Act, form: Form) -> Event:
    return Event(
        type=type_,
        act=by,
        nis_code=NIS,
        year=2020,
        kind=form.spec.kind,
        version=form.version,
        content_digest=form.content_digest,
    )


def report_event(type_: EventType, by: Act, report: Report) -> Event:
    return Event(
        type=type_,
        act=by,
        nis_code=NIS,
        year=2020,
        kind=None,
        version=report.version,
        content_digest=report_digest(report, NIS),
    )


# Forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [COVID_NEW, TOY_NEW], ids=["covid", "toy"])
def test_a_new_form_was_prefilled(form: Form) -> None:
    events = events_of_new_form(form)

    assert events == [event(EventType.ADVANCE_PREFILLED, act(SPP_IS, OPENING), form)]


def test_a_save_is_one_event() -> None:
    events = events_of_form(COVID_NEW, COVID)

    assert events == [event(EventType.AMOUNT_SAVED, act(ANNE, MONDAY), COVID)]


def test_a_save_of_a_signed_form_says_that_signatures_fell() -> None:
    edited = saved(COVID_SIGNED, 7, by=EMIEL, at=WEDNESDAY)

    events = events_of_form(COVID_SIGNED, edited)

    edit = act(EMIEL, WEDNESDAY)
    assert events == [
        event(EventType.AMOUNT_SAVED, edit, edited),
        event(EventType.SIGNATURES_INVALIDATED, edit, edited),
    ]


def test_signatures_fall_only_once() -> None:
    edited = saved(COVID_SIGNED, 7, at=WEDNESDAY)
    again = saved(edited, 8, at=THURSDAY)

    events = events_of_form(edited, again)

    assert [event.type for event in events] == [EventType.AMOUNT_SAVED]


@pytest.mark.parametrize("line", [WAGES, TRAINING, TRAVEL])
def test_a_new_advance_on_any_line_is_prefilled_not_saved(line: str) -> None:
    advances = {figures.key: figures.advance for figures in TOY_ENCODED.content}
    granted = {key: Cents((cents or 0) + (key == line)) for key, cents in advances.items()}
    after = grant(TOY_ENCODED, REPORT, granted, act=act(SPP_IS, FRIDAY)).form

    events = events_of_form(TOY_ENCODED, after)

    assert events == [event(EventType.ADVANCE_PREFILLED, act(SPP_IS, FRIDAY), after)]


def test_a_new_advance_on_a_signed_form_says_that_signatures_fell() -> None:
    after = grant(COVID_SIGNED, REPORT, {PREMIUM: Cents(7)}, act=act(SPP_IS, FRIDAY)).form

    events = events_of_form(COVID_SIGNED, after)

    assert [event.type for event in events] == [
        EventType.ADVANCE_PREFILLED,
        EventType.SIGNATURES_INVALIDATED,
    ]


def test_the_first_signature_is_one_event() -> None:
    events = events_of_form(COVID, COVID_SIGNED)

    assert events == [event(EventType.SIGNED, act(PAULA, TUESDAY), COVID)]


def test_a_signature_after_an_edit_is_one_event() -> None:
    edited = saved(COVID_SIGNED, 7, at=WEDNESDAY)
    again = signed(edited, DIRECTOR_GENERAL, DORA, THURSDAY)

    events = events_of_form(edited, again)

    assert events == [event(EventType.SIGNED, act(DORA, THURSDAY), edited)]


def test_the_second_signature_is_placed_then_sends() -> None:
    events = events_of_form(COVID_SIGNED, COVID_SENT)

    second = act(DORA, WEDNESDAY)
    assert events == [
        event(EventType.SIGNED, second, COVID),
        event(EventType.SENT, second, COVID),
    ]


@each_sent
def test_no_change_is_no_event(form: Form) -> None:
    events = events_of_form(form, form)

    assert events == []


# Reports -----------------------------------------------------------------------------------------


def updated(contact: ContactEntry | None, account: BankAccountEntry | None) -> Report:
    return update_contact(
        REPORT,
        contact=contact,
        bank_account=account,
        expected_version=2,
        act=act(EMIEL, TUESDAY),
    )


@pytest.mark.parametrize(
    ("after", "types"),
    [
        (updated(CONTACT, None), [EventType.CONTACT_UPDATED]),
        (updated(None, ACCOUNT), [EventType.BANK_ACCOUNT_UPDATED]),
        (
            updated(CONTACT, ACCOUNT),
            [EventType.CONTACT_UPDATED, EventType.BANK_ACCOUNT_UPDATED],
        ),
    ],
    ids=["contact", "account", "both"],
)
def test_contact_and_account_have_an_event_each(after: Report, types: list[EventType]) -> None:
    events = events_of_report(REPORT, after, NIS)

    assert events == [report_event(type_, act(EMIEL, TUESDAY), after) for type_ in types]


def test_data_that_stay_are_no_event() -> None:
    events = events_of_report(REPORT, REPORT, NIS) + events_of_report(BARE_REPORT, BARE_REPORT, NIS)

    assert events == []


def test_a_report_is_opened_by_who_opened_it() -> None:
    opened = event_of_opening(BARE_REPORT, NIS, act(SPP_IS, OPENING))

    assert opened == report_event(EventType.REPORT_OPENED, act(SPP_IS, OPENING), BARE_REPORT)


# Lines -------------------------------------------------------------------------------------------

LINE = event(EventType.SIGNED, act(PAULA, TUESDAY), COVID)


def test_a_line_is_this_text() -> None:
    text = (
        '{"at":"2021-01-12T09:00:00.000000Z",'
        '"by":{"assurance":"urn:be:fedict:iam:fas:Level500","name":"Paula",'
        '"roles":["PRESIDENT"],"subject":"subject-of-paula"},'
        f'"content":"{COVID.content_digest}","form":"COVID_PREMIUM","nis":"52011",'
        f'"number":7,"previous":"{"0" * 64}","reason":null,'
        '"type":"SIGNED","version":2,"year":2020}'
    )

    line = line_hash(7, LINE, FIRST_HASH)

    assert json.loads(text)
    assert line == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("number", "other", "previous"),
    [
        (8, LINE, FIRST_HASH),
        (7, LINE, Digest("1" + "0" * 63)),
        (7, replace(LINE, type=EventType.SENT), FIRST_HASH),
        (7, replace(LINE, act=act(DORA, TUESDAY)), FIRST_HASH),
        (7, replace(LINE, act=act(PAULA, TUESDAY + timedelta(microseconds=1))), FIRST_HASH),
        (7, replace(LINE, nis_code=NisCode("52012")), FIRST_HASH),
        (7, replace(LINE, year=2021), FIRST_HASH),
        (7, replace(LINE, kind=FormKind.PIIS), FIRST_HASH),
        (7, replace(LINE, kind=None), FIRST_HASH),
        (7, replace(LINE, version=3), FIRST_HASH),
        (7, replace(LINE, content_digest=FIRST_HASH), FIRST_HASH),
        (7, replace(LINE, content_digest=None), FIRST_HASH),
    ],
)
def test_hash_tells_every_part_of_the_line(number: int, other: Event, previous: Digest) -> None:
    line = line_hash(number, other, previous)

    assert line != line_hash(7, LINE, FIRST_HASH)


def test_hash_is_the_same_wherever_the_clock_stands() -> None:
    in_brussels = TUESDAY.astimezone(timezone(timedelta(hours=1)))

    line = line_hash(7, replace(LINE, act=act(PAULA, in_brussels)), FIRST_HASH)

    assert line == line_hash(7, LINE, FIRST_HASH)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2021, 1, 12, 9, tzinfo=UTC), "2021-01-12T09:00:00.000000Z"),
        (datetime(2021, 1, 12, 9, 0, 0, 1, tzinfo=UTC), "2021-01-12T09:00:00.000001Z"),
        (
            datetime(2021, 9, 1, tzinfo=timezone(timedelta(hours=2))),
            "2021-08-31T22:00:00.000000Z",
        ),
    ],
)
def test_instants_are_written_in_utc_with_microseconds(at: datetime, text: str) -> None:
    written = instant(at)

    assert written == text


def test_of_a_person_the_name_the_roles_and_the_sign_in_are_kept() -> None:
    kept = person_json(ALIX)

    assert kept == {
        "subject": "subject-of-alix",
        "name": "Alix",
        "roles": ["DIRECTOR_GENERAL", "EDITOR", "PRESIDENT"],
        "assurance": "urn:be:fedict:iam:fas:Level500",
    }
