"""The demo country: every CPAS with its 2020 report, in a spread of states. All figures synthetic.

Everything but the closing date follows from the NIS codes, so that every demo country is the
same. Contacts, persons and account numbers are invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from hashlib import sha256
from math import isqrt

from sqlalchemy import func, select

from models.bank_account import BankAccountEntry
from models.contact import ContactEntry
from models.cpas import Cpas, NisCode, Region
from models.database import Database
from models.form import Form, FormId
from models.forms import CATALOGUE
from models.language import Language
from models.lifecycle import save, sign
from models.money import Cents
from models.people import Act, Person, Role, Signatory, Subject
from models.reading import (
    SELECT_FORMS,
    SELECT_REPORTS,
    FormOfReport,
    ReportOfCpas,
    read_forms,
    read_reports,
)
from models.report import Report, ReportId, update_contact
from models.spec import Figures, FormKind
from models.store import Store
from models.tables import CPAS
from rapport_unique.master_data import Municipality, municipalities

YEAR = 2020
OPENED_AT = datetime(2021, 1, 4, 8, tzinfo=UTC)
PREMIUM = Cents(255_00)
"""What SPP IS advances for one beneficiary: 85 % of six months at 50 EUR."""

UNTOUCHED = frozenset({"52011", "44021", "63023", "92094"})
"""CPAS of personas who walk through the manual: Charleroi, Gent, Eupen and Namur."""
WAITING = frozenset({"21009"})
"""CPAS of personas who find the president's signature there: Ixelles."""

_BENEFICIARIES = {Region.BRUSSELS: 230, Region.WALLONIA: 197, Region.FLANDERS: 60}
"""Beneficiaries among 100 000 people, times the fourth root of the size of their municipality."""

SPP_IS = Person(
    subject=Subject("demo-spp-is"),
    display_name="SPP Intégration sociale (démo)",
    roles=frozenset({Role.SPP_IS_MANAGER}),
)
_NAMES = {
    Language.FR: ("Anne Lambert", "Marc Dubois", "Sophie Renard"),
    Language.NL: ("An Peeters", "Jan Janssens", "Els Maes"),
    Language.DE: ("Anja Müller", "Karl Schmitz", "Petra Weber"),
}


class State(IntEnum):
    """How far a CPAS of the demo country has come."""

    NOT_STARTED = 0
    CONTACT_ONLY = 1
    ENCODED = 2
    SIGNED_BY_PRESIDENT = 3
    SIGNED_BY_DIRECTOR_GENERAL = 4
    SENT = 5


