"""A country of real size to measure on, written through the rules and the store.

Every CPAS has a report with all six forms for each year. Every form carries none, one or two
signatures on its present version, as many of each on the whole. What is written follows from NIS
code, year and form, so that every seeded country is the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from models.bank_account import BankAccountEntry
from models.campaign import Campaign, new_form, new_report
from models.contact import ContactEntry
from models.cpas import NisCode
from models.database import Database
from models.form import Form
from models.forms import editions_in
from models.lifecycle import save, sign
from models.patience import UNHURRIED
from models.people import Act, Role, Signatory
from models.reading import ReportOfCpas
from models.report import Report, update_contact
from models.spec import FormSpec
from models.store import Store
from rapport_unique.demo import SPP_IS
from rapport_unique.demo.places import NAMES, Place
from rapport_unique.master_data import municipalities

FIRST_YEAR = 2020
OPENED_AT = datetime(2021, 1, 4, 8, tzinfo=UTC)
CLOSES_AT = datetime(2099, 12, 31, 23, tzinfo=UTC)

_PRESIDENT, _DIRECTOR = Signatory.PRESIDENT, Signatory.DIRECTOR_GENERAL
_SPREAD: Sequence[tuple[Signatory, ...] | None] = (
    None,
    (),
    (_PRESIDENT,),
    (_DIRECTOR,),
    (_PRESIDENT, _DIRECTOR),
    (_DIRECTOR, _PRESIDENT),
)
"""Who signed, in order; None where nothing was encoded yet."""


async def seed_country(url: str, *, years: int) -> None:
    """Fill the migrated and empty database with so many years."""
    database = Database(url, patience=UNHURRIED)
    try:
        async with database.writing() as connection:
            places = await _add_places(Store(connection))
        for year in range(FIRST_YEAR, FIRST_YEAR + years):
            async with database.writing() as connection:
                await _add_year(Store(connection), year, places)
    finally:
        await database.close()


async def _add_places(store: Store) -> Mapping[NisCode, Place]:
    known = municipalities()
    ids = await store.add_cpas([municipality.cpas for municipality in known])
    return {
        municipality.cpas.nis_code: Place(
            cpas=replace(municipality.cpas, id=id_), population=municipality.population
        )
        for id_, municipality in zip(ids, known, strict=True)
    }


async def _add_year(store: Store, year: int, places: Mapping[NisCode, Place]) -> None:
    campaign = Campaign(year=year, opens_at=OPENED_AT, closes_at=CLOSES_AT)
    opened = [
        ReportOfCpas(report=new_report(campaign, place.cpas, None, salt="5a17"), cpas=place.cpas)
        for place in places.values()
    ]
    ids = await store.open_reports(opened, Act(by=SPP_IS, at=OPENED_AT))
    empty = [
        replace(of, report=replace(of.report, id=id_)) for id_, of in zip(ids, opened, strict=True)
    ]
    complete = [(of, _with_contact(of.report, places[of.cpas.nis_code])) for of in empty]
    await store.store_reports(complete)
    await store.add_histories(
        [
            (report.id, _history(report, spec, places[of.cpas.nis_code]))
            for of, report in complete
            for spec in editions_in(year)
        ]
    )


def _with_contact(report: Report, place: Place) -> Report:
    nis_code = place.cpas.nis_code
    first_ten = f"09100{nis_code}"
    check = int(first_ten) % 97 or 97
    return update_contact(
        report,
        contact=ContactEntry(
            name=NAMES[place.cpas.language][report.year % 3],
            email=f"contact@cpas-{nis_code}.example",
            phone="02 508 85 85",
        ),
        bank_account=BankAccountEntry(
            iban=None, historical_number=f"{first_ten}{check:02d}", bic="GKCCBEBB"
        ),
        expected_version=report.version,
        act=place.act(Role.EDITOR, after=report.opens_at, day=1),
    )


def _history(report: Report, spec: FormSpec, place: Place) -> list[Form]:
    """Return the states through which the form went."""
    writer = _Writer(report, place, [_granted(report, spec, place)])
    signers = _SPREAD[place.chance(len(_SPREAD), f"signers {report.year} {spec.kind}")]
    if signers is not None:
        writer.save()
    if signers is not None and not writer.history[-1].advance_missing:
        for signatory, day in zip(signers, (92, 113), strict=False):
            writer.sign(signatory, day=day)
    return writer.history


def _granted(report: Report, spec: FormSpec, place: Place) -> Form:
    act = Act(by=SPP_IS, at=report.opens_at)
    salt = sha256(f"bench {place.cpas.nis_code} {report.year} {spec.kind}".encode()).hexdigest()
    form = new_form(spec, place.cpas, report.year, salt=salt[:32], act=act)
    grants = place.content(spec, report.year).grants
    content = tuple(
        replace(figures, advance=grants.get(figures.key, figures.advance))
        for figures in form.content
    )
    return replace(form, content=content)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the next states of one form, by the rules."""

    report: Report
    place: Place
    history: list[Form]

    def save(self) -> None:
        form = self.history[-1]
        entries = self.place.content(form.spec, form.year).entries
        act = self.place.act(Role.EDITOR, after=self.report.opens_at, day=71)
        saved = save(form, self.report, entries, expected_version=form.version, act=act)
        self.history.append(saved.form)

    def sign(self, signatory: Signatory, *, day: int) -> None:
        form = self.history[-1]
        act = self.place.act(signatory.role, after=self.report.opens_at, day=day)
        signed = sign(form, self.report, signatory, content_digest=form.content_digest, act=act)
        self.history.append(signed.form)
