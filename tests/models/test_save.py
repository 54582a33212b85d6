"""Saving: what is kept, what falls by it, and who loses a race."""

from dataclasses import replace

import pytest

from models.entry_refusals import AmountTooLarge, NegativeAmount, Required, UnknownLine
from models.form import Form, FormStatus
from models.lifecycle import Saved, grant, save
from models.money import Cents
from models.people import Act, Person
from models.refusals import AlreadySent, MissingRole, Refused, VersionConflict
from models.report import Report
from models.spec import Figures, LineKey
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
    PAULA,
    PREMIUM,
    PRESIDENT,
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
    amounts,
    each_encoded,
    each_new,
    each_sent,
    each_signed,
    justified,
    one_cent_more,
    person,
    refusals_of,
    saved,
    signature_of,
    signed,
)

BY_ANNE = act(ANNE, MONDAY)


def conflict(version: int, made: Act) -> VersionConflict:
    return VersionConflict(
        path=("expected_version",), current_version=version, changed_by=made.by, changed_at=made.at
    )


# What is kept ------------------------------------------------------------------------------------


def test_first_save_encodes_the_form() -> None:
    first = save(COVID_NEW, REPORT, {PREMIUM: Cents(1_200_50)}, expected_version=1, act=BY_ANNE)

    assert first.form.content == (
        Figures(key=PREMIUM, advance=Cents(1_275_00), entered=Cents(1_200_50)),
    )
    assert (first.form.version, first.form.saved) == (2, BY_ANNE)
    assert (first.form.encoded_at, first.form.status) == (MONDAY, FormStatus.ENCODED)
    assert first.invalidated == ()


def test_each_line_gets_its_own_amount_and_keeps_its_advance() -> None:
    encoded = saved(TOY_NEW, 900_00, 250_25, 0)

    assert encoded.content == (
        Figures(key=WAGES, advance=Cents(1_000_00), entered=Cents(900_00)),
        Figures(key=TRAINING, advance=Cents(200_50), entered=Cents(250_25)),
        Figures(key=TRAVEL, advance=Cents(0), entered=Cents(0)),
    )


@each_new
def test_a_new_form_is_not_started(form: Form) -> None:
    status, encoded = form.status, form.encoded

    assert (status, encoded) == (FormStatus.NOT_STARTED, False)


@each_encoded
def test_other_content_is_a_new_version_by_who_saved_it_when(form: Form) -> None:
    after = save(form, REPORT, one_cent_more(form), expected_version=2, act=act(EMIEL, TUESDAY))

    assert after.form.version == 3
    assert after.form.saved == act(EMIEL, TUESDAY)
    assert after.form.encoded_at == TUESDAY
    assert after.form.status == FormStatus.ENCODED


@each_new
def test_zero_is_a_declaration(form: Form) -> None:
    nothing = {figures.key: Cents(0) for figures in form.content}

    after = save(form, REPORT, nothing, expected_version=1, act=BY_ANNE).form

    assert [figures.entered for figures in after.content] == [0] * len(form.content)
    assert (after.encoded, after.status) == (True, FormStatus.ENCODED)


def test_saving_needs_neither_contact_nor_bank_account() -> None:
    after = save(COVID_NEW, BARE_REPORT, amounts(COVID_NEW, 1), expected_version=1, act=BY_ANNE)

    assert after.form.status == FormStatus.ENCODED


def test_saving_needs_no_strong_sign_in() -> None:
    weak = act(person("Anne", *ANNE.roles, assured=False), MONDAY)

    after = save(COVID_NEW, REPORT, amounts(COVID_NEW, 1), expected_version=1, act=weak)

    assert after.form.version == 2


# The same amounts --------------------------------------------------------------------------------


@each_signed
def test_same_amounts_keep_version_and_signatures(form: Form) -> None:
    again = save(form, REPORT, justified(form), expected_version=2, act=act(ANNE, THURSDAY))

    assert again == Saved(form=form, invalidated=())


@each_signed
def test_same_amounts_by_somebody_else_change_nothing_either(form: Form) -> None:
    again = save(form, REPORT, justified(form), expected_version=2, act=act(EMIEL, THURSDAY))

    assert again == Saved(form=form, invalidated=())


# What falls --------------------------------------------------------------------------------------


