"""What a person is told that they may do agrees with what the operations accept."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from models.form import Form, FormStatus
from models.lifecycle import SAVE_WHILE, SIGN_WHILE, Allowed, allowed, save, sign
from models.money import Cents
from models.people import Person, Role, Signatory
from models.refusals import (
    AdvanceMissing,
    AlreadySent,
    AlreadySigned,
    AssuranceLevelTooLow,
    ContactIncomplete,
    MissingRole,
    Refusal,
    RefusalCode,
    Refused,
    ReportClosed,
    ReportNotOpen,
    SamePerson,
)
from models.report import Report, ReportStatus
from tests.models.building import (
    ALIX,
    ANNE,
    BARE_REPORT,
    CLOSING,
    COVID,
    COVID_NEW,
    COVID_SENT,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DORA,
    EMIEL,
    FRIDAY,
    OPENING,
    PAULA,
    PIETER,
    PRESIDENT,
    REPORT,
    SPP_IS,
    TOY_BEGUN,
    TOY_ENCODED,
    TOY_NEW,
    TOY_SENT,
    TOY_SIGNED,
    act,
    justified,
    not_encoded,
    person,
    signed,
    ungranted,
)

WEAK_PRESIDENT = person("Walter", Role.PRESIDENT, assured=False)
READER = person("Rita", Role.SPP_IS_READER)


def told(form: Form, by: Person, report: Report = REPORT) -> Allowed:
    return allowed(form, report, by, FRIDAY)


# Who may edit ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [ANNE, EMIEL, ALIX])
@pytest.mark.parametrize("form", [COVID_NEW, COVID, COVID_SIGNED, TOY_SIGNED])
def test_an_editor_edits_until_the_form_is_sent(form: Form, by: Person) -> None:
    answer = told(form, by)

    assert answer.against_edit == ()


@pytest.mark.parametrize("by", [PAULA, DORA, SPP_IS, READER])
def test_nobody_else_edits(by: Person) -> None:
    answer = told(COVID, by)

    assert answer.against_edit == (MissingRole(),)


@pytest.mark.parametrize("form", [COVID_SENT, TOY_SENT])
def test_nobody_edits_what_was_sent(form: Form) -> None:
    answer = told(form, ANNE)

    assert answer.against_edit == (AlreadySent(),)


def test_an_editor_edits_before_contact_and_bank_account_are_known() -> None:
    answer = told(COVID, ANNE, BARE_REPORT)

    assert answer.against_edit == ()


# Who may sign ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "roles"),
    [
        (PAULA, (PRESIDENT,)),
        (DORA, (DIRECTOR_GENERAL,)),
        (ALIX, (PRESIDENT, DIRECTOR_GENERAL)),
        (ANNE, ()),
        (SPP_IS, ()),
        (WEAK_PRESIDENT, ()),
    ],
)
@pytest.mark.parametrize("form", [COVID, TOY_ENCODED])
def test_who_holds_a_role_signs_in_it(form: Form, by: Person, roles: tuple[Signatory, ...]) -> None:
    answer = told(form, by)

    assert answer.sign_as == roles


@pytest.mark.parametrize(("by", "roles"), [(PAULA, ()), (PIETER, ()), (DORA, (DIRECTOR_GENERAL,))])
def test_after_the_president_only_the_director_general_signs(
    by: Person, roles: tuple[Signatory, ...]
) -> None:
    answer = told(COVID_SIGNED, by)

    assert answer.sign_as == roles


@pytest.mark.parametrize("by", [PAULA, PIETER, DORA, ALIX])
def test_nobody_signs_what_was_sent(by: Person) -> None:
    answer = told(COVID_SENT, by)

    assert answer.sign_as == ()


# Why not -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "by", "report", "role", "reasons"),
    [
        (COVID_NEW, PAULA, REPORT, PRESIDENT, (not_encoded(COVID_NEW),)),
        (TOY_BEGUN, PAULA, REPORT, PRESIDENT, (not_encoded(TOY_BEGUN),)),
        (ungranted(COVID), PAULA, REPORT, PRESIDENT, (AdvanceMissing(),)),
        (COVID, PAULA, BARE_REPORT, PRESIDENT, (ContactIncomplete(),)),
        (COVID, WEAK_PRESIDENT, REPORT, PRESIDENT, (AssuranceLevelTooLow(),)),
        (COVID, PAULA, REPORT, DIRECTOR_GENERAL, (MissingRole(path=("as",)),)),
        (COVID_SIGNED, PIETER, REPORT, PRESIDENT, (AlreadySigned(path=("as",)),)),
        (COVID_SENT, PAULA, REPORT, PRESIDENT, (AlreadySent(),)),
        (
            signed(COVID, DIRECTOR_GENERAL, ALIX),
            ALIX,
            REPORT,
            PRESIDENT,
            (SamePerson(path=("as",)),),
        ),
        (
            TOY_NEW,
            WEAK_PRESIDENT,
            BARE_REPORT,
            PRESIDENT,
            (not_encoded(TOY_NEW), AssuranceLevelTooLow(), ContactIncomplete()),
        ),
    ],
)
def test_every_reason_against_a_role_is_told(
    form: Form, by: Person, report: Report, role: Signatory, reasons: tuple[Refusal, ...]
) -> None:
    answer = told(form, by, report)

    assert answer.against_sign[role] == reasons


@pytest.mark.parametrize(
    ("form", "by", "report", "codes"),
    [
        (COVID, PAULA, REPORT, ()),
        (COVID, ALIX, BARE_REPORT, (RefusalCode.CONTACT_INCOMPLETE,)),
        (COVID, ANNE, REPORT, (RefusalCode.MISSING_ROLE,)),
        (COVID_SIGNED, PAULA, REPORT, (RefusalCode.ALREADY_SIGNED,)),
        (
            signed(COVID, PRESIDENT, ALIX),
            ALIX,
            REPORT,
            (RefusalCode.ALREADY_SIGNED, RefusalCode.SAME_PERSON),
        ),
        (
            COVID_NEW,
            DORA,
            BARE_REPORT,
            (RefusalCode.NOT_ENCODED, RefusalCode.CONTACT_INCOMPLETE),
        ),
        (COVID_SENT, DORA, REPORT, (RefusalCode.ALREADY_SENT,)),
    ],
)
def test_who_may_sign_in_no_role_is_told_why_for_the_roles_they_hold(
    form: Form, by: Person, report: Report, codes: tuple[RefusalCode, ...]
) -> None:
    answer = told(form, by, report)

    assert answer.cannot_sign_reasons == codes


def test_who_may_sign_in_one_role_is_told_of_no_obstacle() -> None:
    halfway = signed(COVID, PRESIDENT, PAULA)

    answer = told(halfway, ALIX)

    assert answer.sign_as == (DIRECTOR_GENERAL,)
    assert answer.cannot_sign_reasons == ()


# The contract prints these -----------------------------------------------------------------------


def test_saving_and_signing_are_printed_as_they_are_enforced() -> None:
    open_ = frozenset({ReportStatus.OPEN})

    assert (SAVE_WHILE.report, SIGN_WHILE.report) == (open_, open_)
    assert SAVE_WHILE.form == {
        FormStatus.NOT_STARTED,
        FormStatus.PARTIALLY_ENCODED,
        FormStatus.ENCODED,
        FormStatus.PARTIALLY_SIGNED,
    }
    assert SIGN_WHILE.form == {FormStatus.ENCODED, FormStatus.PARTIALLY_SIGNED}


# The same answer from the operations -------------------------------------------------------------

FORMS = [COVID_NEW, COVID, COVID_SIGNED, signed(COVID, DIRECTOR_GENERAL, ALIX), COVID_SENT, TOY_NEW]
REPORTS = [
    REPORT,
    BARE_REPORT,
    replace(REPORT, contact=None),
    replace(REPORT, opens_at=FRIDAY + timedelta(microseconds=1)),
    replace(REPORT, closes_at=FRIDAY),
]
PEOPLE = [ANNE, PAULA, PIETER, DORA, ALIX, WEAK_PRESIDENT, READER, SPP_IS]
EVERYTHING = [*product(FORMS, REPORTS, PEOPLE)]


def refusals_of_saving(form: Form, report: Report, by: Person) -> tuple[Refusal, ...]:
    edit, now = dict.fromkeys(justified(form), Cents(1)), act(by, FRIDAY)
    try:
        save(form, report, edit, expected_version=form.version, act=now)
    except Refused as refused:
        return refused.refusals
    return ()


def refusals_of_signing(
    form: Form, report: Report, role: Signatory, by: Person
) -> tuple[Refusal, ...]:
    now = act(by, FRIDAY)
    try:
        sign(form, report, role, content_digest=form.content_digest, act=now)
    except Refused as refused:
        return refused.refusals
    return ()


def test_saving_refuses_for_the_reasons_that_were_told() -> None:
    told_before = [allowed(*case, FRIDAY).against_edit for case in EVERYTHING]

    refusals = [refusals_of_saving(*case) for case in EVERYTHING]

    assert refusals == told_before
    assert {no.code for reasons in refusals for no in reasons} == {
        RefusalCode.MISSING_ROLE,
        RefusalCode.ALREADY_SENT,
        RefusalCode.REPORT_CLOSED,
        RefusalCode.REPORT_NOT_OPEN,
    }


@pytest.mark.parametrize(("role", "accepted"), [(PRESIDENT, 5), (DIRECTOR_GENERAL, 4)])
def test_signing_refuses_for_the_reasons_that_were_told_but_to_who_repeats(
    role: Signatory, accepted: int
) -> None:
    cases = [case for case in EVERYTHING if not has_signed(case[0], role, case[2])]
    told_before = [allowed(*case, FRIDAY).against_sign[role] for case in cases]

    refusals = [refusals_of_signing(form, report, role, by) for form, report, by in cases]

    assert refusals == told_before
    assert refusals.count(()) == accepted


def has_signed(form: Form, role: Signatory, by: Person) -> bool:
    return any((signature.role, signature.signed.by) == (role, by) for signature in form.signatures)


@pytest.mark.parametrize(
    ("at", "refusal"),
    [(OPENING - timedelta(microseconds=1), ReportNotOpen()), (CLOSING, ReportClosed())],
)
def test_who_asks_too_early_or_too_late_is_told_so(at: datetime, refusal: Refusal) -> None:
    answer = allowed(COVID, REPORT, ALIX, at)

    assert answer.against_edit == (refusal,)
    assert answer.against_sign == {PRESIDENT: (refusal,), DIRECTOR_GENERAL: (refusal,)}
