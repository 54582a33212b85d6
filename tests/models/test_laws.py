"""What holds after any history: several people, all they may try, and time that passes."""

import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.bank_account import BankAccountEntry
from models.canonical import Digest
from models.contact import ContactEntry
from models.entry_refusals import Required
from models.form import Form, FormStatus, Signature
from models.journal import (
    FIRST_HASH,
    Event,
    EventType,
    events_of_form,
    events_of_new_form,
    events_of_report,
    line_hash,
)
from models.lifecycle import allowed, grant, save, sign
from models.money import LARGEST, Cents
from models.people import Act, Person, Role, Signatory
from models.refusals import Refusal, Refused
from models.report import Report, ReportStatus, reasons_against_update, update_contact
from models.spec import BalanceDirection, LineKey, balance
from models.submissions import acknowledge, return_form
from tests.models.building import (
    ALIX,
    ANNE,
    BARE_REPORT,
    COVID_NEW,
    DIRK,
    DORA,
    EMIEL,
    OPENING,
    PAULA,
    PIETER,
    REPORT,
    SPP_IS,
    TOY_NEW,
    person,
)

PEOPLE = st.sampled_from(
    [
        ANNE,
        EMIEL,
        PAULA,
        PIETER,
        DORA,
        ALIX,
        replace(ALIX, roles=frozenset({Role.PRESIDENT})),
        replace(PAULA, roles=frozenset({Role.DIRECTOR_GENERAL})),
        replace(ANNE, roles=frozenset({Role.EDITOR, Role.DIRECTOR_GENERAL})),
        person("Walter", Role.PRESIDENT, assured=False),
        person("Rita", Role.SPP_IS_READER),
    ]
)
EDITORS = st.sampled_from([ANNE, EMIEL, ALIX]) | PEOPLE
HOLDERS = st.sampled_from(
    [
        (Signatory.PRESIDENT, PAULA),
        (Signatory.PRESIDENT, PIETER),
        (Signatory.PRESIDENT, ALIX),
        (Signatory.DIRECTOR_GENERAL, DORA),
        (Signatory.DIRECTOR_GENERAL, DIRK),
        (Signatory.DIRECTOR_GENERAL, ALIX),
    ]
) | st.tuples(st.sampled_from(Signatory), PEOPLE)
"""Mostly who may, so that histories come far; and now and then whoever."""
AMOUNTS = st.sampled_from([Cents(0), Cents(1), Cents(1_275_00), LARGEST])
"""Few, so that the same amounts come again."""
ANYTHING = AMOUNTS | st.sampled_from([None, Cents(-1), Cents(LARGEST + 1)])
CONTACTS = st.none() | st.sampled_from(["Jo", "An"]).map(
    lambda name: ContactEntry(name=name, email="jo@ocmw.example", phone="02 508 85 85")
)
ACCOUNTS = st.none() | st.sampled_from(["001-0000001-77", "091-0002777-90"]).map(
    lambda number: BankAccountEntry(iban=None, historical_number=number, bic=None)
)
HOURS = st.integers(min_value=0, max_value=30)

LETTERS = {
    EventType.ADVANCE_PREFILLED: "P",
    EventType.AMOUNT_SAVED: "S",
    EventType.SIGNED: "G",
    EventType.SIGNATURES_INVALIDATED: "X",
    EventType.SENT: "E",
    EventType.FORM_RETURNED: "R",
}
POSSIBLE_HISTORY = re.compile("P(?:[SP]|G[SP]X|GGERX)*(?:G|GGE)?")
"""A pending signature falls by the next save or prefilling; a second one sends, and from there only
a return leads on, by which both fall."""


