"""SPP IS returns what was sent: it stays as it was, and the form is with the CPAS again."""

from dataclasses import replace

import pytest

from models.campaign_refusals import NotSent
from models.form import Form, FormStatus, Return, Submission
from models.journal import EventType, events_of_form
from models.lifecycle import allowed, grant
from models.money import Cents
from models.people import Person
from models.refusals import Refused
from models.report import Report
from models.submissions import acknowledge, return_form
from tests.models.building import (
    ALIX,
    ANNE,
    CLOSING,
    COVID_SENT,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DIRK,
    DORA,
    FRIDAY,
    PAULA,
    PIETER,
    PREMIUM,
    PRESIDENT,
    REPORT,
    SPP_IS,
    THURSDAY,
    act,
    each_encoded,
    each_new,
    each_sent,
    each_signed,
    person,
    refusals_of,
    saved,
    signed,
)

WRONG = "The amount of another CPAS."
RETURNED = act(SPP_IS, THURSDAY)


def returned(form: Form, reason: str = WRONG, by: Person = SPP_IS) -> Form:
    return return_form(form, reason=reason, act=act(by, THURSDAY)).form


def sent_again(form: Form) -> Form:
    halfway = signed(form, DIRECTOR_GENERAL, DIRK, FRIDAY)
    return signed(halfway, PRESIDENT, PIETER, FRIDAY)


def first_of(form: Form) -> Submission:
    return form.submissions[0]


@each_sent
def test_a_returned_form_is_encoded_and_waits_for_both_signatures(form: Form) -> None:
    after = return_form(form, reason=WRONG, act=RETURNED)

    assert after.form.status is FormStatus.ENCODED
    assert after.form.submission is None
    assert after.form.missing_signatures == (PRESIDENT, DIRECTOR_GENERAL)
    assert (after.form.content, after.form.encoded_at) == (form.content, form.encoded_at)
    assert (after.form.version, after.form.saved) == (form.version + 1, RETURNED)
    assert after.form.content_digest != form.content_digest


@each_sent
def test_both_signatures_fall_by_the_return_and_are_told(form: Form) -> None:
    after = return_form(form, reason=WRONG, act=RETURNED)

    fallen = tuple(replace(one, invalidated=RETURNED) for one in form.current_signatures)
    assert after.invalidated == fallen
    assert after.form.signatures[-2:] == fallen


@each_sent
def test_what_was_sent_stays_as_it_was_and_says_that_it_was_returned(form: Form) -> None:
    after = returned(form)

    assert after.submissions == (
        replace(first_of(form), returned=Return(act=RETURNED, reason=WRONG)),
    )
    assert [one.role for one in after.signatures_of(first_of(after))] == [
        one.role for one in form.current_signatures
    ]


@each_sent
def test_what_is_sent_again_gets_the_next_reference(form: Form) -> None:
    twice = sent_again(returned(form))
    thrice = sent_again(returned(twice, "Once more."))

    first = first_of(form).reference
    references = [submission.reference for submission in thrice.submissions]
    assert references == [first, f"{first}-2", f"{first}-3"]
    assert thrice.submission == thrice.submissions[-1]
    assert thrice.status is FormStatus.SENT


def test_the_cpas_may_edit_a_returned_form_and_sign_it_as_it_stands() -> None:
    after = returned(COVID_SENT)

    may_edit = allowed(after, REPORT, ANNE, FRIDAY).against_edit == ()
    may_sign = [allowed(after, REPORT, by, FRIDAY).sign_as for by in (PAULA, DORA)]
    assert may_edit
    assert may_sign == [(PRESIDENT,), (DIRECTOR_GENERAL,)]
    assert saved(after, 7, at=FRIDAY).status is FormStatus.ENCODED


def test_a_returned_form_can_be_granted_another_advance() -> None:
    after = grant(returned(COVID_SENT), REPORT, {PREMIUM: Cents(1)}, act=act(SPP_IS, FRIDAY)).form

    assert after.content[0].advance == 1


