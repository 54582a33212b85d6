"""Signing: in any order, by two people, on what they saw; the second signature sends."""

from dataclasses import replace
from datetime import datetime

import pytest

from models.form import Form, FormStatus, Submission
from models.language import Language
from models.lifecycle import Signed, sign
from models.people import Person, Role, Signatory
from models.refusals import (
    AdvanceMissing,
    AlreadySent,
    AlreadySigned,
    AssuranceLevelTooLow,
    ContactIncomplete,
    ContentChanged,
    MissingRole,
    Refusal,
    Refused,
    SamePerson,
)
from models.report import Report
from tests.models.building import (
    ALIX,
    ANNE,
    BARE_REPORT,
    COVID,
    COVID_NEW,
    COVID_SENT,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DIRK,
    DORA,
    FRIDAY,
    NO_SUCH_DIGEST,
    PAULA,
    PIETER,
    PRESIDENT,
    REPORT,
    SPP_IS,
    THURSDAY,
    TOY_BEGUN,
    TOY_ENCODED,
    TOY_NEW,
    TUESDAY,
    WEDNESDAY,
    act,
    each_encoded,
    each_new,
    each_sent,
    each_signed,
    not_encoded,
    person,
    refusals_of,
    saved,
    signature_of,
    signed,
    ungranted,
)

BY_PAULA = act(PAULA, TUESDAY)


def refused_to_sign(
    form: Form,
    role: Signatory,
    by: Person,
    *,
    report: Report = REPORT,
    digest: str | None = None,
    at: datetime = THURSDAY,
) -> list[Refusal]:
    """What is said to this person, who may not sign the content that they saw."""
    with pytest.raises(Refused) as refused:
        sign(form, report, role, content_digest=digest or form.content_digest, act=act(by, at))
    return refusals_of(refused)


# One signature, then the other -------------------------------------------------------------------


@each_encoded
def test_first_signature_stands_on_the_present_content(form: Form) -> None:
    digest = form.content_digest

    first = sign(form, REPORT, PRESIDENT, content_digest=digest, act=act(PAULA, TUESDAY))

    assert first.signature == signature_of(form, PRESIDENT, PAULA, TUESDAY)
    assert first.form == replace(form, signatures=(first.signature,))
    assert (first.form.status, first.form.submission) == (FormStatus.PARTIALLY_SIGNED, None)
    assert first.form.missing_signatures == (DIRECTOR_GENERAL,)
    assert first.form.signed_at is None


def test_a_signature_knows_the_contact_and_bank_account_that_stood_there() -> None:
    report = replace(REPORT, version=9)

    first = sign(COVID, report, PRESIDENT, content_digest=COVID.content_digest, act=BY_PAULA)

    assert first.signature.report_version == 9


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((PRESIDENT, PAULA), (DIRECTOR_GENERAL, DORA)),
        ((DIRECTOR_GENERAL, DORA), (PRESIDENT, PAULA)),
    ],
    ids=["president-first", "director-general-first"],
)
@each_encoded
def test_second_signature_sends_whatever_the_order(
    form: Form, first: tuple[Signatory, Person], second: tuple[Signatory, Person]
) -> None:
    halfway = signed(form, *first, TUESDAY)

    sent = signed(halfway, *second, WEDNESDAY)

    assert sent.submission is not None
    assert sent.submission.sent_at == WEDNESDAY
    assert sent.submission.form_version == 2
    assert sent.submission.content_digest == form.content_digest
    assert (sent.status, sent.missing_signatures) == (FormStatus.SENT, ())
    assert sent.signed_at == WEDNESDAY
    assert sent.current_signatures == (
        signature_of(form, *first, TUESDAY),
        signature_of(form, *second, WEDNESDAY),
    )


@pytest.mark.parametrize(
    ("form", "reference"),
    [
        (COVID_SIGNED, "RU-2020-52011-COVID"),
        (signed(TOY_ENCODED, PRESIDENT, PAULA), "RU-2020-52011-TOY"),
    ],
    ids=["covid", "toy"],
)
def test_submission_has_a_reference_for_people(form: Form, reference: str) -> None:
    sent = signed(form, DIRECTOR_GENERAL, DORA, WEDNESDAY)

    assert sent.submission == Submission(
        reference=reference,
        sent_at=WEDNESDAY,
        form_version=2,
        content_digest=form.content_digest,
    )