class Histories(RuleBasedStateMachine):
    """One form with its report, and the journal of both."""

    form: Form
    report: Report

    @initialize(
        form=st.sampled_from([COVID_NEW, TOY_NEW]),
        report=st.sampled_from([REPORT, REPORT, BARE_REPORT]),
        days=st.integers(min_value=1, max_value=9),
    )
    def open(self, form: Form, report: Report, days: int) -> None:
        self.form = form
        self.report = replace(report, closes_at=OPENING + timedelta(days=days))
        self.now = OPENING
        self.digests = [self.form.content_digest]
        self.journal = events_of_new_form(self.form)

    # What people try ---------------------------------------------------------------------------

    @rule(by=EDITORS, amounts=st.lists(AMOUNTS, min_size=3, max_size=3))
    def save_what_is_valid(self, by: Person, amounts: list[Cents]) -> None:
        told = allowed(self.form, self.report, by, self.now).against_edit

        refusals = self._try_to_save(by, amounts, self.form.version)

        assert refusals == told

    @rule(
        by=EDITORS,
        amounts=st.lists(ANYTHING, min_size=3, max_size=3),
        behind=st.integers(min_value=-1, max_value=2),
    )
    def save_whatever(self, by: Person, amounts: list[Cents | None], behind: int) -> None:
        self._try_to_save(by, amounts, self.form.version - behind)

    @rule(holder=HOLDERS)
    def sign_what_is_there(self, holder: tuple[Signatory, Person]) -> None:
        role, by = holder
        told = allowed(self.form, self.report, by, self.now).against_sign[role]
        placed = len(self.form.signatures)

        refusals = self._try_to_sign(by, role, self.form.content_digest)

        repeated = not refusals and len(self.form.signatures) == placed
        assert refusals == told or repeated
        assert (len(self.form.signatures) == placed + 1) == (told == ())

    @rule(holder=HOLDERS, page=st.integers(min_value=0))
    def sign_what_was_seen_once(self, holder: tuple[Signatory, Person], page: int) -> None:
        role, by = holder
        digest = self.digests[page % len(self.digests)]

        refusals = self._try_to_sign(by, role, digest)

        assert refusals or self.form.content_digest == digest

    @rule(amounts=st.lists(AMOUNTS, min_size=3, max_size=3))
    def go_by_the_book(self, amounts: list[Cents]) -> None:
        self._try_to_save(ANNE, amounts, self.form.version)
        for role, by in ((Signatory.PRESIDENT, PAULA), (Signatory.DIRECTOR_GENERAL, DORA)):
            self._try_to_sign(by, role, self.form.content_digest)

    @rule(advances=st.lists(AMOUNTS, min_size=3, max_size=3))
    def prefill(self, advances: list[Cents]) -> None:
        by_line = dict(zip(self._lines, advances, strict=False))
        closed = self.report.status(self.now) is ReportStatus.CLOSED
        was_sent = self.form.submission is not None or closed
        try:
            after = grant(self.form, self.report, by_line, act=Act(by=SPP_IS, at=self.now)).form
        except Refused:
            assert was_sent
            return
        assert not was_sent
        self._become(after)

    @rule()
    def acknowledge(self) -> None:
        try:
            after = acknowledge(self.form, act=Act(by=SPP_IS, at=self.now))
        except Refused:
            assert self.form.submission is None
            return
        assert self.form.submission is not None
        self._become(after)

    @rule(reason=st.sampled_from(["Wrong.", "Wrong again."]))
    def return_what_was_sent(self, reason: str) -> None:
        was_sent = self.form.submission is not None
        try:
            after = return_form(self.form, reason=reason, act=Act(by=SPP_IS, at=self.now)).form
        except Refused:
            assert not was_sent
            return
        assert (after == self.form) is not was_sent
        self._become(after)

    @rule(by=EDITORS, contact=CONTACTS, account=ACCOUNTS)
    def update_contact(
        self, by: Person, contact: ContactEntry | None, account: BankAccountEntry | None
    ) -> None:
        told = reasons_against_update(self.report, by, self.now)
        nothing = [Required()] if contact is None and account is None else []

        refusals = self._try_to_update(by, contact, account)

        assert list(refusals) == (told or nothing)

    # Time --------------------------------------------------------------------------------------

    @rule(hours=HOURS)
    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.report.status(self.now) is ReportStatus.CLOSED)
    @rule()
    def extend(self) -> None:
        self.report = replace(self.report, closes_at=self.now + timedelta(days=30))

    # Laws of a state ---------------------------------------------------------------------------

    @invariant()
    def sent_exactly_when_two_people_signed_the_present_content(self) -> None:
        covering = [
            signature
            for signature in self.form.signatures
            if signature.form_version == self.form.version
        ]
        roles = {signature.role for signature in covering}
        people = {signature.signed.by.subject for signature in covering}

        assert len(roles) == len(people) == len(covering)
        assert (self.form.submission is not None) == (roles == set(Signatory))
        assert tuple(covering) == self.form.current_signatures
        assert {one.content_digest for one in covering} <= {self.form.content_digest}

    @invariant()
    def submission_names_the_content_that_was_signed(self) -> None:
        if self.form.submission is not None:
            assert self.form.submission.form_version == self.form.version
            assert self.form.submission.content_digest == self.form.content_digest
            assert self.form.submission.sent_at == self.form.signed_at

    @invariant()
    def every_submission_keeps_its_two_signatures_on_its_version_and_content(self) -> None:
        references = [submission.reference for submission in self.form.submissions]
        versions = [submission.form_version for submission in self.form.submissions]

        assert len(set(references)) == len(references)
        assert versions == sorted(set(versions))
        for submission in self.form.submissions:
            signatures = self.form.signatures_of(submission)
            assert {one.role for one in signatures} == set(Signatory)
            assert {one.content_digest for one in signatures} == {submission.content_digest}
            assert (submission.returned is None) == (submission == self.form.submission)

    @invariant()
    def who_is_waited_for_is_who_did_not_sign(self) -> None:
        present = {signature.role for signature in self.form.current_signatures}

        assert set(self.form.missing_signatures) == set(Signatory) - present

    @invariant()
    def balance_is_what_remains_to_the_cent(self) -> None:
        amounts = [figures.entered for figures in self.form.content]
        known = [cents for cents in amounts if cents is not None]
        remains = balance(self.form.spec, self.form.content)

        if len(known) < len(amounts):
            assert remains is None
            return
        assert remains is not None
        advance = sum(figures.advance or 0 for figures in self.form.content)
        signs = {
            BalanceDirection.TO_REPAY: -1,
            BalanceDirection.SETTLED: 0,
            BalanceDirection.TO_RECEIVE: 1,
        }
        assert advance + signs[remains.direction] * remains.amount == sum(known)
        assert (remains.amount > 0) == (remains.direction is not BalanceDirection.SETTLED)

    @invariant()
    def journal_tells_a_possible_history_that_ends_where_the_form_stands(self) -> None:
        told = "".join(LETTERS.get(event.type, "") for event in self.journal)

        assert POSSIBLE_HISTORY.fullmatch(told), told
        assert self.form.status is _status_told(told)
        assert len(re.findall("[SPR]", told)) == self.form.version
        assert told.count("G") == len(self.form.signatures)

    @invariant()
    def journal_is_in_order(self) -> None:
        instants = [event.act.at for event in self.journal]
        versions = [event.version or 0 for event in self.journal if event.kind is not None]

        assert instants == sorted(instants)
        assert versions == sorted(versions)
        assert sorted(set(versions)) == list(range(1, self.form.version + 1))

    # Laws of a change --------------------------------------------------------------------------

    @property
    def _lines(self) -> list[LineKey]:
        return [figures.key for figures in self.form.content]

    def _try_to_save(
        self, by: Person, amounts: list[Cents] | list[Cents | None], version: int
    ) -> tuple[Refusal, ...]:
        by_line = dict(zip(self._lines, amounts, strict=False))
        edit = Act(by=by, at=self.now)
        try:
            after = save(self.form, self.report, by_line, expected_version=version, act=edit)
        except Refused as refused:
            return refused.refusals
        assert [figures.entered for figures in after.form.content] == [*by_line.values()]
        self._become(after.form)
        return ()

    def _try_to_sign(self, by: Person, role: Signatory, digest: str) -> tuple[Refusal, ...]:
        now = Act(by=by, at=self.now)
        try:
            after = sign(self.form, self.report, role, content_digest=digest, act=now)
        except Refused as refused:
            return refused.refusals
        assert (after.signature.role, after.signature.signed.by.subject) == (role, by.subject)
        assert after.signature in after.form.current_signatures
        self._become(after.form)
        return ()

    def _try_to_update(
        self, by: Person, contact: ContactEntry | None, account: BankAccountEntry | None
    ) -> tuple[Refusal, ...]:
        before = self.report
        try:
            self.report = update_contact(
                before,
                contact=contact,
                bank_account=account,
                expected_version=before.version,
                act=Act(by=by, at=self.now),
            )
        except Refused as refused:
            return refused.refusals
        assert self.report.version - before.version == (self.report != before)
        self.journal += events_of_report(before, self.report, self.form.nis_code)
        return ()

    def _become(self, after: Form) -> None:
        before, self.form = self.form, after
        _assert_what_was_sent_stands(before, after)
        was_returned = before.submission is not None and after.submission is None
        if after.content != before.content or was_returned:
            assert after.version == before.version + 1
            assert after.current_signatures == ()
        else:
            assert after.version == before.version
        _assert_history_grew(before.signatures, after.signatures)
        self.digests.append(after.content_digest)
        self.journal += events_of_form(before, after)