@each_signed
def test_other_content_wipes_the_signature_and_returns_it(form: Form) -> None:
    edit = act(EMIEL, WEDNESDAY)

    after = save(form, REPORT, one_cent_more(form), expected_version=2, act=edit)

    fallen = signature_of(form, PRESIDENT, PAULA, TUESDAY, fell=edit)
    assert after.invalidated == (fallen,)
    assert after.form.signatures == (fallen,)
    assert after.form.current_signatures == ()
    assert after.form.missing_signatures == (PRESIDENT, DIRECTOR_GENERAL)
    assert after.form.status == FormStatus.ENCODED


def test_a_signature_that_fell_keeps_by_whom_and_when_it_fell() -> None:
    first_edit, second_edit = act(ANNE, TUESDAY), act(EMIEL, FRIDAY)
    once = saved(COVID_SIGNED, 1, by=ANNE, at=TUESDAY)
    signed_again = signed(once, DIRECTOR_GENERAL, DORA, THURSDAY)

    after = save(signed_again, REPORT, {PREMIUM: Cents(2)}, expected_version=3, act=second_edit)

    first = signature_of(COVID, PRESIDENT, PAULA, TUESDAY, fell=first_edit)
    second = signature_of(once, DIRECTOR_GENERAL, DORA, THURSDAY, fell=second_edit)
    assert after.form.signatures == (first, second)
    assert after.invalidated == (second,)


def test_going_back_to_the_signed_amounts_revives_no_signature() -> None:
    edited = saved(COVID_SIGNED, 1_200_51, at=WEDNESDAY)

    back = saved(edited, 1_200_50, at=THURSDAY)

    assert back.content == COVID_SIGNED.content
    assert (back.version, back.current_signatures) == (4, ())


def test_who_holds_every_role_wipes_their_own_signature() -> None:
    own = signed(COVID, PRESIDENT, ALIX)

    after = saved(own, 1, by=ALIX, at=WEDNESDAY)

    assert after.current_signatures == ()


# Stale pages -------------------------------------------------------------------------------------


@each_encoded
def test_other_amounts_on_a_stale_page_conflict_and_say_who_and_when(form: Form) -> None:
    with pytest.raises(Refused) as refused:
        save(form, REPORT, one_cent_more(form), expected_version=1, act=act(EMIEL, TUESDAY))

    assert refusals_of(refused) == [conflict(2, BY_ANNE)]


@each_encoded
@pytest.mark.parametrize("expected_version", [0, 3])
def test_same_amounts_for_any_other_version_conflict(form: Form, expected_version: int) -> None:
    with pytest.raises(Refused) as refused:
        save(form, REPORT, justified(form), expected_version=expected_version, act=BY_ANNE)

    assert refusals_of(refused) == [conflict(2, BY_ANNE)]


@each_encoded
def test_retry_by_the_same_person_gets_the_present_form(form: Form) -> None:
    retry = act(ANNE, TUESDAY)

    again = save(form, REPORT, justified(form), expected_version=1, act=retry)

    assert again == Saved(form=form, invalidated=())


@each_signed
def test_retry_after_somebody_signed_keeps_the_signature(form: Form) -> None:
    retry = act(ANNE, WEDNESDAY)

    again = save(form, REPORT, justified(form), expected_version=1, act=retry)

    assert again.form.current_signatures == (signature_of(form, PRESIDENT, PAULA, TUESDAY),)


@each_encoded
def test_retry_is_known_by_the_person_not_by_their_name_or_roles(form: Form) -> None:
    renamed = replace(ALIX, subject=ANNE.subject)

    again = save(form, REPORT, justified(form), expected_version=1, act=act(renamed, TUESDAY))

    assert again == Saved(form=form, invalidated=())


@each_encoded
def test_same_amounts_one_behind_by_another_person_conflict(form: Form) -> None:
    with pytest.raises(Refused) as refused:
        save(form, REPORT, justified(form), expected_version=1, act=act(EMIEL, TUESDAY))

    assert refusals_of(refused) == [conflict(2, BY_ANNE)]


def test_same_amounts_two_behind_conflict() -> None:
    later = saved(COVID, 7, at=TUESDAY)

    with pytest.raises(Refused) as refused:
        save(later, REPORT, {PREMIUM: Cents(7)}, expected_version=1, act=act(ANNE, WEDNESDAY))

    assert refusals_of(refused) == [conflict(3, act(ANNE, TUESDAY))]