def test_a_form_that_was_acknowledged_is_returned_and_stays_acknowledged() -> None:
    acknowledged = acknowledge(COVID_SENT, act=act(SPP_IS, THURSDAY))

    after = returned(acknowledged)

    assert first_of(after).acknowledged == act(SPP_IS, THURSDAY)
    assert first_of(after).returned == Return(act=RETURNED, reason=WRONG)


def test_only_what_is_in_force_is_acknowledged() -> None:
    with pytest.raises(Refused) as refused:
        acknowledge(returned(COVID_SENT), act=act(SPP_IS, FRIDAY))
    again = acknowledge(sent_again(returned(COVID_SENT)), act=act(SPP_IS, FRIDAY))

    assert refusals_of(refused) == [NotSent()]
    assert [one.acknowledged for one in again.submissions] == [None, act(SPP_IS, FRIDAY)]


@each_new
def test_a_form_that_was_never_sent_is_not_returned(form: Form) -> None:
    with pytest.raises(Refused) as refused:
        returned(form)

    assert refusals_of(refused) == [NotSent()]


@each_encoded
def test_nor_one_that_nobody_signed(form: Form) -> None:
    with pytest.raises(Refused) as refused:
        returned(form)

    assert refusals_of(refused) == [NotSent()]


@each_signed
def test_nor_one_that_waits_for_a_signature(form: Form) -> None:
    with pytest.raises(Refused) as refused:
        returned(form)

    assert refusals_of(refused) == [NotSent()]


# Retries -----------------------------------------------------------------------------------------


def test_the_same_return_again_changes_nothing() -> None:
    after = returned(COVID_SENT)
    halfway = signed(after, PRESIDENT, PAULA, FRIDAY)

    assert return_form(after, reason=WRONG, act=act(SPP_IS, FRIDAY)).form == after
    assert return_form(halfway, reason=WRONG, act=act(SPP_IS, FRIDAY)).form == halfway


@pytest.mark.parametrize(
    ("reason", "by"),
    [("Another reason.", SPP_IS), (WRONG, person("Rosa"))],
    ids=["another-reason", "another-person"],
)
def test_another_return_of_a_returned_form_is_refused(reason: str, by: Person) -> None:
    with pytest.raises(Refused) as refused:
        returned(returned(COVID_SENT), reason, by)

    assert refusals_of(refused) == [NotSent()]


def test_a_return_that_was_edited_since_is_not_repeated() -> None:
    edited = saved(returned(COVID_SENT), 7, at=FRIDAY)

    with pytest.raises(Refused) as refused:
        returned(edited)

    assert refusals_of(refused) == [NotSent()]


# The report --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "may"),
    [(REPORT, False), (replace(REPORT, closes_at=CLOSING.replace(year=2022)), True)],
    ids=["closed", "extended"],
)
def test_after_the_closing_the_cpas_goes_on_once_the_report_is_extended(
    report: Report, may: bool
) -> None:
    after = return_form(COVID_SENT, reason=WRONG, act=act(SPP_IS, CLOSING)).form

    told = allowed(after, report, ALIX, CLOSING)

    assert (told.against_edit == ()) is may
    assert bool(told.sign_as) is may


# The journal -------------------------------------------------------------------------------------


def test_the_journal_tells_the_return_with_its_reason() -> None:
    after = returned(COVID_SENT)

    events = events_of_form(COVID_SENT, after)

    assert [(one.type, one.act, one.version, one.reason) for one in events] == [
        (EventType.FORM_RETURNED, RETURNED, 3, WRONG),
        (EventType.SIGNATURES_INVALIDATED, RETURNED, 3, None),
    ]


def test_the_journal_tells_what_follows_a_return_as_what_came_before() -> None:
    after = returned(COVID_SENT)
    halfway = signed(after, PRESIDENT, PAULA, FRIDAY)
    twice = signed(halfway, DIRECTOR_GENERAL, DORA, FRIDAY)

    told = [
        [event.type for event in events_of_form(before, now)]
        for before, now in ((after, halfway), (halfway, twice), (COVID_SIGNED, COVID_SENT))
    ]

    sending = [EventType.SIGNED, EventType.SENT]
    assert told == [[EventType.SIGNED], sending, sending]