_SPREAD = (
    [State.NOT_STARTED] * 5
    + [State.CONTACT_ONLY] * 2
    + [State.ENCODED] * 4
    + [State.SIGNED_BY_PRESIDENT] * 2
    + [State.SIGNED_BY_DIRECTOR_GENERAL] * 2
    + [State.SENT] * 5
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A CPAS of the demo country, and the chance that its NIS code gives it."""

    cpas: Cpas
    population: int

    def chance(self, of: int, about: str) -> int:
        """Return a number from 0 to below `of`, always the same for the same place and matter."""
        digest = sha256(f"{self.cpas.nis_code} {about}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % of

    @property
    def state(self) -> State:
        """How far this CPAS has come."""
        if self.cpas.nis_code in UNTOUCHED:
            return State.NOT_STARTED
        if self.cpas.nis_code in WAITING:
            return State.SIGNED_BY_PRESIDENT
        return _SPREAD[self.chance(len(_SPREAD), "state")]

    @property
    def advance(self) -> Cents:
        """What SPP IS advanced: a whole number of premiums."""
        root = isqrt(isqrt(self.population * 10**8))
        luck = 75 + self.chance(51, "advance")
        beneficiaries = self.population * _BENEFICIARIES[self.cpas.region] * root * luck // 10**9
        return Cents(beneficiaries * PREMIUM)

    @property
    def justified(self) -> Cents:
        """What this CPAS justifies: less, more, the same, or now and then nothing at all."""
        match self.chance(20, "justified"):
            case 0:
                return Cents(0)
            case 1 | 2 | 3 | 4:
                return self.advance
            case _:
                share = 70 + self.chance(50, "share")
                return Cents(self.advance * share // 100 + self.chance(100, "cents"))

    def person(self, role: Role) -> Person:
        """Return the invented person who holds the role here."""
        place = (Role.EDITOR, Role.PRESIDENT, Role.DIRECTOR_GENERAL).index(role)
        return Person(
            subject=Subject(f"demo-{self.cpas.nis_code}-{role.value.lower()}"),
            display_name=_NAMES[self.cpas.language][place],
            roles=frozenset({role}),
            assurance_level="urn:be:fedict:iam:fas:Level500",
        )

    def act(self, role: Role, *, day: int) -> Act:
        """Return an act of that person, so many days after the opening."""
        minutes = self.chance(9 * 60, f"minute {day}")
        at = OPENED_AT + timedelta(days=day + self.chance(20, f"day {day}"), minutes=minutes)
        return Act(by=self.person(role), at=at)


async def seed(database: Database, now: datetime) -> int:
    """Fill an empty database with the demo country; return how many CPAS were added.

    A database that holds a CPAS already is left as it is. The reports close at the end of the
    year after `now`.
    """
    async with database.writing() as connection:
        if (await connection.execute(select(func.count()).select_from(CPAS))).scalar_one():
            return 0
        store = Store(connection)
        places = await _add_places(store)
        await _open(store, places, closes_at=datetime(now.year + 1, 12, 31, 23, tzinfo=UTC))
        reports = await read_reports(connection, SELECT_REPORTS)
        await _fill_in_contacts(store, reports, places)
        forms = await read_forms(connection, SELECT_FORMS)
        await store.store_forms(_histories(forms, places))
        return len(places)


async def _add_places(store: Store) -> dict[NisCode, Place]:
    known: Sequence[Municipality] = municipalities()
    ids = await store.add_cpas([municipality.cpas for municipality in known])
    return {
        municipality.cpas.nis_code: Place(
            cpas=replace(municipality.cpas, id=id_), population=municipality.population
        )
        for id_, municipality in zip(ids, known, strict=True)
    }


async def _open(store: Store, places: dict[NisCode, Place], closes_at: datetime) -> None:
    act = Act(by=SPP_IS, at=OPENED_AT)
    opened = [
        ReportOfCpas(
            report=Report(
                id=ReportId(0),
                cpas_id=place.cpas.id,
                year=YEAR,
                opens_at=OPENED_AT,
                closes_at=closes_at,
            ),
            cpas=place.cpas,
        )
        for place in places.values()
    ]
    ids = await store.open_reports(opened, act)
    await store.open_forms(
        [(id_, _new_form(place, act)) for id_, place in zip(ids, places.values(), strict=True)]
    )


def _new_form(place: Place, act: Act) -> Form:
    spec = CATALOGUE[FormKind.COVID_PREMIUM]
    return Form(
        id=FormId(0),
        spec=spec,
        nis_code=place.cpas.nis_code,
        year=YEAR,
        salt=sha256(f"demo {place.cpas.nis_code}".encode()).hexdigest()[:32],
        content=tuple(Figures(key=line.key, advance=place.advance) for line in spec.lines),
        version=1,
        saved=act,
    )


async def _fill_in_contacts(
    store: Store, reports: Sequence[ReportOfCpas], places: dict[NisCode, Place]
) -> None:
    for found in reports:
        place = places[found.cpas.nis_code]
        if place.state >= State.CONTACT_ONLY:
            after = update_contact(
                found.report,
                contact=_contact(place),
                bank_account=_bank_account(place),
                expected_version=1,
                act=place.act(Role.EDITOR, day=1),
            )
            await store.store_report(found, after)


def _contact(place: Place) -> ContactEntry:
    return ContactEntry(
        name=_NAMES[place.cpas.language][0],
        email=f"contact@cpas-{place.cpas.nis_code}.example",
        phone="02 508 85 85",
    )


def _bank_account(place: Place) -> BankAccountEntry:
    first_ten = f"09100{place.cpas.nis_code}"
    check = int(first_ten) % 97 or 97
    return BankAccountEntry(iban=None, historical_number=f"{first_ten}{check:02d}", bic="GKCCBEBB")


def _histories(
    forms: Sequence[FormOfReport], places: dict[NisCode, Place]
) -> Iterator[tuple[FormOfReport, Form]]:
    """Yield the changes of all forms, each from one stored state to the next."""
    for found in forms:
        before = found
        for after in _history(found, places[found.cpas.nis_code]):
            if after != before.form:
                yield before, after
                before = replace(before, form=after, revision=before.revision + 1)


def _history(found: FormOfReport, place: Place) -> Iterator[Form]:
    """Yield the states through which the form went, up to the state of the place."""
    form, report = found.form, found.report
    if place.state < State.ENCODED:
        return
    if place.chance(8, "second thoughts") == 0 and place.advance:
        yield (form := _saved(form, report, place, place.advance, day=30))
        yield (form := _signed(form, report, place, Signatory.PRESIDENT, day=50))
    yield (form := _saved(form, report, place, place.justified, day=71))
    if place.state in {State.SIGNED_BY_PRESIDENT, State.SENT}:
        yield (form := _signed(form, report, place, Signatory.PRESIDENT, day=92))
    if place.state in {State.SIGNED_BY_DIRECTOR_GENERAL, State.SENT}:
        yield _signed(form, report, place, Signatory.DIRECTOR_GENERAL, day=113)


def _saved(form: Form, report: Report, place: Place, justified: Cents, *, day: int) -> Form:
    act = place.act(Role.EDITOR, day=day)
    lines = {line.key: justified for line in form.spec.lines}
    return save(form, report, lines, expected_version=form.version, act=act).form


def _signed(form: Form, report: Report, place: Place, role: Signatory, *, day: int) -> Form:
    act = place.act(role.role, day=day)
    return sign(form, report, role, content_digest=form.content_digest, act=act).form