def _assert_what_was_sent_stands(before: Form, after: Form) -> None:
    for was, is_ in zip(before.submissions, after.submissions, strict=False):
        assert replace(is_, acknowledged=was.acknowledged, returned=was.returned) == was
        assert was.returned in {None, is_.returned}
        assert was.acknowledged in {None, is_.acknowledged}
    if before.submission is None:
        return
    assert after.content == before.content
    if after.submission is not None:
        assert replace(after, submissions=before.submissions) == before


def _assert_history_grew(before: tuple[Signature, ...], after: tuple[Signature, ...]) -> None:
    assert len(before) <= len(after) <= len(before) + 1
    for was, is_ in zip(before, after, strict=False):
        assert replace(is_, invalidated=None) == replace(was, invalidated=None)
        assert was.current or is_.invalidated == was.invalidated


def _status_told(history: str) -> FormStatus:
    if history.endswith("E"):
        return FormStatus.SENT
    if history.endswith("G"):
        return FormStatus.PARTIALLY_SIGNED
    return FormStatus.ENCODED if "S" in history else FormStatus.NOT_STARTED


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=150, stateful_step_count=40, derandomize=True)


# The chain of the journal -------------------------------------------------------------------------

EVENTS = st.lists(
    st.builds(
        lambda type_, by, hours, version: Event(
            type=type_,
            act=Act(by=by, at=OPENING + timedelta(hours=hours)),
            nis_code=TOY_NEW.nis_code,
            year=2020,
            kind=None,
            version=version,
            content_digest=None,
        ),
        st.sampled_from(EventType),
        PEOPLE,
        HOURS,
        st.integers(min_value=1, max_value=9),
    ),
    min_size=1,
    max_size=6,
    unique=True,
)


def chain(events: list[Event]) -> list[Digest]:
    hashes = [FIRST_HASH]
    for number, event in enumerate(events, start=1):
        hashes.append(line_hash(number, event, hashes[-1]))
    return hashes[1:]


@settings(max_examples=60, derandomize=True)
@given(EVENTS, st.data())
def test_a_line_that_is_altered_alters_every_hash_after_it(
    events: list[Event], data: st.DataObject
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(events) - 1))
    altered = replace(events[place], version=(events[place].version or 0) + 1)

    forged = chain([*events[:place], altered, *events[place + 1 :]])

    honest = chain(events)
    assert forged[:place] == honest[:place]
    assert set(forged[place:]).isdisjoint(honest)


@settings(max_examples=60, derandomize=True)
@given(EVENTS, st.data())
def test_a_line_left_out_alters_every_hash_after_it(
    events: list[Event], data: st.DataObject
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(events) - 1))

    forged = chain([*events[:place], *events[place + 1 :]])

    honest = chain(events)
    assert forged[:place] == honest[:place]
    assert set(forged[place:]).isdisjoint(honest)
