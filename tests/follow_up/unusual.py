"""What the demo country does not have: set-off, returns, other accounts, extremes, mergers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import update

from models.database import Database
from models.form import Form, FormStatus
from models.money import LARGEST
from models.people import Role, Signatory
from models.reading import FormOfReport, ReportOfCpas
from models.spec import FormKind, LineEntry
from models.store import Store
from models.submissions import acknowledge, return_form
from models.tables import CPAS
from tests.follow_up.desk import Desk, Entries, every_line
from tests.follow_up.last_year import add_last_year
from tests.pinned import KINDS
from tests.registering import mergers_of_2025, record

NAMUR, ENTERPRISE_OF_NAMUR = "92094", "0999999922"
"""A synthetic enterprise number: the demo country has none."""

_FIRST_INSTANT = datetime(2021, 9, 1, 8, 0, 0, 250_000, tzinfo=UTC)
_TIMES = 2
"""How often each case is there, on each form."""

Step = Callable[[Desk, FormOfReport], Form]


async def add_unusual_cases(database: Database) -> None:
    """Add them to the demo country: by the rules, on forms that were not sent."""
    async with database.writing() as connection:
        named = update(CPAS).where(CPAS.c.nis_code == NAMUR)
        await connection.execute(named.values(enterprise_number=ENTERPRISE_OF_NAMUR))
        store = Store(connection)
        await add_last_year(store)
        desk = Desk(now=_FIRST_INSTANT)
        for kind in KINDS:
            await _write_cases(store, desk, await store.forms_of_year(2020, kind))
        await _change_accounts(store, desk, await store.forms_of_year(2020, FormKind.PIIS))
    await record(database, mergers_of_2025())


async def _write_cases(store: Store, desk: Desk, found: list[FormOfReport]) -> None:
    free = (
        of
        for of in sorted(found, key=lambda of: of.form.id)
        if of.report.complete and of.form.status is not FormStatus.SENT
    )
    for present, case in zip(free, _CASES * _TIMES, strict=False):
        for step in case:
            after = step(desk, present)
            await store.store_form(present, after)
            present = replace(present, form=after, revision=present.revision + 1)  # noqa: PLW2901 - the next step begins there


async def _change_accounts(store: Store, desk: Desk, found: list[FormOfReport]) -> None:
    """Some CPAS change their account after somebody signed; the other forms of the report, too."""
    signed = [of for of in found if of.form.current_signatures]
    for of in sorted(signed, key=lambda of: of.form.id)[:5]:
        before = ReportOfCpas(report=of.report, cpas=of.cpas)
        await store.store_report(before, desk.account_changed(of))


def _grants(amount: int) -> Step:
    return lambda desk, of: desk.granted(of, amount)


def _saves(entries: Callable[[Form], Entries]) -> Step:
    return lambda desk, of: desk.saved(of, entries(of.form))


def _enters(amount: int) -> Step:
    return _saves(lambda form: every_line(form, amount))


def _signs(role: Signatory) -> Step:
    return lambda desk, of: desk.signed(of, role)


def _acknowledges(desk: Desk, of: FormOfReport) -> Form:
    return acknowledge(of.form, act=desk.act(Role.SPP_IS_MANAGER))


def _returns(desk: Desk, of: FormOfReport) -> Form:
    act = desk.act(Role.SPP_IS_MANAGER)
    return return_form(of.form, reason="A wrong amount.", act=act).form


def _one_line(form: Form) -> Entries:
    return {form.spec.entry_lines[0].key: 7}


def _the_largest(form: Form) -> Entries:
    amounts = [line for line in form.spec.entry_lines if line.entry is LineEntry.AMOUNT]
    return {**every_line(form, 1), **{line.key: LARGEST for line in amounts[:1]}}


def _exactly(amount: int) -> Callable[[Form], Entries]:
    """What makes justified and granted the same, where every grant is of that amount."""

    def entries(form: Form) -> Entries:
        first = form.spec.entry_lines[0]
        total = amount * len(form.spec.granted_lines)
        return {**every_line(form, 0), first.key: total // (first.unit_price or 1)}

    return entries


_PRESIDENT, _DIRECTOR = _signs(Signatory.PRESIDENT), _signs(Signatory.DIRECTOR_GENERAL)
_CASES: list[list[Step]] = [
    [_enters(0)],
    [_grants(100_01), _enters(0), _DIRECTOR, _PRESIDENT, _acknowledges],
    [_saves(_one_line)],
    [_grants(LARGEST), _saves(_the_largest)],
    [_grants(50_00), _saves(_exactly(50_00))],
    [_grants(100_000_00), _enters(3), _PRESIDENT, _enters(2), _DIRECTOR],
    [_grants(100_000_00), _enters(5), _PRESIDENT, _DIRECTOR, _returns],
    [
        _grants(100_000_00),
        _enters(5),
        _PRESIDENT,
        _DIRECTOR,
        _returns,
        _enters(6),
        _DIRECTOR,
        _PRESIDENT,
    ],
]
