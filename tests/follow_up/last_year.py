"""A small archive: the reports of 2019 of some CPAS, closed, in several states."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle

from models.bank_account import BankAccountEntry
from models.campaign import Campaign, new_form, new_report
from models.contact import ContactEntry
from models.cpas import Cpas
from models.form import Form
from models.forms import editions_in
from models.people import Role, Signatory
from models.reading import FormOfReport, ReportOfCpas
from models.report import Report, update_contact
from models.spec import FormSpec
from models.store import Store
from models.submissions import acknowledge
from tests.follow_up.desk import Desk, every_line

CAMPAIGN = Campaign(
    year=2019,
    opens_at=datetime(2020, 1, 6, 8, tzinfo=UTC),
    closes_at=datetime(2020, 9, 30, 22, tzinfo=UTC),
)
_CONTACT = ContactEntry(name="Ana Silva", email="ana@cpas.example", phone="02 508 85 85")
_ACCOUNT = BankAccountEntry(iban=None, historical_number="091-0002777-90", bic=None)
_HOW_FAR = cycle(["acknowledged", "sent", "acknowledged", "signed", "saved", "acknowledged"])


async def add_last_year(store: Store) -> None:
    """Add the archive: one CPAS of every four."""
    places = (await store.all_cpas())[::4]
    opened = [
        ReportOfCpas(report=new_report(CAMPAIGN, one, None, salt="5a17"), cpas=one)
        for one in places
    ]
    desk = Desk(now=datetime(2020, 2, 3, 9, 30, tzinfo=UTC))
    ids = await store.open_reports(opened, desk.act(Role.SPP_IS_MANAGER))
    opened = [
        replace(of, report=replace(of.report, id=id_)) for id_, of in zip(ids, opened, strict=True)
    ]
    filled = [(of, _filled_in(of.report, desk)) for of in opened]
    await store.store_reports(filled)
    await store.add_histories(
        [
            (report.id, _history(desk, spec, of.cpas, report))
            for of, report in filled
            for spec in editions_in(CAMPAIGN.year)
        ]
    )


def _filled_in(report: Report, desk: Desk) -> Report:
    return update_contact(
        report,
        contact=_CONTACT,
        bank_account=_ACCOUNT,
        expected_version=report.version,
        act=desk.act(Role.EDITOR),
    )


def _history(desk: Desk, spec: FormSpec, cpas: Cpas, report: Report) -> list[Form]:
    """Return the states of a form that came as far as its turn says."""
    salt = f"{cpas.nis_code}{spec.abbreviation}".ljust(32, "0")
    opened = desk.act(Role.SPP_IS_MANAGER)
    form = new_form(spec, cpas, CAMPAIGN.year, salt=salt, act=opened)
    of = FormOfReport(form=form, report=report, cpas=cpas, revision=1)
    granted = desk.granted(of, 1_234_56)
    saved = desk.saved(replace(of, form=granted), every_line(granted, 12_34))
    first = desk.signed(replace(of, form=saved), Signatory.DIRECTOR_GENERAL)
    sent = desk.signed(replace(of, form=first), Signatory.PRESIDENT)
    last = acknowledge(sent, act=desk.act(Role.SPP_IS_MANAGER))
    states = [form, granted, saved, first, sent, last]
    return states[: 3 + ["saved", "signed", "sent", "acknowledged"].index(next(_HOW_FAR))]
