"""From values to rows, for a campaign: what SPP IS opens, closes and extends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy import bindparam, func, select, update

from models.batch import Batch
from models.campaign import Campaign
from models.campaign_dates import SELECT_DATES, campaigns_of
from models.cpas import CpasId
from models.form import Form, FormId, FormStatus
from models.journal import (
    Event,
    event_of_added_form,
    event_of_closing,
    event_of_opening,
    event_of_rescheduling,
    event_of_withdrawal,
    events_of_form,
    events_of_new_form,
)
from models.people import Act
from models.reading import (
    HELD,
    SELECT_REPORTS,
    SELECT_WITHDRAWN_FORMS,
    FormOfReport,
    ReportOfCpas,
    read_forms,
    read_reports,
)
from models.report import Report, ReportId
from models.rows import new_form_row, present_period, report_row
from models.spec import FormKind
from models.statements import Statement
from models.tables import CAMPAIGN, FORM, REPORT
from models.turns import insert_or, take_turn
from models.writing import Writing, must_be_one

_WITHDRAWN_FORMS = Statement(SELECT_WITHDRAWN_FORMS.where(REPORT.c.year == bindparam("year")))
_REPORTS_BEFORE = Statement(
    SELECT_REPORTS.where(REPORT.c.year < bindparam("year")).order_by(REPORT.c.year)
)


class CampaignStore(Writing):
    """What SPP IS writes for a whole year."""

    async def latest_reports_before(self, year: int) -> dict[CpasId, Report]:
        """Return the latest report before that year, by CPAS."""
        found = await read_reports(self._connection, _REPORTS_BEFORE, year=year)
        return {of.cpas.id: of.report for of in found}

    async def kinds_of_reports(self, year: int) -> set[tuple[ReportId, FormKind]]:
        """Return which forms the reports of that year hold."""
        statement = (
            select(FORM.c.report_id, FORM.c.kind)
            .join_from(FORM, REPORT, HELD)
            .where(REPORT.c.year == year)
        )
        rows = await self._connection.execute(statement)
        return {(ReportId(row.report_id), FormKind(row.kind)) for row in rows}

    async def withdrawn_forms(self, year: int) -> list[FormOfReport]:
        """Return the forms of that year which were withdrawn."""
        return await read_forms(self._connection, _WITHDRAWN_FORMS, year=year)

    async def campaign(self, year: int) -> Campaign | None:
        """Return the campaign of that year; nobody else opens it until the transaction ends."""
        await take_turn(self._connection, "campaign", str(year))
        statement = select(CAMPAIGN).where(CAMPAIGN.c.year == year)
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return Campaign(year=row.year, opens_at=row.opens_at, closes_at=row.closes_at)

    async def unsent_forms(self, year: int) -> Mapping[ReportId, int]:
        """Return how many forms of each report of that year were not sent."""
        statement = (
            select(FORM.c.report_id, func.count().label("forms"))
            .join_from(FORM, REPORT, HELD)
            .where(REPORT.c.year == year, FORM.c.status != FormStatus.SENT.value)
            .group_by(FORM.c.report_id)
        )
        rows = await self._connection.execute(statement)
        return {ReportId(row.report_id): row.forms for row in rows}

    async def open_reports(
        self, opened: Sequence[ReportOfCpas], act: Act, reason: str | None = None
    ) -> list[ReportId]:
        """Write new reports, with their journal lines; return their ids in the same order."""
        rows = [report_row(of.report) for of in opened]
        ids = [ReportId(id_) for id_ in await self._insert(REPORT, rows)]
        batch = Batch()
        for id_, of in zip(ids, opened, strict=True):
            event = event_of_opening(of.report, of.cpas.nis_code, act, reason)
            batch.add_report_version(id_, of.report)
            batch.add_period(id_, of.report)
            batch.add_events([event], id_, None)
        await self._write(batch)
        await self._date_campaigns({of.report.year for of in opened})
        return ids

    async def open_forms(self, opened: Sequence[tuple[ReportId, Form]]) -> list[FormId]:
        """Write new forms; return their ids in the same order."""
        return await self.add_histories([(report_id, [form]) for report_id, form in opened])

    async def add_forms(
        self, added: Sequence[tuple[ReportId, Form]], act: Act, reason: str | None
    ) -> None:
        """Write forms that are added to reports which were there, each with its journal line."""
        ids = await self.open_forms(added)
        batch = Batch()
        for id_, (report_id, form) in zip(ids, added, strict=True):
            batch.add_events([event_of_added_form(form, act, reason)], report_id, id_)
        await self._write(batch)

    async def open_again(self, forms: Sequence[FormOfReport], act: Act, reason: str | None) -> None:
        """Write that forms which were withdrawn are there again, each with its journal line."""
        batch = Batch()
        for of in forms:
            batch.add_events([event_of_added_form(of.form, act, reason)], of.report.id, of.form.id)
        await self._write(batch)
        await self._mark(forms, None)

    async def withdraw_forms(self, forms: Sequence[FormOfReport], act: Act, reason: str) -> None:
        """Write that forms were withdrawn, each with its journal line."""
        batch = Batch()
        for of in forms:
            event = event_of_withdrawal(of.form, act, reason)
            batch.add_events([event], of.report.id, of.form.id)
        await self._write(batch)
        await self._mark(forms, act.at)

    async def _mark(self, forms: Sequence[FormOfReport], withdrawn_at: datetime | None) -> None:
        """Write since when forms are withdrawn; refuses to if one changed since it was read."""
        for of in forms:
            marked = await self._connection.execute(
                update(FORM)
                .where(FORM.c.id == of.form.id, FORM.c.revision == of.revision)
                .values(withdrawn_at=withdrawn_at, revision=of.revision + 1)
            )
            must_be_one(marked.rowcount)

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

    async def reschedule_reports(
        self, changes: Sequence[tuple[ReportOfCpas, Report]], act: Act, reason: str
    ) -> None:
        """Write the new dates of planned reports, with their journal lines."""
        await self._store_periods(
            [
                (before, after, event_of_rescheduling(after, before.cpas.nis_code, act, reason))
                for before, after in changes
            ]
        )

    async def store_closings(
        self, changes: Sequence[tuple[ReportOfCpas, Report]], act: Act, reason: str
    ) -> None:
        """Write that reports were closed or extended, with their journal lines."""
        await self._store_periods(
            [
                (before, after, event_of_closing(after, before.cpas.nis_code, act, reason))
                for before, after in changes
            ]
        )

    async def _store_periods(self, changes: Sequence[tuple[ReportOfCpas, Report, Event]]) -> None:
        """Write other dates of reports, each with its line, if they have not changed meanwhile."""
        batch = Batch()
        for _, after, event in changes:
            batch.add_period(after.id, after)
            batch.add_events([event], after.id, None)
        await self._write(batch)
        for before, after, event in changes:
            moved = await self._connection.execute(
                update(REPORT)
                .where(REPORT.c.id == after.id, REPORT.c.closes_at == before.report.closes_at)
                .values(**present_period(after, event.act))
            )
            must_be_one(moved.rowcount)
        await self._date_campaigns({after.year for _, after, _ in changes})

    async def _date_campaigns(self, years: Iterable[int]) -> None:
        """Write which dates most reports of these years have: those of their campaigns.

        Whoever wrote dates holds the head of the journal, so nobody else does meanwhile.
        """
        dated = SELECT_DATES.where(REPORT.c.year.in_(years))
        campaigns = campaigns_of(await self._connection.execute(dated))
        statement = insert_or(self._connection, CAMPAIGN)
        dates = {name: statement.excluded[name] for name in ("opens_at", "closes_at")}
        written = statement.on_conflict_do_update(index_elements=["year"], set_=dates)
        if rows := [asdict(campaign) for campaign in campaigns.values()]:
            await self._connection.execute(written, rows)