def test_signing_again_after_an_edit_takes_both_signatures_anew() -> None:
    edited = saved(COVID_SIGNED, 7, at=WEDNESDAY)

    halfway = signed(edited, DIRECTOR_GENERAL, DORA, THURSDAY)
    sent = signed(halfway, PRESIDENT, PAULA, FRIDAY)

    assert (halfway.status, sent.status) == (FormStatus.PARTIALLY_SIGNED, FormStatus.SENT)
    assert [signature.form_version for signature in sent.signatures] == [2, 3, 3]


def test_zero_is_signed_and_sent_as_any_amount() -> None:
    zero = saved(COVID_NEW, 0)

    sent = signed(signed(zero, PRESIDENT, PAULA), DIRECTOR_GENERAL, DORA)

    assert sent.status == FormStatus.SENT


def test_who_edited_signs_too_when_they_hold_both_rights() -> None:
    own = saved(COVID_NEW, 7, by=ALIX)

    halfway = signed(own, PRESIDENT, ALIX)

    assert halfway.status == FormStatus.PARTIALLY_SIGNED


# Two people --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"), [(PRESIDENT, DIRECTOR_GENERAL), (DIRECTOR_GENERAL, PRESIDENT)]
)
@each_encoded
def test_one_person_never_places_both(form: Form, first: Signatory, second: Signatory) -> None:
    halfway = signed(form, first, ALIX)

    refusals = refused_to_sign(halfway, second, ALIX)

    assert refusals == [SamePerson(path=("as",))]


def test_a_person_is_the_same_under_another_name() -> None:
    halfway = signed(COVID, PRESIDENT, ALIX)
    renamed = replace(ALIX, display_name="Alix Martin", roles=frozenset({Role.DIRECTOR_GENERAL}))

    refusals = refused_to_sign(halfway, DIRECTOR_GENERAL, renamed)

    assert refusals == [SamePerson(path=("as",))]


def test_namesakes_are_two_people() -> None:
    namesake = replace(DORA, display_name=PAULA.display_name)

    sent = signed(COVID_SIGNED, DIRECTOR_GENERAL, namesake)

    assert sent.status == FormStatus.SENT


def test_who_signed_what_fell_may_sign_in_the_other_role() -> None:
    edited = saved(signed(COVID, PRESIDENT, ALIX), 7, at=WEDNESDAY)

    halfway = signed(edited, DIRECTOR_GENERAL, ALIX, THURSDAY)

    assert [signature.role for signature in halfway.current_signatures] == [DIRECTOR_GENERAL]


@pytest.mark.parametrize(
    ("role", "holder", "other_holder"),
    [(PRESIDENT, PAULA, PIETER), (DIRECTOR_GENERAL, DORA, DIRK)],
)
@each_encoded
def test_a_role_signs_once_whoever_holds_it(
    form: Form, role: Signatory, holder: Person, other_holder: Person
) -> None:
    halfway = signed(form, role, holder)

    refusals = refused_to_sign(halfway, role, other_holder)

    assert refusals == [AlreadySigned(path=("as",))]


def test_signing_again_what_was_not_seen_is_no_retry() -> None:
    refusals = refused_to_sign(COVID_SIGNED, PRESIDENT, PAULA, digest=NO_SUCH_DIGEST)

    assert refusals == [AlreadySigned(path=("as",))]


# Retries -----------------------------------------------------------------------------------------


@each_signed
def test_retry_gets_the_first_signature_again(form: Form) -> None:
    retry = act(PAULA, FRIDAY)

    again = sign(form, REPORT, PRESIDENT, content_digest=form.content_digest, act=retry)

    assert again == Signed(form=form, signature=form.signatures[0])
    assert again.signature.signed == act(PAULA, TUESDAY)


@pytest.mark.parametrize(
    ("role", "by", "place"), [(PRESIDENT, PAULA, 0), (DIRECTOR_GENERAL, DORA, 1)]
)
@each_sent
def test_retry_is_harmless_after_sending(
    form: Form, role: Signatory, by: Person, place: int
) -> None:
    retry = act(by, FRIDAY)

    again = sign(form, REPORT, role, content_digest=form.content_digest, act=retry)

    assert again == Signed(form=form, signature=form.signatures[place])


def test_retry_asks_for_the_role_again() -> None:
    dismissed = replace(PAULA, roles=frozenset({Role.EDITOR}))

    refusals = refused_to_sign(COVID_SIGNED, PRESIDENT, dismissed)

    assert refusals == [MissingRole(path=("as",))]


def test_a_signature_that_fell_is_not_repeated_on_other_content() -> None:
    edited = saved(COVID_SIGNED, 7, at=WEDNESDAY)

    refusals = refused_to_sign(edited, PRESIDENT, PAULA, digest=COVID_SIGNED.content_digest)

    assert refusals == [
        ContentChanged(path=("content_digest",), current_digest=edited.content_digest)
    ]


