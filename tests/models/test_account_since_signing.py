"""Whether the account on which SPP IS pays is still the one that the signatories saw."""

from dataclasses import replace
from datetime import datetime

import pytest

from models.bank_account import BankAccountEntry
from models.contact import ContactEntry
from models.form import Form, bank_account_changed_since
from models.lifecycle import sign
from models.report import Report, update_contact
from tests.models.building import (
    ANNE,
    BARE_REPORT,
    COVID,
    COVID_SENT,
    COVID_SIGNED,
    DIRECTOR_GENERAL,
    DORA,
    EMIEL,
    FRIDAY,
    MONDAY,
    NUMBERS,
    PAULA,
    PRESIDENT,
    REPORT,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    act,
)

SAME_ACCOUNT = BankAccountEntry(iban="BE34 0910 0027 7790", historical_number=None, bic=None)
OTHER_ACCOUNT = BankAccountEntry(iban=None, historical_number="001-0000001-77", bic="GEBABEBB")
OTHER_CONTACT = ContactEntry(name="Jo", email="jo@ocmw.example", phone="02 508 85 85")


def update(
    report: Report,
    contact: ContactEntry | None,
    bank_account: BankAccountEntry | None,
    *,
    at: datetime,
) -> Report:
    return update_contact(
        report,
        contact=contact,
        bank_account=bank_account,
        expected_version=report.version,
        act=act(EMIEL, at),
    )


def sent(at_first: Report, at_second: Report) -> Form:
    """The Covid form, sent with two signatures, and the report as it stood at each of them."""
    digest = COVID.content_digest
    first, second = act(PAULA, TUESDAY), act(DORA, THURSDAY)
    halfway = sign(COVID, at_first, PRESIDENT, content_digest=digest, act=first).form
    return sign(halfway, at_second, DIRECTOR_GENERAL, content_digest=digest, act=second).form


def test_both_may_change_after_sending() -> None:
    after = update(REPORT, OTHER_CONTACT, OTHER_ACCOUNT, at=FRIDAY)

    assert after.version == 3
    assert bank_account_changed_since(COVID_SENT.current_signatures, after)


def test_nothing_changed_since_signing_when_nothing_changed() -> None:
    changed = bank_account_changed_since(COVID_SENT.current_signatures, REPORT)

    assert changed is False


@pytest.mark.parametrize("between", [True, False], ids=["between", "after"])
def test_an_account_changed_after_the_first_signature_is_told(between: bool) -> None:
    report = update(REPORT, None, OTHER_ACCOUNT, at=WEDNESDAY)
    form = sent(REPORT, report if between else REPORT)

    changed = bank_account_changed_since(form.current_signatures, report)

    assert changed is True


def test_an_account_changed_before_the_first_signature_is_not() -> None:
    report = update(REPORT, None, OTHER_ACCOUNT, at=MONDAY)
    form = sent(report, report)

    changed = bank_account_changed_since(form.current_signatures, report)

    assert changed is False


def test_a_new_contact_is_no_new_account() -> None:
    report = update(REPORT, OTHER_CONTACT, SAME_ACCOUNT, at=FRIDAY)

    changed = bank_account_changed_since(COVID_SENT.current_signatures, report)

    assert changed is False


def test_an_account_that_changed_and_went_back_is_told() -> None:
    report = update(REPORT, None, OTHER_ACCOUNT, at=THURSDAY)
    back = update(report, None, SAME_ACCOUNT, at=FRIDAY)

    changed = bank_account_changed_since(COVID_SENT.current_signatures, back)

    assert back.bank_account is not None
    assert back.bank_account.numbers == NUMBERS
    assert changed is True


def test_a_signature_that_fell_does_not_count() -> None:
    signed_early = COVID_SIGNED.signatures[0]
    fell = replace(signed_early, report_version=1, invalidated=act(ANNE, WEDNESDAY))
    form = replace(COVID_SENT, signatures=(fell, *COVID_SENT.signatures))

    changed = bank_account_changed_since(form.current_signatures, REPORT)

    assert changed is False


def test_an_account_changed_after_the_first_signature_is_told_before_the_second() -> None:
    report = update(REPORT, None, OTHER_ACCOUNT, at=FRIDAY)

    changed = bank_account_changed_since(COVID_SIGNED.current_signatures, report)

    assert changed is True


@pytest.mark.parametrize("report", [REPORT, BARE_REPORT], ids=["account", "no-account"])
def test_nothing_is_told_where_nobody_has_signed(report: Report) -> None:
    changed = bank_account_changed_since(COVID.current_signatures, report)

    assert changed is None
