"""From values to rows: the only statements that write what a CPAS, a signer or SPP IS did.

What is written follows from the difference between the value before and the value after; the
journal line of each change is written in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.batch import Batch, PlacedEvent, Values, person_row
from models.campaign import Campaign
from models.canonical import Digest
from models.cpas import Cpas, CpasId
from models.form import Form, FormId, FormStatus
from models.journal import (
    event_of_closing,
    event_of_opening,
    events_of_form,
    events_of_new_form,
    events_of_report,
    line_hash,
)
from models.people import Act, Person
from models.reading import (
    FORMS_BY_ID,
    REPORTS_BY_ID,
    SELECT_CPAS,
    SELECT_FORMS,
    SELECT_REPORTS,
    FormOfReport,
    ReportOfCpas,
    read_cpas,
    read_forms,
    read_reports,
)
from models.report import Report, ReportId
from models.rows import closing, contact_and_account, cpas_row, form_state, new_form_row, report_row
from models.spec import FormKind
from models.statements import Statement
from models.tables import (
    ACKNOWLEDGEMENT,
    CAMPAIGN,
    CPAS,
    FORM,
    FORM_LINE,
    FORM_VERSION,
    JOURNAL,
    JOURNAL_CHANNEL,
    JOURNAL_HEAD,
    PERSON,
    REPORT,
    SIGNATURE,
    SUBMISSION,
)
from models.turns import RepeatedCalls, insert_or, take_turn


def _locking(condition: ColumnElement[bool]) -> Statement:
    locked = select(REPORT.c.id).where(condition).order_by(REPORT.c.id)
    return Statement(locked.with_for_update())


_OF_YEAR = REPORT.c.year == bindparam("year")
_OF_FORM = select(FORM.c.report_id).where(FORM.c.id == bindparam("form")).scalar_subquery()
_LOCK_YEAR = _locking(_OF_YEAR)
_LOCK_REPORT = _locking(REPORT.c.id == bindparam("report"))
_LOCK_OF_FORM = _locking(REPORT.c.id == _OF_FORM)
_FORMS_OF_YEAR = Statement(SELECT_FORMS.where(_OF_YEAR, FORM.c.kind == bindparam("kind")))
_REPORTS_OF_YEAR = Statement(SELECT_REPORTS.where(_OF_YEAR).order_by(CPAS.c.nis_code))
_REPORTS_BEFORE = Statement(
    SELECT_REPORTS.where(REPORT.c.year < bindparam("year")).order_by(REPORT.c.year)
)
_ALL_CPAS = Statement(SELECT_CPAS.order_by(CPAS.c.nis_code))


class LostUpdateError(RuntimeError):
    """What is to be written was changed since it was read: the transaction must not commit."""


class Store:
    """The writing side of one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.calls = RepeatedCalls(connection)

    # Loading for a change ------------------------------------------------------------------

    async def forms_of_year(self, year: int, kind: FormKind) -> list[FormOfReport]:
        """Return all forms of that kind and year as they are now, locked with their reports."""
        await self._lock_reports(_LOCK_YEAR, year=year)
        return await read_forms(self._connection, _FORMS_OF_YEAR, year=year, kind=kind.value)

    async def reports_of_year(self, year: int) -> list[ReportOfCpas]:
        """Return all reports of that year as they are now, locked, by NIS code."""
        await self._lock_reports(_LOCK_YEAR, year=year)
        return await read_reports(self._connection, _REPORTS_OF_YEAR, year=year)

    async def all_cpas(self) -> list[Cpas]:
        """Return every CPAS, by NIS code."""
        return await read_cpas(self._connection, _ALL_CPAS)

    async def latest_reports_before(self, year: int) -> dict[CpasId, Report]:
        """Return the latest report before that year, by CPAS."""
        found = await read_reports(self._connection, _REPORTS_BEFORE, year=year)
        return {of.cpas.id: of.report for of in found}

    async def kinds_of_reports(self, year: int) -> set[tuple[ReportId, FormKind]]:
        """Return which forms the reports of that year hold."""
        statement = (
            select(FORM.c.report_id, FORM.c.kind)
            .join_from(FORM, REPORT, FORM.c.report_id == REPORT.c.id)
            .where(REPORT.c.year == year)
        )
        rows = await self._connection.execute(statement)
        return {(ReportId(row.report_id), FormKind(row.kind)) for row in rows}

    async def form(self, form_id: FormId) -> FormOfReport | None:
        """Return the form as it is now, locked with its report until the transaction ends."""
        await self._lock_reports(_LOCK_OF_FORM, form=form_id)
        found = await read_forms(self._connection, FORMS_BY_ID, ids=[form_id])
        return found[0] if found else None

    async def report(self, report_id: ReportId) -> ReportOfCpas | None:
        """Return the report as it is now, locked until the transaction ends."""
        await self._lock_reports(_LOCK_REPORT, report=report_id)
        found = await read_reports(self._connection, REPORTS_BY_ID, ids=[report_id])
        return found[0] if found else None

    async def _lock_reports(self, statement: Statement, **values: Any) -> None:
        """Take turns on reports: their contacts, their bank accounts and all of their forms.

        A statement of its own, so that the one that reads afterwards sees what others committed;
        in the order of the ids, so that nobody waits for who waits for them.
        """
        if self._connection.dialect.name != "sqlite":
            await statement.fetch(self._connection, **values)

    # Storing a change ----------------------------------------------------------------------

    async def store_form(self, before: FormOfReport, after: Form) -> None:
        """Write what changed of the form, with its journal lines."""
        await self.store_forms([(before, after)])

    async def store_forms(self, changes: Iterable[tuple[FormOfReport, Form]]) -> None:
        """Write what changed of the forms, with their journal lines, in the order given."""
        batch = Batch()
        for before, after in changes:
            if after == before.form:
                continue
            await self._move_form(before, after)
            batch.add_form_facts(before.form, after)
            batch.add_events(events_of_form(before.form, after), before.report.id, after.id)
        await self._write(batch)

    async def store_report(self, before: ReportOfCpas, after: Report) -> None:
        """Write what changed of contact and bank account, with its journal lines."""
        await self.store_reports([(before, after)])

    async def store_reports(self, changes: Sequence[tuple[ReportOfCpas, Report]]) -> None:
        """Write what changed of the reports, with their journal lines, in the order given."""
        changed = [(before, after) for before, after in changes if after != before.report]
        batch = Batch()
        for before, after in changed:
            events = events_of_report(before.report, after, before.cpas.nis_code)
            batch.add_events(events, after.id, None)
        await self._write(batch)
        for before, after in changed:
            moved = await self._connection.execute(
                update(REPORT)
                .where(REPORT.c.id == after.id, REPORT.c.version == before.report.version)
                .values(contact_and_account(after))
            )
            _must_be_one(moved.rowcount)

    async def store_closings(
        self, changes: Sequence[tuple[ReportOfCpas, Report]], act: Act, reason: str
    ) -> None:
        """Write that reports were closed or extended, with their journal lines."""
        batch = Batch()
        for before, after in changes:
            event = event_of_closing(after, before.cpas.nis_code, act, reason)
            batch.add_events([event], after.id, None)
        await self._write(batch)
        for before, after in changes:
            moved = await self._connection.execute(
                update(REPORT)
                .where(REPORT.c.id == after.id, REPORT.c.closes_at == before.report.closes_at)
                .values(closing(after, act))
            )
            _must_be_one(moved.rowcount)

    async def _move_form(self, before: FormOfReport, after: Form) -> None:
        """Write the present state of the form; refuses to if it changed since it was read."""
        moved = await self._connection.execute(
            update(FORM)
            .where(FORM.c.id == after.id, FORM.c.revision == before.revision)
            .values(**form_state(after), revision=before.revision + 1)
        )
        _must_be_one(moved.rowcount)

    async def _write(self, batch: Batch) -> None:
        await self._write_persons(batch.persons)
        for table in (FORM_VERSION, FORM_LINE, SIGNATURE, SUBMISSION, ACKNOWLEDGEMENT):
            if rows := batch.rows[table.name]:
                await self._connection.execute(insert(table), rows)
        await self._write_journal(batch.events)

    async def _write_persons(self, persons: Mapping[str, Person]) -> None:
        if not persons:
            return
        statement = insert_or(self._connection, PERSON)
        rows = [person_row(person) for person in persons.values()]
        await self._connection.execute(statement.on_conflict_do_nothing(), rows)

    async def _write_journal(self, events: Sequence[PlacedEvent]) -> None:
        """Append the lines; who holds the head of the journal has the turn."""
        if not events:
            return
        head = (await self._connection.execute(select(JOURNAL_HEAD).with_for_update())).one()
        number, previous = head.number, Digest(head.hash)
        rows: list[Values] = []
        for placed in events:
            number += 1
            line = line_hash(number, placed.event, previous)
            rows.append(placed.row(number, previous, line))
            previous = line
        await self._connection.execute(insert(JOURNAL), rows)
        moved = update(JOURNAL_HEAD).values(number=number, hash=previous)
        if self._connection.dialect.name != "sqlite":  # heard by who listens, at the commit
            moved = moved.returning(func.pg_notify(JOURNAL_CHANNEL, str(number)))
        await self._connection.execute(moved)

    # Opening -------------------------------------------------------------------------------

    async def add_cpas(self, added: Sequence[Cpas]) -> list[CpasId]:
        """Write new CPAS; return their ids in the same order."""
        ids = await self._insert(CPAS, [cpas_row(cpas) for cpas in added])
        return [CpasId(id_) for id_ in ids]

    async def end_cpas(self, ended: Sequence[tuple[CpasId, CpasId]], *, until_year: int) -> None:
        """Link each CPAS that ends to its successor; `until_year` is the last of its reports."""
        for cpas_id, successor_id in ended:
            await self._connection.execute(
                update(CPAS)
                .where(CPAS.c.id == cpas_id)
                .values(until_year=until_year, successor_id=successor_id)
            )

    async def campaign(self, year: int) -> Campaign | None:
        """Return the campaign of that year; nobody else opens it until the transaction ends."""
        await take_turn(self._connection, "campaign", str(year))
        statement = select(CAMPAIGN).where(CAMPAIGN.c.year == year)
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return Campaign(year=row.year, opens_at=row.opens_at, closes_at=row.closes_at)

    async def add_campaign(self, campaign: Campaign) -> None:
        """Write a new campaign."""
        await self._connection.execute(insert(CAMPAIGN).values(**asdict(campaign)))

    async def move_campaign(self, campaign: Campaign) -> None:
        """Write the dates of a campaign that is there."""
        moved = await self._connection.execute(
            update(CAMPAIGN)
            .where(CAMPAIGN.c.year == campaign.year)
            .values(opens_at=campaign.opens_at, closes_at=campaign.closes_at)
        )
        _must_be_one(moved.rowcount)

    async def unsent_forms(self, year: int) -> Mapping[ReportId, int]:
        """Return how many forms of each report of that year were not sent."""
        statement = (
            select(FORM.c.report_id, func.count().label("forms"))
            .join_from(FORM, REPORT, FORM.c.report_id == REPORT.c.id)
            .where(REPORT.c.year == year, FORM.c.status != FormStatus.SENT.value)
            .group_by(FORM.c.report_id)
        )
        rows = await self._connection.execute(statement)
        return {ReportId(row.report_id): row.forms for row in rows}

    async def open_reports(self, opened: Sequence[ReportOfCpas], act: Act) -> list[ReportId]:
        """Write new reports, with their journal lines; return their ids in the same order."""
        rows = [report_row(of.report) for of in opened]
        ids = [ReportId(id_) for id_ in await self._insert(REPORT, rows)]
        batch = Batch()
        for id_, of in zip(ids, opened, strict=True):
            event = event_of_opening(of.report, of.cpas.nis_code, act)
            batch.add_events([event], id_, None)
        await self._write(batch)
        return ids

    async def open_forms(self, opened: Sequence[tuple[ReportId, Form]]) -> list[FormId]:
        """Write new forms; return their ids in the same order."""
        return await self.add_histories([(report_id, [form]) for report_id, form in opened])

    async def add_histories(
        self, opened: Sequence[tuple[ReportId, Sequence[Form]]]
    ) -> list[FormId]:
        """Write new forms with all the states they went through, in order, the last one present.

        Their journal lines follow each other form by form.
        """
        rows = [new_form_row(report_id, history) for report_id, history in opened]
        ids = [FormId(id_) for id_ in await self._insert(FORM, rows)]
        batch = Batch()
        for id_, (report_id, history) in zip(ids, opened, strict=True):
            states = [replace(form, id=id_) for form in history]
            batch.add_version(id_, states[0])
            batch.add_events(events_of_new_form(states[0]), report_id, id_)
            for before, after in pairwise(states):
                batch.add_form_facts(before, after)
                batch.add_events(events_of_form(before, after), report_id, id_)
        await self._write(batch)
        return ids

    async def _insert(self, table: Table, rows: Sequence[Values]) -> list[int]:
        statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        result = await self._connection.execute(statement, rows)
        return list(result.scalars())


def _must_be_one(rows: int) -> None:
    if rows != 1:
        raise LostUpdateError
