"""What is paid and claimed back: what the balance says, less what was ordered before."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.form import Form, FormId
from models.forms.covid_premium import COVID_PREMIUM
from models.money import Cents
from models.payments import LARGEST_TRANSFER, HoldReason, due_on
from models.reading import FormOfReport
from models.report import Report
from models.submissions import acknowledge
from tests.models.building import (
    COVID_SENT,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DORA,
    FRIDAY,
    PAULA,
    PRESIDENT,
    REPORT,
    SPP_IS,
    TOWNS,
    act,
    new_form,
    saved,
    signed,
)

CHARLEROI, GENT = TOWNS


def of(form: Form, report: Report = REPORT) -> FormOfReport:
    return FormOfReport(form=form, report=report, cpas=CHARLEROI, revision=1)


def sent(advance: int, justified: int) -> Form:
    form = saved(new_form(COVID_PREMIUM, advance), justified)
    both = signed(signed(form, PRESIDENT, PAULA), DIRECTOR_GENERAL, DORA)
    return acknowledge(both, act=act(SPP_IS, FRIDAY))


TO_RECEIVE, TO_REPAY, SETTLED = sent(100_00, 150_00), sent(150_00, 100_00), sent(1_00, 1_00)


def test_what_is_to_be_received_is_paid_to_the_account_of_the_cpas() -> None:
    due = due_on([of(TO_RECEIVE)], {})

    (payment,) = due.payments
    assert (payment.amount, payment.iban, payment.bic) == (50_00, "BE34091000277790", "GKCCBEBB")
    assert (payment.name, payment.reference) == ("CPAS Charleroi", "RU-2020-52011-COVID")
    assert (due.held, due.claims) == ((), ())


def test_what_is_to_be_repaid_is_claimed() -> None:
    due = due_on([of(TO_REPAY)], {})

    assert [claim.amount for claim in due.claims] == [50_00]
    assert (due.payments, due.held) == ((), ())


@pytest.mark.parametrize("form", [SETTLED, COVID_SENT, COVID_SIGNED])
def test_nothing_is_due_on_what_is_settled_or_was_not_sent_and_acknowledged(form: Form) -> None:
    due = due_on([of(form)], {})

    assert (due.payments, due.held, due.claims) == ((), (), ())


def test_what_was_ordered_is_not_paid_again() -> None:
    due = due_on([of(TO_RECEIVE)], {TO_RECEIVE.id: Cents(50_00)})

    assert (due.payments, due.held, due.claims) == ((), (), ())
    assert due.ordered_before == 50_00


@pytest.mark.parametrize(
    ("ordered", "paid", "claimed"), [(20_00, [30_00], []), (60_00, [], [10_00])]
)
def test_a_form_that_was_sent_anew_is_paid_or_claimed_the_difference(
    ordered: int, paid: list[int], claimed: list[int]
) -> None:
    due = due_on([of(TO_RECEIVE)], {TO_RECEIVE.id: Cents(ordered)})

    assert [payment.amount for payment in due.payments] == paid
    assert [claim.amount for claim in due.claims] == claimed


def test_who_changed_the_account_since_signing_is_held_back() -> None:
    account = REPORT.bank_account
    assert account is not None
    report = replace(REPORT, version=9, bank_account=replace(account, since_version=9))

    due = due_on([of(TO_RECEIVE, report)], {})

    assert [(held.amount, held.reason) for held in due.held] == [
        (50_00, HoldReason.ACCOUNT_CHANGED)
    ]
    assert due.payments == ()


def test_who_has_no_account_is_held_back() -> None:
    due = due_on([of(TO_RECEIVE, replace(REPORT, bank_account=None))], {})

    assert [held.reason for held in due.held] == [HoldReason.ACCOUNT_MISSING]


@pytest.mark.parametrize("more", [0, 1])
def test_what_no_transfer_may_pay_is_held_back(more: int) -> None:
    """A bank refuses a whole file for the sake of one transfer."""
    due = due_on([of(sent(0, LARGEST_TRANSFER + more))], {})

    assert len(due.payments) == 1 - more
    assert [held.reason for held in due.held] == [HoldReason.AMOUNT_TOO_LARGE] * more


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=4))
def test_whatever_is_sent_in_the_end_was_paid_and_claimed_in_all(
    submissions: list[tuple[int, int]],
) -> None:
    """However often a form comes back: what was paid, less what is claimed, is what it says."""
    ordered, claimed = 0, 0
    for advance, justified in submissions:
        form = replace(sent(advance, justified), id=FormId(11))
        due = due_on([of(form)], {FormId(11): Cents(ordered)})
        ordered += sum(payment.amount for payment in due.payments)
        claimed = sum(claim.amount for claim in due.claims)

    owed = submissions[-1][1] - submissions[-1][0] if submissions else 0
    assert ordered - claimed == owed
