"""A few CPAS to whom everything happened, for the tests of what is noticed."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from sqlalchemy import insert

from models.checkpoints import Timestamp, keep_timestamp, publish
from models.cpas import NisCode
from models.database import Database
from models.form import Form
from models.lifecycle import grant, save, sign
from models.money import Cents
from models.payments import Debtor, PaymentOrder, due_on
from models.people import Act, Signatory
from models.reading import FormOfReport
from models.registry import CpasEntry, load
from models.report import ReportStatus
from models.spec import FormKind
from models.store import Store
from models.submissions import acknowledge
from models.tables import INSTALLATION
from models.turns import Remembered
from rapport_unique.demo import SPP_IS, seed
from rapport_unique.demo.places import CLOSED_BY_HAND
from rapport_unique.master_data import municipalities
from tests.models.building import ANNE, DORA, PAULA, PREMIUM
from tests.sealing import SEALING
from tests.world import NOON

ENTERED, ENDED = NisCode("21004"), NisCode("21010")
_OF = {"11007", "11008", ENTERED, ENDED, *CLOSED_BY_HAND}
_PAID = FormKind.COVID_PREMIUM
_SIGNERS = {Signatory.PRESIDENT: PAULA, Signatory.DIRECTOR_GENERAL: DORA}


async def add_everything(database: Database) -> None:
    """Add the CPAS with two years, an order, a correction, a merger and a withdrawn form."""
    known = [found for found in municipalities() if found.cpas.nis_code in _OF]
    await seed(database, NOON, kinds=[_PAID, FormKind.PIIS], of=known)
    async with database.writing() as connection:
        store = Store(connection)
        await _grant_anew(store)
        await _pay(store)
        await _enter(store)
        await _withdraw(store)


async def add_proofs(database: Database) -> None:
    """Add to that what the service signs, and what it remembers of itself and of calls."""
    async with database.writing() as connection:
        store = Store(connection, SEALING)
        await _send(store)
        remembered = Remembered(fingerprint="f", outcome="[]")
        await store.calls.remember(SPP_IS.subject, "key", remembered, NOON)
        await connection.execute(insert(INSTALLATION), {"key_check": "f", "claims": "{}"})
    newest = await publish(database, SEALING, NOON)
    assert newest is not None
    await keep_timestamp(database, Timestamp(size=newest.size, answer="MAA=", at=NOON))


async def _send(store: Store) -> None:
    """Grant, save and sign a form that nobody touched, with seals and a receipt."""
    forms = await store.forms_of_year(2020, _PAID)
    ready = [of for of in forms if of.report.complete and not of.form.submission]
    id_ = next(of.form.id for of in ready if of.report.status(NOON) is ReportStatus.OPEN)
    signing = [partial(_signed, role=role) for role in Signatory]
    steps: list[Callable[[FormOfReport], Form]] = [_granted, _saved, *signing]
    for step in steps:
        of = await store.form(id_)
        assert of is not None
        await store.store_form(of, step(of))


def _granted(of: FormOfReport) -> Form:
    return grant(of.form, of.report, {PREMIUM: Cents(100_00)}, act=_act(4)).form


def _saved(of: FormOfReport) -> Form:
    editor = Act(by=ANNE, at=NOON + timedelta(hours=4))
    version = of.form.version
    return save(of.form, of.report, {PREMIUM: 90_00}, expected_version=version, act=editor).form


def _signed(of: FormOfReport, role: Signatory) -> Form:
    signer = Act(by=_SIGNERS[role], at=NOON + timedelta(hours=4))
    return sign(of.form, of.report, role, content_digest=of.form.content_digest, act=signer).form


async def _grant_anew(store: Store) -> None:
    """Grant other advances where somebody signed, for a reason: signatures fall."""
    signed = [
        of
        for of in await store.forms_of_year(2020, _PAID)
        if of.form.current_signatures and of.form.submission is None
    ]
    granted = [
        (of, grant(of.form, of.report, {PREMIUM: Cents(510_00)}, act=_act(1)).form) for of in signed
    ]
    assert granted, "signatures fall"
    await store.store_forms(granted, "A decree.")


async def _pay(store: Store) -> None:
    sent = [of for of in await store.forms_of_year(2020, _PAID) if of.form.submission]
    noted = [(of, acknowledge(of.form, act=_act(1))) for of in sent]
    await store.store_forms(noted, "Read with its documents.")
    forms = await store.forms_of_year(2020, _PAID)
    due = due_on(forms, await store.ordered(2020, _PAID))
    order = PaymentOrder(
        message_id="RU-2020-PAY-1",
        year=2020,
        kind=_PAID,
        ordered=_act(1),
        executes_on=date(2026, 12, 1),
        debtor=Debtor(name="SPP IS", iban="BE34091000277790", bic="GKCCBEBB"),
        payments=due.payments,
    )
    await store.add_order(order, forms)


async def _enter(store: Store) -> None:
    register = await store.register()
    corrected = CpasEntry(nis_code=ENTERED, facts={"province": "Brabant"})
    ended = CpasEntry(
        nis_code=ENDED,
        facts={"valid_until": date(2026, 12, 31)},
        tells_successor=True,
        successor=ENTERED,
    )
    loaded = load(register, [corrected, ended])
    await store.store_cpas(register, loaded.changes, _act(2), "A correction.")


async def _withdraw(store: Store) -> None:
    forms = await store.forms_of_year(2020, FormKind.PIIS)
    untouched = [of for of in forms if of.form.advance_missing and of.form.version == 1]
    await store.withdraw_forms(untouched, _act(3), "By mistake.")


def _act(hours: int) -> Act:
    return Act(by=SPP_IS, at=NOON + timedelta(hours=hours))
