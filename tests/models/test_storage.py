"""Values and rows: what is stored is read again, in a fixed number of statements, or not lost."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.bank_account import BankAccountEntry
from models.contact import ContactEntry
from models.cpas import NisCode
from models.database import Database
from models.form import Form, FormId, FormStatus
from models.lifecycle import grant
from models.money import Cents
from models.reading import (
    SELECT_CPAS,
    SELECT_FORMS,
    SELECT_REPORTS,
    ReportOfCpas,
    read_cpas,
    read_forms,
    read_reports,
)
from models.report import Report, ReportId, update_contact
from models.statements import Statement
from models.store import Store
from models.submissions import acknowledge, return_form
from models.tables import CPAS, FORM, JOURNAL, REPORT
from models.verification import verify
from models.writing import LostUpdateError
from tests.counting import statements
from tests.databases import copy_of_database, drop_database
from tests.models.building import (
    ANNE,
    BARE_REPORT,
    COVID_NEW,
    DIRECTOR_GENERAL,
    DORA,
    EMIEL,
    FRIDAY,
    MONDAY,
    PAULA,
    PIETER,
    PREMIUM,
    PRESIDENT,
    SPP_IS,
    THURSDAY,
    TOWNS,
    TUESDAY,
    WEDNESDAY,
    SmallWorld,
    act,
    saved,
    signed,
)

CONTACT = ContactEntry(name="Zoé Ñandú", email="jo@ocmw.example", phone="02 508 85 85")
ACCOUNT = BankAccountEntry(iban=None, historical_number="001-0000001-77", bic=None)
FOREIGN_ACCOUNT = BankAccountEntry(
    iban="FR14 2004 1010 0505 0001 3M02 606", historical_number=None, bic="PSSTFRPP"
)

# Round trips -------------------------------------------------------------------------------------


async def test_a_new_form_is_read_as_it_was_opened(small_world: SmallWorld) -> None:
    found = await small_world.form()

    assert found.form == replace(COVID_NEW, id=FormId(1))
    assert found.report == replace(BARE_REPORT, id=ReportId(1), cpas_id=found.cpas.id)
    assert replace(found.cpas, id=TOWNS[0].id) == TOWNS[0]


def history(new: Form) -> Iterator[Form]:
    """A form that is edited, granted, signed, sent and returned, in every order."""
    yield (form := saved(new, 1_200_50, at=MONDAY))
    yield (form := signed(form, PRESIDENT, PIETER, MONDAY.replace(hour=12)))
    yield (form := saved(form, 99_999_999_999_999, by=EMIEL, at=TUESDAY))
    yield (form := signed(form, DIRECTOR_GENERAL, DORA, TUESDAY.replace(hour=12)))
    yield (form := grant(form, BARE_REPORT, {PREMIUM: Cents(0)}, act=act(SPP_IS, WEDNESDAY)).form)
    yield (form := saved(form, 0, at=THURSDAY))
    yield (form := signed(form, DIRECTOR_GENERAL, DORA, FRIDAY))
    yield (form := signed(form, PRESIDENT, PAULA, FRIDAY.replace(microsecond=1)))
    yield (form := acknowledge(form, act=act(SPP_IS, FRIDAY.replace(hour=13))))
    yield (form := returned(form, "Once.", 14))
    yield (form := signed(form, PRESIDENT, PIETER, FRIDAY.replace(hour=15)))
    yield (form := signed(form, DIRECTOR_GENERAL, DORA, FRIDAY.replace(hour=16)))
    yield (form := returned(form, "Twice.", 17))
    yield (form := saved(form, 7, at=FRIDAY.replace(hour=18)))
    yield (form := signed(form, PRESIDENT, PAULA, FRIDAY.replace(hour=19)))
    yield signed(form, DIRECTOR_GENERAL, DORA, FRIDAY.replace(hour=20))


def returned(form: Form, reason: str, hour: int) -> Form:
    at = FRIDAY.replace(hour=hour)
    return return_form(form, reason=reason, act=act(SPP_IS, at)).form


async def test_every_form_of_a_history_is_read_as_it_was_stored(small_world: SmallWorld) -> None:
    forms = list(history((await small_world.form()).form))

    read = [await small_world.become(form) for form in forms]

    assert read == forms
    assert read[-1].status == FormStatus.SENT
    assert len(read[-1].signatures) == 8
    assert [one.reference[-3:] for one in read[-1].submissions] == ["VID", "D-2", "D-3"]


async def test_a_whole_history_stored_at_once_is_read_as_one_stored_step_by_step(
    small_world: SmallWorld,
) -> None:
    found = await small_world.form()
    changes = []
    for form in history(found.form):
        changes.append((found, form))
        found = replace(found, form=form, revision=found.revision + 1)

    async with small_world.database.writing() as connection:
        await Store(connection).store_forms(changes)

    assert (await small_world.form()).form == found.form


async def test_the_other_form_stays_as_it_was(small_world: SmallWorld) -> None:
    before = await small_world.form(2)

    for form in history((await small_world.form()).form):
        await small_world.become(form)

    assert await small_world.form(2) == before


@pytest.mark.parametrize(
    ("contact", "account"),
    [(CONTACT, None), (None, ACCOUNT), (CONTACT, ACCOUNT), (None, FOREIGN_ACCOUNT)],
    ids=["contact", "account", "both", "foreign"],
)
async def test_a_report_is_read_as_it_was_stored(
    small_world: SmallWorld, contact: ContactEntry | None, account: BankAccountEntry | None
) -> None:
    before = await report_of(small_world)
    after = changed(before.report, contact, account)

    await store_report(small_world, before, after)

    assert (await report_of(small_world)).report == after


async def test_an_account_keeps_the_version_that_brought_it(small_world: SmallWorld) -> None:
    before = await report_of(small_world)
    await store_report(small_world, before, changed(before.report, None, ACCOUNT))
    with_account = await report_of(small_world)

    await store_report(small_world, with_account, changed(with_account.report, CONTACT, None))

    report = (await report_of(small_world)).report
    assert report.bank_account is not None
    assert (report.bank_account.since_version, report.version) == (2, 3)


async def test_amounts_are_those_of_the_version_on_which_the_form_stands(
    small_world: SmallWorld,
) -> None:
    new = (await small_world.form()).form
    once = await small_world.become(saved(new, 1))
    await small_world.become(saved(once, 2, at=TUESDAY))

    await small_world.execute(update(FORM).where(FORM.c.id == 1).values(version=2))

    assert (await small_world.form()).form.content == once.content


async def test_a_form_that_does_not_exist_is_not_found(small_world: SmallWorld) -> None:
    async with small_world.database.writing() as connection:
        store = Store(connection)
        found = await store.form(FormId(99)), await store.report(ReportId(99))

    assert found == (None, None)


async def report_of(small_world: SmallWorld) -> ReportOfCpas:
    async with small_world.database.writing() as connection:
        found = await Store(connection).report(ReportId(1))
    assert found is not None
    return found


async def store_report(small_world: SmallWorld, before: ReportOfCpas, after: Report) -> None:
    async with small_world.database.writing() as connection:
        await Store(connection).store_report(before, after)


def changed(
    report: Report, contact: ContactEntry | None, account: BankAccountEntry | None
) -> Report:
    return update_contact(
        report,
        contact=contact,
        bank_account=account,
        expected_version=report.version,
        act=act(ANNE, MONDAY),
    )


# Nothing is lost ---------------------------------------------------------------------------------


async def test_a_save_that_did_not_see_another_save_is_not_stored(
    small_world: SmallWorld,
) -> None:
    seen = await small_world.form()
    await small_world.store(seen, saved(seen.form, 1))
    before = await small_world.everything()

    with pytest.raises(LostUpdateError):
        await small_world.store(seen, saved(seen.form, 2, by=EMIEL))

    assert await small_world.everything() == before


async def test_a_save_that_did_not_see_a_signature_is_not_stored(
    small_world: SmallWorld,
) -> None:
    await small_world.become(saved((await small_world.form()).form, 1))
    seen = await small_world.form()
    await small_world.store(seen, signed(seen.form, PRESIDENT, PAULA))
    before = await small_world.everything()

    with pytest.raises(LostUpdateError):
        await small_world.store(seen, saved(seen.form, 2))

    assert await small_world.everything() == before


async def test_a_signature_that_did_not_see_a_save_is_not_stored(
    small_world: SmallWorld,
) -> None:
    await small_world.become(saved((await small_world.form()).form, 1))
    seen = await small_world.form()
    await small_world.store(seen, saved(seen.form, 2))
    before = await small_world.everything()

    with pytest.raises(LostUpdateError):
        await small_world.store(seen, signed(seen.form, PRESIDENT, PAULA))

    assert await small_world.everything() == before


async def test_second_signatures_that_did_not_see_each_other_are_not_both_stored(
    small_world: SmallWorld,
) -> None:
    await small_world.become(saved((await small_world.form()).form, 1))
    seen = await small_world.form()
    await small_world.store(seen, signed(seen.form, PRESIDENT, PAULA))

    with pytest.raises(LostUpdateError):
        await small_world.store(seen, signed(seen.form, DIRECTOR_GENERAL, DORA))

    assert (await small_world.form()).form.missing_signatures == (DIRECTOR_GENERAL,)


async def test_a_contact_that_did_not_see_another_one_is_not_stored(
    small_world: SmallWorld,
) -> None:
    seen = await report_of(small_world)
    await store_report(small_world, seen, changed(seen.report, CONTACT, None))
    before = await small_world.everything()

    with pytest.raises(LostUpdateError):
        await store_report(small_world, seen, changed(seen.report, None, ACCOUNT))

    assert await small_world.everything() == before


async def test_what_does_not_change_writes_nothing(small_world: SmallWorld) -> None:
    form, report = await small_world.form(), await report_of(small_world)
    before = await small_world.everything()

    await small_world.store(form, form.form)
    await store_report(small_world, report, report.report)

    assert await small_world.everything() == before


# Statements --------------------------------------------------------------------------------------


@pytest.fixture
async def country(demo_country: Path, tmp_path: Path) -> AsyncIterator[Database]:
    url = copy_of_database(demo_country, tmp_path)
    database = Database(url)
    yield database
    await database.close()
    drop_database(url)


@pytest.mark.parametrize(("limit", "found", "expected"), [(0, 0, 1), (1, 1, 1), (600, 581, 1)])
async def test_forms_are_read_in_one_statement_however_many(
    country: Database, limit: int, found: int, expected: int
) -> None:
    async with country.reading() as connection:
        with statements() as asked:
            forms = await read_forms(connection, Statement(SELECT_FORMS.limit(limit)))

    assert len(forms) == found
    assert len([said for said in asked if said.startswith("SELECT")]) == expected
    assert len(asked) == expected


@pytest.mark.parametrize(("limit", "found"), [(1, 1), (600, 581)])
async def test_reports_and_cpas_are_read_in_one_statement_each(
    country: Database, limit: int, found: int
) -> None:
    async with country.reading() as connection:
        with statements() as asked:
            reports = await read_reports(connection, Statement(SELECT_REPORTS.limit(limit)))
            cpas = await read_cpas(connection, Statement(SELECT_CPAS.limit(limit)))

    assert (len(reports), len(cpas)) == (found, found)
    assert len(asked) == 2


async def test_the_same_values_are_read_alone_as_among_all(country: Database) -> None:
    async with country.reading() as connection:
        everyone = await read_forms(connection, Statement(SELECT_FORMS))
        charleroi = await read_forms(
            connection, Statement(SELECT_FORMS.where(CPAS.c.nis_code == NisCode("52011")))
        )

    assert charleroi == [found for found in everyone if found.cpas.nis_code == "52011"]
    assert len({found.form.id for found in everyone}) == 581


async def test_status_and_dates_stored_beside_the_facts_agree_with_them(
    country: Database,
) -> None:
    async with country.reading() as connection:
        forms = await read_forms(connection, Statement(SELECT_FORMS.order_by(FORM.c.id)))
        columns = select(FORM.c.status, FORM.c.updated_at).order_by(FORM.c.id)
        stored = [tuple(row) for row in await connection.execute(columns)]

    assert len(stored) == 581
    assert stored == [(found.form.status.value, found.form.changed_at) for found in forms]


async def test_reports_have_one_version_for_each_change(country: Database) -> None:
    async with country.reading() as connection:
        versions = select(REPORT.c.version, REPORT.c.contact_at.is_(None)).distinct()
        found = {tuple(row) for row in await connection.execute(versions)}

    assert found == {(1, True), (2, False)}


async def test_the_instant_of_a_line_is_never_before_that_of_the_line_before(
    small_world: SmallWorld,
) -> None:
    """Clocks of two processes differ: what happened keeps its own instant."""
    ahead = await small_world.become(saved((await small_world.form()).form, 1, at=THURSDAY))
    behind = await small_world.become(saved(ahead, 2, at=MONDAY))

    async with small_world.database.reading() as connection:
        told = await connection.execute(select(JOURNAL.c.at).order_by(JOURNAL.c.number.desc()))
        assert list(told.scalars())[:2] == [THURSDAY, THURSDAY]
        assert (await verify(connection)).disagreement is None
    assert behind.saved.at == MONDAY
