"""The demo country: every CPAS with its reports, in a spread of states. All figures are synthetic.

Everything here but the closing date, and the hashes that cover it, follows from the NIS codes, so
that every demo country of one year is the same. Contacts, persons and account numbers are invented.
What SPP IS did since by its own operations is in `office`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select

from models.bank_account import BankAccountEntry
from models.campaign import Campaign, new_form, new_report
from models.closing import close, extend
from models.contact import ContactEntry
from models.cpas import CpasId, NisCode
from models.database import Database
from models.form import Form, FormId
from models.forms import editions_in
from models.lifecycle import save, sign
from models.people import Act, Person, Role, Signatory, Subject
from models.reading import ReportOfCpas
from models.report import Report, update_contact
from models.seals import Sealing
from models.spec import FormKind, FormSpec, LineKey
from models.store import Store
from models.submissions import acknowledge, return_form
from models.tables import CPAS
from rapport_unique.demo.places import (
    CLOSED_BY_HAND,
    EXTENDED,
    NAMES,
    UNTOUCHED,
    WAITING,
    YEAR,
    Place,
    State,
)
from rapport_unique.master_data import Municipality, municipalities

OPENED_AT = datetime(2021, 1, 4, 8, tzinfo=UTC)
ARCHIVE_YEAR = 2019
ARCHIVE_OPENED_AT = datetime(2020, 1, 6, 8, tzinfo=UTC)
ARCHIVE_CLOSED_AT = datetime(2020, 9, 30, 22, tzinfo=UTC)
SPP_IS = Person(
    subject=Subject("demo-spp-is"),
    display_name="SPP Intégration sociale (démo)",
    roles=frozenset({Role.SPP_IS_MANAGER}),
)


async def seed(
    database: Database,
    now: datetime,
    *,
    kinds: Collection[FormKind] = tuple(FormKind),
    archive: bool = True,
    of: Sequence[Municipality] | None = None,
    sealing: Sealing | None = None,
) -> int:
    """Fill an empty database with the demo country; return how many CPAS were added.

    The 2020 report with these forms, and the archive of 2019, closed and complete; of these
    municipalities, or of all. A database that holds a CPAS already is left as it is. The 2020
    reports close at the end of the year after `now`. Without `sealing`, what was signed has no
    seals, as if it had been signed before there were any.
    """
    async with database.writing() as connection:
        if (await connection.execute(select(func.count()).select_from(CPAS))).scalar_one():
            return 0
        store = Store(connection, sealing, of_the_past=True)
        places = await _add_places(store, municipalities() if of is None else of)
        if archive:
            await _add_archive(store, places)
        closes_at = datetime(now.year + 1, 12, 31, 23, tzinfo=UTC)
        campaign = Campaign(year=YEAR, opens_at=OPENED_AT, closes_at=closes_at)
        reports = await _open(store, campaign, places)
        reports = await _fill_in_contacts(store, reports, _has_begun, places)
        histories = [
            (of.report.id, _history(of, spec, places[of.cpas.nis_code]))
            for of in reports
            for spec in editions_in(YEAR, kinds)
        ]
        ids = await store.add_histories(histories)
        if archive:
            sent = [id_ for id_, (_, history) in zip(ids, histories, strict=True) if _sent(history)]
            await _return_some(store, sent, places)
            await _change_reports(store, reports, places, now)
        return len(places)


def _sent(history: Sequence[Form]) -> bool:
    return history[-1].submission is not None


async def _return_some(store: Store, sent: Sequence[FormId], places: dict[NisCode, Place]) -> None:
    """Let SPP IS return a few of the forms that were sent; every other one is sent anew."""
    for number, form_id in enumerate(sent[::40]):
        found = await store.form(form_id)
        assert found is not None, "it was written a moment ago"
        writer = _Writer(found.report, places[found.cpas.nis_code], [found.form])
        writer.give_back("Une pièce justificative manque.", day=150)
        if number % 2:
            writer.sign(Signatory.PRESIDENT, day=172)
            writer.sign(Signatory.DIRECTOR_GENERAL, day=193)
        for after in writer.history[1:]:
            await store.store_form(found, after)
            found = await store.form(form_id) or found


async def _change_reports(
    store: Store, reports: Sequence[ReportOfCpas], places: dict[NisCode, Place], now: datetime
) -> None:
    """Let some CPAS change their account after signing, have more time, or be closed by hand."""
    ours = [of for of in reports if of.cpas.nis_code not in UNTOUCHED | WAITING]
    changed = [
        (of, _with_other_account(of, places[of.cpas.nis_code]))
        for of in ours
        if of.report.complete and places[of.cpas.nis_code].chance(30, "account") == 0
    ]
    await store.store_reports(changed)
    later = [
        (of, extend(of.report, _a_month_later(of.report), expected=None, now=now))
        for of in ours
        if of.cpas.nis_code in EXTENDED
    ]
    by_spp_is = Act(by=SPP_IS, at=now)
    await store.store_closings(later, by_spp_is, "Maladie de la directrice générale.")
    because = "Clôture demandée par le CPAS."
    closed = [
        (of, close(of.report, because, now)) for of in ours if of.cpas.nis_code in CLOSED_BY_HAND
    ]
    await store.store_closings(closed, by_spp_is, because)


def _a_month_later(report: Report) -> datetime:
    return report.closes_at + timedelta(days=31)


def _with_other_account(of: ReportOfCpas, place: Place) -> Report:
    return update_contact(
        of.report,
        contact=None,
        bank_account=_account_in_bank("068", place),
        expected_version=of.report.version,
        act=place.act(Role.EDITOR, after=of.report.opens_at, day=190),
    )


async def _add_places(store: Store, known: Sequence[Municipality]) -> dict[NisCode, Place]:
    ids = await store.add_cpas([municipality.cpas for municipality in known])
    return {
        municipality.cpas.nis_code: Place(
            cpas=replace(municipality.cpas, id=id_), population=municipality.population
        )
        for id_, municipality in zip(ids, known, strict=True)
    }


async def _add_archive(store: Store, places: dict[NisCode, Place]) -> None:
    """Add the report of the year before: everything sent and acknowledged, and closed."""
    campaign = Campaign(year=ARCHIVE_YEAR, opens_at=ARCHIVE_OPENED_AT, closes_at=ARCHIVE_CLOSED_AT)
    reports = await _open(store, campaign, places)
    reports = await _fill_in_contacts(store, reports, lambda _: True, places)
    await store.add_histories(
        [
            (of.report.id, _complete_history(of, spec, places[of.cpas.nis_code]))
            for of in reports
            for spec in editions_in(ARCHIVE_YEAR)
        ]
    )


async def _open(
    store: Store, campaign: Campaign, places: dict[NisCode, Place]
) -> list[ReportOfCpas]:
    before = await store.latest_reports_before(campaign.year)
    opened = [
        ReportOfCpas(
            report=new_report(
                campaign,
                place.cpas,
                _taken_over(place, before),
                salt=_salt(f"demo report {place.cpas.nis_code} {campaign.year}"),
            ),
            cpas=place.cpas,
        )
        for place in places.values()
    ]
    ids = await store.open_reports(opened, Act(by=SPP_IS, at=campaign.opens_at))
    return [
        replace(of, report=replace(of.report, id=id_)) for id_, of in zip(ids, opened, strict=True)
    ]


def _taken_over(place: Place, before: Mapping[CpasId, Report]) -> Report | None:
    return None if place.cpas.nis_code in UNTOUCHED else before.get(place.cpas.id)


def _has_begun(place: Place) -> bool:
    return place.state() >= State.CONTACT_ONLY


async def _fill_in_contacts(
    store: Store,
    reports: Sequence[ReportOfCpas],
    who: Callable[[Place], bool],
    places: dict[NisCode, Place],
) -> list[ReportOfCpas]:
    """Fill in contact and bank account of these CPAS; return the reports as they are then."""
    changes = [
        (of, _with_contact(of, places[of.cpas.nis_code]))
        for of in reports
        if who(places[of.cpas.nis_code])
    ]
    await store.store_reports(changes)
    changed = {after.id: after for _, after in changes}
    return [replace(of, report=changed.get(of.report.id, of.report)) for of in reports]


def _with_contact(of: ReportOfCpas, place: Place) -> Report:
    return update_contact(
        of.report,
        contact=_contact(place, of.report.year),
        bank_account=_bank_account(place),
        expected_version=of.report.version,
        act=place.act(Role.EDITOR, after=of.report.opens_at, day=1),
    )


def _contact(place: Place, year: int) -> ContactEntry:
    return ContactEntry(
        name=NAMES[place.cpas.language][year % 2],
        email=f"contact@cpas-{place.cpas.nis_code}.example",
        phone="02 508 85 85",
    )


def _bank_account(place: Place) -> BankAccountEntry:
    return _account_in_bank("091", place)


def _account_in_bank(bank: str, place: Place) -> BankAccountEntry:
    first_ten = f"{bank}00{place.cpas.nis_code}"
    check = int(first_ten) % 97 or 97
    return BankAccountEntry(iban=None, historical_number=f"{first_ten}{check:02d}", bic="GKCCBEBB")


def _granted(of: ReportOfCpas, spec: FormSpec, place: Place) -> Form:
    """Return the form as SPP IS opened it, with its grants."""
    act = Act(by=SPP_IS, at=of.report.opens_at)
    about = f"demo {place.cpas.nis_code}"
    if (of.report.year, spec.kind) != (YEAR, FormKind.COVID_PREMIUM):
        about = f"{about} {of.report.year} {spec.kind}"
    form = new_form(spec, place.cpas, of.report.year, salt=_salt(about), act=act)
    grants = place.content(spec, of.report.year).grants
    content = tuple(
        replace(figures, advance=grants.get(figures.key, figures.advance))
        for figures in form.content
    )
    return replace(form, content=content)


def _salt(about: str) -> str:
    return sha256(about.encode()).hexdigest()[:32]


def _history(of: ReportOfCpas, spec: FormSpec, place: Place) -> list[Form]:
    """Return the states through which the form went, up to the state of the place."""
    history = [_granted(of, spec, place)]
    state = place.state(spec.kind)
    if history[0].advance_missing:
        state = min(state, State.ENCODED)
    if state is State.CONTACT_ONLY and len(spec.entry_lines) > 1:
        first = spec.entry_lines[0].key
        entries = place.content(spec, YEAR).entries
        _Writer(of.report, place, history).save({first: entries[first]}, day=71)
    if state >= State.ENCODED:
        writer = _Writer(of.report, place, history)
        if _has_second_thoughts(spec, place):
            line = spec.lines[0].key
            writer.save({line: place.advance}, day=30)
            writer.sign(Signatory.PRESIDENT, day=50)
        writer.save(place.content(spec, YEAR).entries, day=71)
        if state in {State.SIGNED_BY_PRESIDENT, State.SENT}:
            writer.sign(Signatory.PRESIDENT, day=92)
        if state in {State.SIGNED_BY_DIRECTOR_GENERAL, State.SENT}:
            writer.sign(Signatory.DIRECTOR_GENERAL, day=113)
        if _is_acknowledged(history[-1], place):
            writer.acknowledge(day=140)
    return history


def _is_acknowledged(form: Form, place: Place) -> bool:
    """Whether SPP IS has taken note of it; of the premium it is yet to look at the first one."""
    kind = form.spec.kind
    looked_at = form.submission is not None and kind is not FormKind.COVID_PREMIUM
    return looked_at and bool(place.chance(2, f"acknowledged {kind}"))


def _has_second_thoughts(spec: FormSpec, place: Place) -> bool:
    """Whether the CPAS encoded another amount first, and a signature fell with it."""
    if spec.kind is not FormKind.COVID_PREMIUM or not place.advance or not _has_begun(place):
        return False
    return place.chance(8, "second thoughts") == 0


def _complete_history(of: ReportOfCpas, spec: FormSpec, place: Place) -> list[Form]:
    """Return the states of a form that was encoded, signed twice, sent and acknowledged."""
    history = [_granted(of, spec, place)]
    writer = _Writer(of.report, place, history)
    writer.save(place.content(spec, of.report.year).entries, day=71)
    writer.sign(Signatory.DIRECTOR_GENERAL, day=92)
    writer.sign(Signatory.PRESIDENT, day=113)
    sent_at = history[-1].changed_at
    history.append(acknowledge(history[-1], act=Act(by=SPP_IS, at=sent_at + timedelta(days=2))))
    return history


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the next states of one form, by the rules."""

    report: Report
    place: Place
    history: list[Form]

    def save(self, entries: Mapping[LineKey, int], *, day: int) -> None:
        form = self.history[-1]
        act = self.place.act(Role.EDITOR, after=self.report.opens_at, day=day)
        saved = save(form, self.report, entries, expected_version=form.version, act=act)
        self._append(saved.form)

    def sign(self, role: Signatory, *, day: int) -> None:
        form = self.history[-1]
        act = self.place.act(role.role, after=self.report.opens_at, day=day)
        signed = sign(form, self.report, role, content_digest=form.content_digest, act=act)
        self._append(signed.form)

    def acknowledge(self, *, day: int) -> None:
        self._append(acknowledge(self.history[-1], act=self._of_spp_is(day)))

    def give_back(self, reason: str, *, day: int) -> None:
        returned = return_form(self.history[-1], reason=reason, act=self._of_spp_is(day))
        self._append(returned.form)

    def _of_spp_is(self, day: int) -> Act:
        return Act(by=SPP_IS, at=self.report.opens_at + timedelta(days=day))

    def _append(self, form: Form) -> None:
        if form != self.history[-1]:
            self.history.append(form)