def test_a_new_advance_makes_the_page_of_the_editor_stale() -> None:
    granted = grant(COVID, REPORT, {PREMIUM: Cents(5_00)}, act=act(SPP_IS, TUESDAY)).form

    with pytest.raises(Refused) as refused:
        save(granted, REPORT, justified(COVID), expected_version=2, act=act(ANNE, WEDNESDAY))

    assert refusals_of(refused) == [conflict(3, act(SPP_IS, TUESDAY))]


# What is no amount -------------------------------------------------------------------------------


def test_every_problem_is_said_at_its_line() -> None:
    wrong = amounts(TOY_NEW, None, -1, 999_999_999_999_99 + 1)

    with pytest.raises(Refused) as refused:
        save(TOY_NEW, REPORT, wrong, expected_version=1, act=BY_ANNE)

    assert refusals_of(refused) == [
        Required(path=("lines", "wages")),
        NegativeAmount(path=("lines", "training")),
        AmountTooLarge(path=("lines", "travel")),
    ]


def test_only_what_is_wrong_is_said() -> None:
    wrong = amounts(TOY_NEW, 0, -1, 999_999_999_999_99)

    with pytest.raises(Refused) as refused:
        save(TOY_NEW, REPORT, wrong, expected_version=1, act=BY_ANNE)

    assert refusals_of(refused) == [NegativeAmount(path=("lines", "training"))]


@pytest.mark.parametrize(
    ("cents", "refusal"),
    [
        (None, Required(path=("lines", "premium"))),
        (-1, NegativeAmount(path=("lines", "premium"))),
        (100_000_000_000_000, AmountTooLarge(path=("lines", "premium"))),
    ],
)
def test_what_is_no_amount_is_refused_even_when_it_changes_nothing_else(
    cents: int | None, refusal: object
) -> None:
    with pytest.raises(Refused) as refused:
        save(COVID, REPORT, amounts(COVID, cents), expected_version=2, act=BY_ANNE)

    assert refusals_of(refused) == [refusal]


def test_a_line_that_is_not_named_stays_as_it_is() -> None:
    after = save(TOY_ENCODED, REPORT, {WAGES: Cents(1)}, expected_version=2, act=BY_ANNE)

    assert [figures.entered for figures in after.form.content] == [1, 250_25, 0]


def test_a_save_of_nothing_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        save(TOY_ENCODED, REPORT, {}, expected_version=2, act=BY_ANNE)

    assert refusals_of(refused) == [Required(path=("lines",))]


def test_a_line_that_the_form_does_not_have_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        save(TOY_ENCODED, REPORT, {LineKey("x"): Cents(1)}, expected_version=2, act=BY_ANNE)

    assert refusals_of(refused) == [UnknownLine(path=("lines", "x"))]


@each_new
def test_the_largest_amount_is_accepted_on_every_line(form: Form) -> None:
    largest = {figures.key: Cents(99_999_999_999_999) for figures in form.content}

    after = save(form, REPORT, largest, expected_version=1, act=BY_ANNE).form

    assert justified(after) == largest


# Who, and in which state -------------------------------------------------------------------------


@pytest.mark.parametrize("by", [PAULA, DORA, SPP_IS, person("Nobody")], ids=lambda who: who.subject)
def test_only_an_editor_saves(by: Person) -> None:
    with pytest.raises(Refused) as refused:
        save(COVID, REPORT, one_cent_more(COVID), expected_version=2, act=act(by, TUESDAY))

    assert refusals_of(refused) == [MissingRole()]


@pytest.mark.parametrize("report", [REPORT, BARE_REPORT], ids=["complete", "incomplete"])
@each_sent
def test_a_sent_form_is_not_saved(form: Form, report: Report) -> None:
    with pytest.raises(Refused) as refused:
        save(form, report, one_cent_more(form), expected_version=2, act=act(ANNE, THURSDAY))

    assert refusals_of(refused) == [AlreadySent()]


def test_nor_is_it_saved_with_the_same_amounts() -> None:
    with pytest.raises(Refused) as refused:
        save(COVID_SENT, REPORT, justified(COVID_SENT), expected_version=2, act=BY_ANNE)

    assert refusals_of(refused) == [AlreadySent()]


def test_who_lacks_the_role_hears_nothing_of_the_state() -> None:
    with pytest.raises(Refused) as refused:
        save(COVID_SENT, REPORT, justified(COVID_SENT), expected_version=2, act=act(PAULA, FRIDAY))

    assert refusals_of(refused) == [MissingRole()]
