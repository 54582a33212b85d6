"""What a new report takes over: contact and account of its CPAS, or of those it took over."""

from dataclasses import replace

from models.bank_account import AccountNumbers
from models.campaign import Campaign, new_report
from models.report import Report
from tests.models.building import BARE_REPORT, CLOSING, OPENING, REPORT, TOWNS

CAMPAIGN = Campaign(year=2021, opens_at=OPENING, closes_at=CLOSING)
OTHER = AccountNumbers(iban="BE71096123456769", bic="GKCCBEBB", historical_number="096-1234567-69")


def with_other_account(report: Report) -> Report:
    assert report.bank_account is not None
    return replace(report, bank_account=replace(report.bank_account, numbers=OTHER))


def test_a_cpas_keeps_its_own_contact_and_account() -> None:
    new = new_report(CAMPAIGN, TOWNS[0], REPORT, [with_other_account(REPORT)], salt="5a17")

    assert new.contact == REPORT.contact
    assert new.bank_account is not None
    assert new.bank_account.numbers != OTHER
    assert new.bank_account.since_version == 1


def test_a_successor_takes_over_what_its_predecessors_agree_on() -> None:
    new = new_report(CAMPAIGN, TOWNS[0], None, [REPORT, BARE_REPORT, REPORT], salt="5a17")

    assert new.contact == REPORT.contact
    assert new.bank_account is not None
    assert REPORT.bank_account is not None
    assert new.bank_account.numbers == REPORT.bank_account.numbers


def test_among_several_accounts_none_is_guessed() -> None:
    new = new_report(CAMPAIGN, TOWNS[0], None, [REPORT, with_other_account(REPORT)], salt="5a17")

    assert new.contact == REPORT.contact
    assert new.bank_account is None