# What stands in the way --------------------------------------------------------------------------


@each_encoded
def test_other_content_than_was_seen_is_not_signed(form: Form) -> None:
    refusals = refused_to_sign(form, PRESIDENT, PAULA, digest=NO_SUCH_DIGEST)

    assert refusals == [
        ContentChanged(path=("content_digest",), current_digest=form.content_digest)
    ]


def test_a_signature_names_the_version_that_was_seen_also_when_the_amounts_went_back() -> None:
    seen = COVID.content_digest
    back = saved(saved(COVID, 7, at=TUESDAY), 1_200_50, at=WEDNESDAY)

    refusals = refused_to_sign(back, PRESIDENT, PAULA, digest=seen)

    assert refusals == [
        ContentChanged(path=("content_digest",), current_digest=back.content_digest)
    ]


@pytest.mark.parametrize("form", [ungranted(COVID), ungranted(TOY_ENCODED)])
def test_nothing_is_signed_before_the_advance_is_granted(form: Form) -> None:
    refusals = refused_to_sign(form, PRESIDENT, PAULA)

    assert refusals == [AdvanceMissing()]


def test_a_form_that_is_encoded_in_part_is_not_signed_and_the_missing_lines_are_named() -> None:
    (refusal,) = refused_to_sign(TOY_BEGUN, PRESIDENT, PAULA)

    assert refusal == not_encoded(TOY_BEGUN)
    assert refusal.message(Language.FR).endswith("il manque : Jouet, Jouet.")


@each_new
def test_a_form_that_is_not_encoded_is_not_signed(form: Form) -> None:
    refusals = refused_to_sign(form, PRESIDENT, PAULA)

    assert refusals == [not_encoded(form)]


@pytest.mark.parametrize(
    "report",
    [
        replace(REPORT, contact=None),
        replace(REPORT, bank_account=None),
        BARE_REPORT,
    ],
    ids=["no-contact", "no-bank-account", "neither"],
)
@each_encoded
def test_nobody_signs_without_contact_and_bank_account(form: Form, report: Report) -> None:
    refusals = refused_to_sign(form, PRESIDENT, PAULA, report=report)

    assert refusals == [ContactIncomplete()]


@pytest.mark.parametrize(
    ("role", "by"),
    [
        (PRESIDENT, DORA),
        (DIRECTOR_GENERAL, PAULA),
        (PRESIDENT, ANNE),
        (DIRECTOR_GENERAL, ANNE),
        (PRESIDENT, SPP_IS),
        (DIRECTOR_GENERAL, person("Nobody")),
    ],
)
def test_a_role_is_signed_by_who_holds_it(role: Signatory, by: Person) -> None:
    refusals = refused_to_sign(COVID, role, by)

    assert refusals == [MissingRole(path=("as",))]


@pytest.mark.parametrize(
    ("role", "held"), [(PRESIDENT, Role.PRESIDENT), (DIRECTOR_GENERAL, Role.DIRECTOR_GENERAL)]
)
def test_signing_takes_a_strong_sign_in(role: Signatory, held: Role) -> None:
    weak = person("Walter", held, assured=False)

    refusals = refused_to_sign(COVID, role, weak)

    assert refusals == [AssuranceLevelTooLow()]


@each_sent
def test_a_sent_form_is_signed_by_nobody_else(form: Form) -> None:
    refusals = refused_to_sign(form, PRESIDENT, PIETER)

    assert refusals == [AlreadySent()]


@each_new
def test_everything_in_the_way_is_said_at_once(form: Form) -> None:
    weak = person("Walter", Role.PRESIDENT, assured=False)

    refusals = refused_to_sign(form, PRESIDENT, weak, report=BARE_REPORT)

    assert refusals == [not_encoded(form), AssuranceLevelTooLow(), ContactIncomplete()]


@pytest.mark.parametrize(
    "form", [COVID_NEW, COVID, ungranted(COVID), COVID_SIGNED, COVID_SENT, TOY_NEW]
)
@pytest.mark.parametrize("report", [REPORT, BARE_REPORT], ids=["complete", "incomplete"])
def test_nothing_is_said_of_the_content_to_who_may_not_sign(form: Form, report: Report) -> None:
    refusals = refused_to_sign(form, PRESIDENT, ANNE, digest=NO_SUCH_DIGEST, report=report)

    assert refusals == [MissingRole(path=("as",))]
