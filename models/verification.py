"""Checking the whole database: the chain of the journal, and everything that follows from facts.

Reports are read a few at a time with all that belongs to them, so that a country fits in memory.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.campaign_evidence import check_campaigns
from models.canonical import Digest
from models.chain import SELECT_LINES, line_of, verify_journal
from models.evidence import (
    ContentVersion,
    FormEvidence,
    ReportEvidence,
    check_report,
)
from models.form import Form
from models.form_parts import PERSON_COLUMNS
from models.order_evidence import check_orders
from models.payment_store import order_of, payment_of
from models.payments import Payment, PaymentOrder
from models.people import Act
from models.proof_evidence import check_proofs
from models.reading import (
    SELECT_ALL_FORMS,
    SELECT_REPORT_VERSIONS,
    SELECT_REPORTS,
    content_of,
    cpas_of,
    form_of,
    person_known,
    report_of,
    was_granted,
)
from models.register_evidence import check_register
from models.report import ClosedByHand, Report
from models.rows import person_id
from models.spec import Content
from models.statements import Statement, json_list, one_of
from models.tables import (
    FORM,
    FORM_LINE,
    FORM_VERSION,
    JOURNAL,
    PAYMENT,
    PAYMENT_ORDER,
    PERSON,
    REPORT,
    REPORT_PERIOD,
    SIGNATURE,
)
from models.told import DisagreementError, Told, readable
from models.tree_evidence import check_tree

_REPORTS_AT_ONCE = 50
_PERSONS_AT_ONCE = 1_000
_OF_REPORTS = one_of(REPORT.c.id, "reports")
_LAST = JOURNAL.alias("last")

_REPORTS = Statement(
    SELECT_REPORTS.add_columns(REPORT.c.closed_by)
    .where(REPORT.c.id > bindparam("after"))
    .order_by(REPORT.c.id)
    .limit(bindparam("most"))
)
_VERSIONS = Statement(SELECT_REPORT_VERSIONS.where(_OF_REPORTS).order_by("report_version"))
_PERIODS = Statement(
    select(REPORT_PERIOD)
    .where(one_of(REPORT_PERIOD.c.report_id, "reports"))
    .order_by(REPORT_PERIOD.c.number)
)
_LINES = Statement(
    SELECT_LINES.add_columns(_LAST.c.at.label("last_at"))
    .outerjoin(_LAST, _LAST.c.number == JOURNAL.c.number - 1)
    .where(one_of(JOURNAL.c.report_id, "reports"))
)
_DERIVED = [column for column in FORM.c if column.name not in {"id", "report_id", "salt"}]
_FORMS = Statement(
    SELECT_ALL_FORMS.add_columns(*(column.label(f"row_{column.name}") for column in _DERIVED))
    .where(_OF_REPORTS)
    .order_by(FORM.c.id)
)
_FORM_LINES = (
    select(json_list(FORM_LINE.c.line, FORM_LINE.c.advance, FORM_LINE.c.entered))
    .where(
        FORM_LINE.c.form_id == FORM_VERSION.c.form_id,
        FORM_LINE.c.form_version == FORM_VERSION.c.number,
    )
    .correlate(FORM_VERSION)
    .scalar_subquery()
    .label("form_lines")
)
_FORM_VERSIONS = Statement(
    select(FORM_VERSION, _FORM_LINES, *(PERSON.c[name] for name in PERSON_COLUMNS.split()))
    .join_from(FORM_VERSION, FORM, FORM.c.id == FORM_VERSION.c.form_id)
    .join(PERSON, PERSON.c.id == FORM_VERSION.c.saved_by)
    .where(one_of(FORM.c.report_id, "reports"))
    .order_by(FORM_VERSION.c.number)
)
_PAYMENTS = Statement(
    select(
        PAYMENT,
        *(column for column in PAYMENT_ORDER.c if column is not PAYMENT_ORDER.c.message_id),
        *(PERSON.c[name] for name in PERSON_COLUMNS.split()),
    )
    .join_from(PAYMENT, FORM, FORM.c.id == PAYMENT.c.form_id)
    .join(PAYMENT_ORDER, PAYMENT_ORDER.c.message_id == PAYMENT.c.message_id)
    .join(PERSON, PERSON.c.id == PAYMENT_ORDER.c.ordered_by)
    .where(one_of(FORM.c.report_id, "reports"))
    .order_by(PAYMENT.c.form_version)
)
_PERSONS = Statement(
    select(PERSON)
    .where(PERSON.c.id > bindparam("after"))
    .order_by(PERSON.c.id)
    .limit(bindparam("most"))
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """How much was found to agree, and the first thing that does not, if there is one."""

    lines: int
    reports: int = 0
    forms: int = 0
    disagreement: str | None = None


async def verify(connection: AsyncConnection) -> Checked:
    """Check the journal line by line, then everything that follows from the facts."""
    found = _Counted()
    try:
        with readable("The journal"):
            await _check_chain(connection, found)
        with readable("The persons"):
            await _check_persons(connection)
        with readable("The register of CPAS"):
            await check_register(connection)
        with readable("The reports"):
            await _check_reports(connection, found)
        with readable("The campaigns"):
            await check_campaigns(connection)
        with readable("The orders of payments"):
            await check_orders(connection)
        with readable("The tree over the journal"):
            await check_tree(connection)
        with readable("What was signed"):
            await check_proofs(connection)
    except DisagreementError as disagreement:
        return found.checked(str(disagreement))
    return found.checked(None)


@dataclass
class _Counted:
    """How much was found to agree until now."""

    lines: int = 0
    reports: int = 0
    forms: int = 0

    def checked(self, disagreement: str | None) -> Checked:
        return Checked(**vars(self), disagreement=disagreement)


async def _check_chain(connection: AsyncConnection, found: _Counted) -> None:
    chain = await verify_journal(connection)
    found.lines = chain.lines
    if chain.broken_at is not None:
        raise DisagreementError("The journal", f"it is broken at line {chain.broken_at}")


async def _check_reports(connection: AsyncConnection, found: _Counted) -> None:
    async for report in _reports(connection):
        found.reports += 1
        found.forms += _checked(report)
    await _check_nothing_left(connection, found.forms)


async def _check_persons(connection: AsyncConnection) -> None:
    """Check that persons are those of whom the facts are."""
    after = ""
    while rows := await _PERSONS.fetch(connection, after=after, most=_PERSONS_AT_ONCE):
        for row in rows:
            known = person_known(row.subject, row.display_name, row.roles, row.assurance_level)
            if person_id(known) != row.id:
                raise DisagreementError(f"Person {row.id}", "this was somebody else")
        after = rows[-1].id


async def _check_nothing_left(connection: AsyncConnection, forms: int) -> None:
    """Check what belongs to no report that was read, and what is kept twice of a signature."""
    (there,) = (await connection.execute(select(func.count()).select_from(FORM))).one()
    if there != forms:
        raise DisagreementError("The forms", f"{there - forms} of them have no present version")
    other = (
        select(SIGNATURE.c.form_id)
        .join_from(SIGNATURE, PERSON, PERSON.c.id == SIGNATURE.c.signed_by)
        .where(SIGNATURE.c.subject != PERSON.c.subject)
        .order_by(SIGNATURE.c.form_id)
        .limit(1)
    )
    if (found := (await connection.execute(other)).scalar()) is not None:
        raise DisagreementError(f"A signature of form {found}", "its `subject` is somebody else")


# Reading -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rows:
    """The rows of one report."""

    report: Any
    versions: Sequence[Any]
    periods: Sequence[Any]
    lines: Sequence[Any]
    forms: Sequence[tuple[Any, Sequence[Any], Sequence[Any]]]


async def _reports(connection: AsyncConnection) -> AsyncIterator[_Rows]:
    """Yield every report with all rows that belong to it."""
    after = 0
    while rows := await _REPORTS.fetch(connection, after=after, most=_REPORTS_AT_ONCE):
        for report in await _read(connection, rows):
            yield report
        after = rows[-1].report_id


async def _read(connection: AsyncConnection, rows: Sequence[Any]) -> list[_Rows]:
    ids = [row.report_id for row in rows]

    async def found(statement: Statement, by: str) -> dict[int, list[Any]]:
        grouped: dict[int, list[Any]] = defaultdict(list)
        for row in await statement.fetch(connection, reports=ids):
            grouped[getattr(row, by)].append(row)
        return grouped

    versions, periods = await found(_VERSIONS, "report_id"), await found(_PERIODS, "report_id")
    lines = await found(_LINES, "report_id")
    forms = await found(_FORMS, "report_id")
    contents = await found(_FORM_VERSIONS, "form_id")
    payments = await found(_PAYMENTS, "form_id")
    return [
        _Rows(
            report=row,
            versions=versions[row.report_id],
            periods=periods[row.report_id],
            lines=lines[row.report_id],
            forms=[
                (form, contents[form.form_id], payments[form.form_id])
                for form in forms[row.report_id]
            ],
        )
        for row in rows
    ]


def _checked(rows: _Rows) -> int:
    """Check the report; return how many forms it has."""
    with readable(f"The report of {rows.report.cpas_nis_code} for {rows.report.report_year}"):
        kept = _evidence(rows)
        check_report(kept)
        return len(kept.forms)


def _evidence(rows: _Rows) -> ReportEvidence:
    present = report_of(rows.report)
    return ReportEvidence(
        cpas=cpas_of(rows.report),
        present=present,
        closed_by=rows.report.closed_by,
        versions={one.report_version: report_of(one) for one in rows.versions},
        periods={one.number: _period(present, one) for one in rows.periods},
        forms=[_form(*form) for form in rows.forms],
        lines=[
            Told(line=line_of(line), form_id=line.form_id, last_at=line.last_at)
            for line in rows.lines
        ],
    )


def _period(report: Report, row: Any) -> Report:
    by_hand = row.closed_at and ClosedByHand(at=row.closed_at, because=row.closed_because)
    return Report(
        id=report.id,
        cpas_id=report.cpas_id,
        year=report.year,
        salt=report.salt,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        closed=by_hand,
    )


def _form(row: Any, versions: Sequence[Any], payments: Sequence[Any]) -> FormEvidence:
    name = f"Form {row.form_id}"
    present = form_of(row)
    sent = {submission.form_version for submission in present.submissions}
    return FormEvidence(
        present=present,
        row=_row(row),
        withdrawn_at=row.row_withdrawn_at,
        versions=[_version(name, present, one, sent=one.number in sent) for one in versions],
        payments=[_payment(one) for one in payments],
    )


def _row(row: Any) -> Mapping[str, Any]:
    return {column.name: getattr(row, f"row_{column.name}") for column in _DERIVED}


def _version(name: str, form: Form, row: Any, *, sent: bool) -> ContentVersion:
    by = person_known(row.subject, row.display_name, row.roles, row.assurance_level)
    granted = row.content_format > 1 or was_granted(row.form_lines, sent=sent)
    return ContentVersion(
        number=row.number,
        content_format=row.content_format,
        digest=Digest(row.content_digest),
        saved=Act(by=by, at=row.saved_at),
        content=_content(name, form, row, granted=granted),
    )


def _content(name: str, form: Form, row: Any, *, granted: bool) -> Content:
    """Return the content of the version, which has the lines of its specification."""
    if {line for line, *_ in row.form_lines} != {line.key for line in form.spec.lines}:
        raise DisagreementError(name, f"version {row.number} has other lines than it should")
    return content_of(form.spec, row.form_lines, granted=granted)


def _payment(row: Any) -> tuple[PaymentOrder, Payment]:
    payment = payment_of(row)
    return order_of(row, [payment]), payment
