"""Contact and bank account: changed by an editor while the report is open, whatever was sent."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from models.bank_account import AccountNumbers, BankAccountEntry
from models.contact import ContactDetails, ContactEntry
from models.entry_refusals import InvalidEmail, InvalidHistoricalNumber, InvalidPhone, Required
from models.people import Person
from models.refusals import (
    MissingRole,
    Refusal,
    Refused,
    ReportClosed,
    ReportNotOpen,
    VersionConflict,
)
from models.report import (
    BankAccount,
    Contact,
    Report,
    last_change,
    reasons_against_update,
    update_contact,
)
from tests.models.building import (
    ALIX,
    ANNE,
    BARE_REPORT,
    CLOSING,
    DORA,
    EMIEL,
    FRIDAY,
    OPENING,
    PAULA,
    REPORT,
    SPP_IS,
    TUESDAY,
    WEDNESDAY,
    act,
    person,
    refusals_of,
)

SAME_CONTACT = ContactEntry(name=" Anne Dubois ", email="anne@cpas.example", phone="071 23 33 33")
SAME_ACCOUNT = BankAccountEntry(iban="BE34 0910 0027 7790", historical_number=None, bic=None)
OTHER_CONTACT = ContactEntry(name="Jo", email="jo@ocmw.example", phone="02 508 85 85")
OTHER_ACCOUNT = BankAccountEntry(iban=None, historical_number="001-0000001-77", bic="GEBABEBB")

JO = ContactDetails(name="Jo", email="jo@ocmw.example", phone="+3225088585")
OTHER_NUMBERS = AccountNumbers(
    iban="BE80001000000177", bic="GEBABEBB", historical_number="001-0000001-77"
)


def update(
    report: Report,
    contact: ContactEntry | None,
    bank_account: BankAccountEntry | None,
    *,
    version: int = 2,
    by: Person = EMIEL,
    at: datetime = TUESDAY,
) -> Report:
    return update_contact(
        report,
        contact=contact,
        bank_account=bank_account,
        expected_version=version,
        act=act(by, at),
    )


def refused_to_update(
    report: Report,
    contact: ContactEntry | None = OTHER_CONTACT,
    bank_account: BankAccountEntry | None = OTHER_ACCOUNT,
    *,
    version: int = 2,
    by: Person = EMIEL,
    at: datetime = TUESDAY,
) -> list[Refusal]:
    with pytest.raises(Refused) as refused:
        update(report, contact, bank_account, version=version, by=by, at=at)
    return refusals_of(refused)


def conflict(version: int, by: Person | None, at: datetime | None) -> VersionConflict:
    return VersionConflict(
        path=("expected_version",), current_version=version, changed_by=by, changed_at=at
    )


# What is kept ------------------------------------------------------------------------------------


def test_contact_and_account_are_kept_with_who_entered_them_when() -> None:
    after = update(BARE_REPORT, OTHER_CONTACT, OTHER_ACCOUNT, version=1)

    assert after == replace(
        BARE_REPORT,
        version=2,
        contact=Contact(details=JO, updated=act(EMIEL, TUESDAY)),
        bank_account=BankAccount(
            numbers=OTHER_NUMBERS, updated=act(EMIEL, TUESDAY), since_version=2
        ),
    )
    assert after.complete


@pytest.mark.parametrize(("contact", "account"), [(OTHER_CONTACT, None), (None, OTHER_ACCOUNT)])
def test_one_of_them_does_not_make_the_report_complete(
    contact: ContactEntry | None, account: BankAccountEntry | None
) -> None:
    after = update(BARE_REPORT, contact, account, version=1)

    assert (after.complete, after.version) == (False, 2)


def test_a_new_contact_leaves_the_account_as_it_is() -> None:
    after = update(REPORT, OTHER_CONTACT, None)

    assert after == replace(
        REPORT, version=3, contact=Contact(details=JO, updated=act(EMIEL, TUESDAY))
    )


def test_a_new_account_leaves_the_contact_as_it_is() -> None:
    after = update(REPORT, None, OTHER_ACCOUNT)

    assert after == replace(
        REPORT,
        version=3,
        bank_account=BankAccount(
            numbers=OTHER_NUMBERS, updated=act(EMIEL, TUESDAY), since_version=3
        ),
    )


def test_what_stays_the_same_of_a_change_keeps_who_entered_it() -> None:
    after = update(REPORT, OTHER_CONTACT, SAME_ACCOUNT)

    assert after.contact == Contact(details=JO, updated=act(EMIEL, TUESDAY))
    assert after.bank_account == REPORT.bank_account


@pytest.mark.parametrize(
    ("contact", "account"),
    [
        (SAME_CONTACT, SAME_ACCOUNT),
        (SAME_CONTACT, None),
        (None, SAME_ACCOUNT),
    ],
)
def test_same_data_change_nothing(
    contact: ContactEntry | None, account: BankAccountEntry | None
) -> None:
    after = update(REPORT, contact, account)

    assert after == REPORT


@pytest.mark.parametrize("version", [1, 2])
def test_a_change_of_neither_is_refused_whatever_its_version(version: int) -> None:
    refusals = refused_to_update(REPORT, None, None, version=version)

    assert refusals == [Required()]


# Stale pages -------------------------------------------------------------------------------------


def test_retry_by_the_same_person_gets_the_present_report() -> None:
    changed = update(REPORT, OTHER_CONTACT, OTHER_ACCOUNT)

    again = update(changed, OTHER_CONTACT, OTHER_ACCOUNT, at=FRIDAY)

    assert again == changed


@pytest.mark.parametrize(("contact", "account"), [(OTHER_CONTACT, None), (None, OTHER_ACCOUNT)])
def test_retry_of_one_change_gets_the_present_report(
    contact: ContactEntry | None, account: BankAccountEntry | None
) -> None:
    changed = update(REPORT, contact, account)

    again = update(changed, contact, account, at=FRIDAY)

    assert again == changed


@pytest.mark.parametrize(("contact", "account"), [(OTHER_CONTACT, None), (None, OTHER_ACCOUNT)])
def test_same_data_one_behind_by_another_person_conflict(
    contact: ContactEntry | None, account: BankAccountEntry | None
) -> None:
    changed = update(REPORT, contact, account)

    refusals = refused_to_update(changed, contact, account, by=ANNE, at=FRIDAY)

    assert refusals == [conflict(3, EMIEL, TUESDAY)]


def test_same_data_two_behind_conflict() -> None:
    changed = update(update(REPORT, OTHER_CONTACT, None), None, OTHER_ACCOUNT, version=3)

    refusals = refused_to_update(changed, at=FRIDAY)

    assert refusals == [conflict(4, EMIEL, TUESDAY)]


@pytest.mark.parametrize("version", [1, 3])
def test_other_data_for_another_version_conflict(version: int) -> None:
    refusals = refused_to_update(REPORT, version=version)

    assert refusals == [conflict(2, ANNE, OPENING)]


def test_who_entered_the_data_conflicts_too_with_other_data_on_a_stale_page() -> None:
    refusals = refused_to_update(REPORT, version=1, by=ANNE)

    assert refusals == [conflict(2, ANNE, OPENING)]


def test_a_conflict_before_anybody_entered_anything_names_nobody() -> None:
    refusals = refused_to_update(BARE_REPORT, version=2)

    assert refusals == [conflict(1, None, None)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((OTHER_CONTACT, None), (None, OTHER_ACCOUNT)),
        ((None, OTHER_ACCOUNT), (OTHER_CONTACT, None)),
    ],
    ids=["account-last", "contact-last"],
)
def test_the_last_change_is_that_of_contact_or_account(
    first: tuple[ContactEntry | None, BankAccountEntry | None],
    second: tuple[ContactEntry | None, BankAccountEntry | None],
) -> None:
    changed = update(REPORT, *first, by=EMIEL, at=TUESDAY)
    again = update(changed, *second, version=3, by=ANNE, at=WEDNESDAY)

    last = last_change(again)

    assert last == act(ANNE, WEDNESDAY)


def test_nobody_changed_what_was_never_entered() -> None:
    last = last_change(BARE_REPORT)

    assert last is None


# Who, and when -----------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [PAULA, DORA, SPP_IS, person("Nobody")], ids=lambda who: who.subject)
def test_only_an_editor_changes_them(by: Person) -> None:
    reasons = reasons_against_update(REPORT, by, TUESDAY)

    refusals = refused_to_update(REPORT, by=by)

    assert reasons == refusals == [MissingRole()]


@pytest.mark.parametrize("by", [ANNE, EMIEL, ALIX])
def test_every_editor_changes_them(by: Person) -> None:
    reasons = reasons_against_update(REPORT, by, TUESDAY)

    after = update(REPORT, OTHER_CONTACT, None, by=by)

    assert (reasons, after.version) == ([], 3)


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (OPENING - timedelta(microseconds=1), ReportNotOpen()),
        (CLOSING, ReportClosed()),
        (CLOSING + timedelta(days=365), ReportClosed()),
    ],
)
def test_they_change_only_while_the_report_is_open(at: datetime, refusal: Refusal) -> None:
    reasons = reasons_against_update(REPORT, ANNE, at)

    refusals = refused_to_update(REPORT, by=ANNE, at=at)

    assert reasons == refusals == [refusal]


@pytest.mark.parametrize("at", [OPENING, CLOSING - timedelta(microseconds=1)])
def test_they_change_from_the_first_instant_to_the_last(at: datetime) -> None:
    reasons = reasons_against_update(REPORT, ANNE, at)

    after = update(REPORT, OTHER_CONTACT, None, by=ANNE, at=at)

    assert (reasons, after.version) == ([], 3)


def test_who_lacks_the_role_hears_nothing_of_the_state() -> None:
    refusals = refused_to_update(REPORT, by=PAULA, at=CLOSING)

    assert refusals == [MissingRole()]


# What is refused ---------------------------------------------------------------------------------


def test_all_problems_of_contact_and_account_are_said_together() -> None:
    contact = ContactEntry(name=" ", email="anne", phone="12")
    account = BankAccountEntry(iban=None, historical_number="091-0002777-91", bic=None)

    refusals = refused_to_update(REPORT, contact, account)

    assert refusals == [
        Required(path=("contact", "name")),
        InvalidEmail(path=("contact", "email")),
        InvalidPhone(path=("contact", "phone")),
        InvalidHistoricalNumber(path=("bank_account", "historical_number")),
    ]


def test_a_good_contact_is_not_kept_beside_a_wrong_account() -> None:
    account = BankAccountEntry(iban=None, historical_number=None, bic=None)

    refusals = refused_to_update(REPORT, OTHER_CONTACT, account)

    assert refusals == [Required(path=("bank_account", "iban"))]
