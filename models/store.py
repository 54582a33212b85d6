"""From values to rows: the only statements that write what a CPAS, a signer or SPP IS did.

What is written follows from the difference between the value before and the value after; the
journal line of each change is written in the same transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from models.batch import Batch
from models.campaign_store import CampaignStore
from models.form import Form, FormId
from models.journal import events_of_form, events_of_report
from models.payment_store import PaymentStore
from models.reading import (
    FORMS_BY_ID,
    REPORTS_BY_ID,
    SELECT_FORMS,
    SELECT_REPORTS,
    FormOfReport,
    ReportOfCpas,
    read_forms,
    read_reports,
)
from models.registry_store import RegistryStore
from models.report import Report, ReportId
from models.rows import form_state, present_version
from models.spec import FormKind
from models.statements import Statement
from models.tables import CPAS, FORM, REPORT, SUBMISSION_RETURN
from models.writing import must_be_one


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


class Store(CampaignStore, PaymentStore, RegistryStore):
    """The writing side of one transaction."""

    # Loading for a change ------------------------------------------------------------------

    async def forms_of_year(self, year: int, kind: FormKind) -> list[FormOfReport]:
        """Return all forms of that kind and year as they are now, locked with their reports."""
        await self._lock_reports(_LOCK_YEAR, year=year)
        return await read_forms(self._connection, _FORMS_OF_YEAR, year=year, kind=kind.value)

    async def reports_of_year(self, year: int) -> list[ReportOfCpas]:
        """Return all reports of that year as they are now, locked, by NIS code."""
        await self._lock_reports(_LOCK_YEAR, year=year)
        return await read_reports(self._connection, _REPORTS_OF_YEAR, year=year)

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

    async def store_forms(
        self, changes: Iterable[tuple[FormOfReport, Form]], reason: str | None = None
    ) -> None:
        """Write what changed of the forms, with their journal lines, in the order given.

        The reason stands in each of the lines, but for those that tell one of their own.
        """
        batch = Batch()
        for before, after in changes:
            if after == before.form:
                continue
            if before.form.submission is not None and after.submission is None:
                await self._write(batch)
                await self._store_return(before, after)
                batch = Batch()
            else:
                await self._move_form(before, after)
                _add_change(batch, before, after, reason)
        await self._write(batch)

    async def _store_return(self, before: FormOfReport, after: Form) -> None:
        """Write that what was sent is returned: only then the database lets the form move on."""
        batch = Batch()
        _add_change(batch, before, after)
        await self._write_persons(batch)
        await self._connection.execute(
            insert(SUBMISSION_RETURN), batch.rows[SUBMISSION_RETURN.name]
        )
        await self._move_form(before, after)
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
            batch.add_report_version(after.id, after)
            batch.add_events(events, after.id, None)
        await self._write_persons(batch)
        for before, after in changed:
            moved = await self._connection.execute(
                update(REPORT)
                .where(REPORT.c.id == after.id, REPORT.c.version == before.report.version)
                .values(present_version(after))
            )
            must_be_one(moved.rowcount)
        await self._write(batch)

    async def _move_form(self, before: FormOfReport, after: Form) -> None:
        """Write the present state of the form; refuses to if it changed since it was read."""
        moved = await self._connection.execute(
            update(FORM)
            .where(FORM.c.id == after.id, FORM.c.revision == before.revision)
            .values(**form_state(after), revision=before.revision + 1)
        )
        must_be_one(moved.rowcount)


def _add_change(batch: Batch, before: FormOfReport, after: Form, reason: str | None = None) -> None:
    batch.add_form_facts(before.form, after)
    events = events_of_form(before.form, after)
    told = [replace(event, reason=event.reason or reason) for event in events]
    batch.add_events(told, before.report.id, after.id)
