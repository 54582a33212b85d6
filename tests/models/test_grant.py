"""A new advance from SPP IS: a change of content like any other, until the form is sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.entry_refusals import AmountTooLarge, NegativeAmount
from models.form import Form, FormStatus
from models.lifecycle import Saved, grant
from models.money import Cents
from models.refusals import AlreadySent, Refused, ReportClosed
from models.spec import Figures, LineKey
from tests.models.building import (
    COVID_NEW,
    PAULA,
    PREMIUM,
    PRESIDENT,
    REPORT,
    SPP_IS,
    THURSDAY,
    TOY_ENCODED,
    TRAINING,
    TRAVEL,
    TUESDAY,
    WAGES,
    WEDNESDAY,
    act,
    each_encoded,
    each_sent,
    each_signed,
    justified,
    refusals_of,
    signature_of,
)

GRANTED = act(SPP_IS, WEDNESDAY)


def advances(form: Form) -> dict[LineKey, Cents]:
    return {figures.key: Cents(figures.advance or 0) for figures in form.content}


def one_cent_more_granted(form: Form) -> dict[LineKey, Cents]:
    *_, last = form.content
    return advances(form) | {last.key: Cents((last.advance or 0) + 1)}


def test_new_advance_stands_on_its_line() -> None:
    after = grant(
        TOY_ENCODED, REPORT, {WAGES: Cents(1), TRAINING: Cents(2), TRAVEL: Cents(3)}, act=GRANTED
    )

    assert after.form.content == (
        Figures(key=WAGES, advance=Cents(1), entered=Cents(900_00)),
        Figures(key=TRAINING, advance=Cents(2), entered=Cents(250_25)),
        Figures(key=TRAVEL, advance=Cents(3), entered=Cents(0)),
    )


@each_signed
def test_new_advance_wipes_the_signature_and_returns_it(form: Form) -> None:
    after = grant(form, REPORT, one_cent_more_granted(form), act=GRANTED)

    fallen = signature_of(form, PRESIDENT, PAULA, TUESDAY, fell=GRANTED)
    assert after.invalidated == (fallen,)
    assert after.form.signatures == (fallen,)
    assert (after.form.version, after.form.saved) == (3, GRANTED)
    assert after.form.status == FormStatus.ENCODED


@each_encoded
def test_new_advance_leaves_what_was_encoded_and_when(form: Form) -> None:
    after = grant(form, REPORT, one_cent_more_granted(form), act=GRANTED).form

    assert justified(after) == justified(form)
    assert after.encoded_at == form.encoded_at


def test_new_advance_encodes_nothing() -> None:
    after = grant(COVID_NEW, REPORT, {PREMIUM: Cents(1)}, act=GRANTED).form

    assert (after.status, after.encoded_at) == (FormStatus.NOT_STARTED, None)


@each_signed
def test_same_advance_changes_nothing(form: Form) -> None:
    after = grant(form, REPORT, advances(form), act=GRANTED)

    assert after == Saved(form=form, invalidated=())


@each_sent
def test_new_advance_on_a_sent_form_is_refused(form: Form) -> None:
    with pytest.raises(Refused) as refused:
        grant(form, REPORT, one_cent_more_granted(form), act=act(SPP_IS, THURSDAY))

    assert refusals_of(refused) == [AlreadySent()]


def test_what_is_no_advance_is_refused_at_its_line() -> None:
    wrong = {WAGES: Cents(-1), TRAINING: Cents(100_000_000_000_000)}

    with pytest.raises(Refused) as refused:
        grant(TOY_ENCODED, REPORT, wrong, act=GRANTED)

    assert refusals_of(refused) == [
        NegativeAmount(path=("lines", "wages")),
        AmountTooLarge(path=("lines", "training")),
    ]


def test_after_closing_an_unsent_form_stays_as_it_is() -> None:
    closed = replace(REPORT, closes_at=GRANTED.at)

    with pytest.raises(Refused) as refused:
        grant(TOY_ENCODED, closed, {WAGES: Cents(1)}, act=GRANTED)

    assert refusals_of(refused) == [ReportClosed()]


def test_before_opening_advances_are_granted() -> None:
    planned = replace(REPORT, opens_at=GRANTED.at + timedelta(days=1))

    after = grant(TOY_ENCODED, planned, {WAGES: Cents(1)}, act=GRANTED)

    assert after.form.content[0].advance == 1
