"""What the demo country does not have: set-off, half-filled forms, extreme amounts, mergers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from models.database import Database
from models.form import Form, FormStatus
from models.lifecycle import acknowledge, grant, save, sign
from models.money import LARGEST, Cents
from models.people import Act, Person, Role, Signatory, Subject
from models.reading import FormOfReport
from models.spec import FormKind, LineEntry, LineKey
from models.store import Store
from models.tables import CPAS
from rapport_unique.master_data import mergers_of_2025
from resolvers.mergers import record_mergers

NAMUR, ENTERPRISE_OF_NAMUR = "92094", "0999999922"
"""A synthetic enterprise number: the demo country has none."""
Entries = Mapping[LineKey, int]
_FIRST_INSTANT = datetime(2021, 9, 1, 8, 0, 0, 250_000, tzinfo=UTC)


async def add_unusual_cases(database: Database) -> None:
    """Add them to the demo country: by the rules, on forms that were not sent."""
    await record_mergers(database, mergers_of_2025(), 2025)
    async with database.writing() as connection:
        named = update(CPAS).where(CPAS.c.nis_code == NAMUR)
        await connection.execute(named.values(enterprise_number=ENTERPRISE_OF_NAMUR))
        store = Store(connection)
        for kind in FormKind:
            found = await store.forms_of_year(2020, kind)
            free = [
                of for of in sorted(found, key=_number) if of.form.status is not FormStatus.SENT
            ]
            await _write_cases(store, [of for of in free if of.report.complete])


def _number(of: FormOfReport) -> int:
    return of.form.id


async def _write_cases(store: Store, free: list[FormOfReport]) -> None:
    for found, case in zip(free, _CASES * 3, strict=False):
        present = found
        for step in case(Desk(found)):
            await store.store_form(present, step)
            present = replace(present, form=step, revision=present.revision + 1)


@dataclass
class Desk:
    """One form and who works on it; each step is a minute after the one before."""

    of: FormOfReport
    now: datetime = _FIRST_INSTANT

    def act(self, role: Role) -> Act:
        self.now += timedelta(minutes=1, microseconds=1)
        person = Person(
            subject=Subject(f"unusual {role}"),
            display_name=f"Zoé {role}",
            roles=frozenset({role}),
            assurance_level="urn:be:fedict:iam:fas:Level500",
        )
        return Act(by=person, at=self.now)

    def saved(self, form: Form, entries: Entries) -> Form:
        act = self.act(Role.EDITOR)
        return save(form, self.of.report, entries, expected_version=form.version, act=act).form

    def signed(self, form: Form, role: Signatory) -> Form:
        act, digest = self.act(role.role), form.content_digest
        return sign(form, self.of.report, role, content_digest=digest, act=act).form

    def granted(self, form: Form, amount: int) -> Form:
        advances = {line.key: Cents(amount) for line in form.spec.granted_lines}
        return grant(form, self.of.report, advances, act=self.act(Role.SPP_IS_MANAGER)).form


def _every_line(form: Form, entered: int) -> Entries:
    return {line.key: entered for line in form.spec.entry_lines}


def _nothing_spent(desk: Desk) -> list[Form]:
    return [desk.saved(desk.of.form, _every_line(desk.of.form, 0))]


def _nothing_spent_and_sent(desk: Desk) -> list[Form]:
    granted = desk.granted(desk.of.form, 100_01)
    saved = desk.saved(granted, _every_line(granted, 0))
    first = desk.signed(saved, Signatory.DIRECTOR_GENERAL)
    sent = desk.signed(first, Signatory.PRESIDENT)
    return [granted, saved, first, sent, acknowledge(sent, act=desk.act(Role.SPP_IS_MANAGER))]


def _half_filled(desk: Desk) -> list[Form]:
    """Return the form with one line entered; the others have lost nothing by it."""
    line = desk.of.form.spec.entry_lines[0].key
    return [desk.saved(desk.of.form, {line: 7})]


def _all_that_fits(desk: Desk) -> list[Form]:
    """Return the form with the largest amounts there are."""
    granted = desk.granted(desk.of.form, LARGEST)
    line = next((line for line in granted.spec.entry_lines if line.entry is LineEntry.AMOUNT), None)
    largest: Entries = {line.key: LARGEST} if line else {}
    return [granted, desk.saved(granted, {**_every_line(granted, 1), **largest})]


def _exactly_settled(desk: Desk) -> list[Form]:
    """Return the form with as much spent as was granted."""
    granted = desk.granted(desk.of.form, 50_00)
    lines = granted.spec.entry_lines
    total = 50_00 * len(granted.spec.granted_lines)
    unit = lines[0].unit_price or 1
    entries = {**_every_line(granted, 0), lines[0].key: total // unit}
    return [granted, desk.saved(granted, entries)]


def _signature_fell(desk: Desk) -> list[Form]:
    granted = desk.granted(desk.of.form, 100_000_00)
    saved = desk.saved(granted, _every_line(granted, 3))
    signed = desk.signed(saved, Signatory.PRESIDENT)
    edited = desk.saved(signed, _every_line(granted, 2))
    return [granted, saved, signed, edited, desk.signed(edited, Signatory.DIRECTOR_GENERAL)]


_CASES: list[Callable[[Desk], list[Form]]] = [
    _nothing_spent,
    _nothing_spent_and_sent,
    _half_filled,
    _all_that_fits,
    _exactly_settled,
    _signature_fell,
]
