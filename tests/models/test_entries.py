"""What was entered on a line: an amount where it asks for one, a number where it asks for one."""

from dataclasses import replace

import pytest

from models.entries import EnteredLine, entries_of
from models.entry_refusals import A_NUMBER, AN_AMOUNT, NegativeCount, WrongEntry
from models.lifecycle import save
from models.money import Cents
from models.refusals import Refused
from models.spec import Line, LineEntry, LineKey
from tests.models.building import ANNE, MONDAY, REPORT, TOY, act, new_form, refusals_of

WAGES, GUARANTEES = LineKey("wages"), LineKey("guarantees")
SPEC = replace(
    TOY,
    lines=(
        Line(key=WAGES, label=TOY.title),
        Line(key=GUARANTEES, label=TOY.title, entry=LineEntry.COUNT, unit_price=Cents(25_00)),
    ),
)


def test_an_amount_and_a_number_are_taken_where_each_is_asked_for() -> None:
    lines = [EnteredLine(key=WAGES, amount=Cents(1_00)), EnteredLine(key=GUARANTEES, count=3)]

    assert entries_of(SPEC, lines) == {WAGES: 1_00, GUARANTEES: 3}


def test_the_refusal_of_a_wrong_entry_says_which_is_asked_for() -> None:
    lines = [EnteredLine(key=WAGES, count=3), EnteredLine(key=GUARANTEES, amount=Cents(1_00))]

    with pytest.raises(Refused) as refused:
        entries_of(SPEC, lines)

    assert refusals_of(refused) == [
        WrongEntry(path=("lines", WAGES), asked=AN_AMOUNT),
        WrongEntry(path=("lines", GUARANTEES), asked=A_NUMBER),
    ]


def test_a_negative_number_is_not_called_an_amount() -> None:
    form = new_form(SPEC, 0, 0)

    with pytest.raises(Refused) as refused:
        save(form, REPORT, {GUARANTEES: -1}, expected_version=1, act=act(ANNE, MONDAY))

    assert refusals_of(refused) == [NegativeCount(path=("lines", GUARANTEES))]
