"""From rows to values: CPAS, reports and forms, each with all that the rules ask of it.

A statement that these functions read is made of `SELECT_CPAS`, `SELECT_REPORTS` or `SELECT_FORMS`.
Every function runs a number of statements that does not depend on the number of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    case,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from models.bank_account import AccountNumbers
from models.canonical import Digest
from models.contact import ContactDetails
from models.cpas import Cpas, CpasId, EnterpriseNumber, Heir, NisCode, Region, named
from models.form import Form, FormId, Return, Signature, Submission
from models.form_parts import (
    ALL_SIGNATURES,
    LINES,
    PERSON_COLUMNS,
    SIGNATURES,
    SUBMISSIONS,
)
from models.forms import edition_numbered
from models.language import Language
from models.people import Act, Person, Role, Signatory, Subject
from models.readers import Reader
from models.report import BankAccount, ClosedByHand, Contact, Report, ReportId
from models.spec import Content, Figures, FormKind, FormSpec, LineKey
from models.statements import Statement, instant_of, json_list, one_of
from models.tables import (
    CPAS,
    FORM,
    FORM_VERSION,
    PERSON,
    REPORT,
    REPORT_VERSION,
    SUCCESSION,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportOfCpas:
    """A report with its CPAS."""

    report: Report
    cpas: Cpas


@dataclass(frozen=True, kw_only=True, slots=True)
class FormOfReport:
    """A form with its report and CPAS; `revision` is the row's, for the write that follows."""

    form: Form
    report: Report
    cpas: Cpas
    revision: int


_HEIR = CPAS.alias("heir")
SAVED_BY = PERSON.alias("saved_by")
CONTACT_BY = PERSON.alias("contact_by")
BANK_ACCOUNT_BY = PERSON.alias("bank_account_by")


def _columns(prefix: str, table: FromClause, names: str) -> list[ColumnElement[Any]]:
    """Return the named columns of the table, labelled with the prefix: no more than is read."""
    return [table.c[name].label(f"{prefix}_{name}") for name in names.split()]


_SUCCESSION = (
    select(json_list(SUCCESSION.c.since, _HEIR.c.id, _HEIR.c.nis_code, _HEIR.c.enterprise_number))
    .select_from(SUCCESSION.join(_HEIR, _HEIR.c.id == SUCCESSION.c.heir_id))
    .where(SUCCESSION.c.cpas_id == CPAS.c.id)
    .correlate(CPAS)
    .scalar_subquery()
)
HEIRS: ColumnElement[Any] = type_coerce(
    case((CPAS.c.successor_id.is_not(None), _SUCCESSION)), _SUCCESSION.type
).label("cpas_heirs")
"""Who took the CPAS over, step by step, as `heirs_of` reads it: nobody took over most of them."""
CPAS_COLUMNS = [
    *_columns(
        "cpas",
        CPAS,
        "id nis_code enterprise_number name_fr name_nl name_de language region province"
        " valid_from valid_until",
    ),
    HEIRS,
]


def _report_columns(version: FromClause, period: FromClause) -> list[ColumnElement[Any]]:
    """Return what is read of a report, of who holds its version and of who holds its dates."""
    return [
        *_columns("report", REPORT, "id cpas_id year salt"),
        *_columns("report", period, "opens_at closes_at closed_at closed_because"),
        *_columns(
            "report",
            version,
            "contact_name contact_email contact_phone contact_at"
            " iban bic historical_number bank_account_at bank_account_version",
        ),
        *_columns("contact_by", CONTACT_BY, PERSON_COLUMNS),
        *_columns("bank_by", BANK_ACCOUNT_BY, PERSON_COLUMNS),
    ]


def _with_persons(joined: FromClause, version: FromClause) -> FromClause:
    return joined.outerjoin(CONTACT_BY, version.c.contact_by == CONTACT_BY.c.id).outerjoin(
        BANK_ACCOUNT_BY, version.c.bank_account_by == BANK_ACCOUNT_BY.c.id
    )


_REPORT_COLUMNS = [*_report_columns(REPORT, REPORT), REPORT.c.version.label("report_version")]
_REPORT_JOIN = _with_persons(REPORT.join(CPAS, REPORT.c.cpas_id == CPAS.c.id), REPORT)
PRESENT_VERSION = and_(FORM_VERSION.c.form_id == FORM.c.id, FORM_VERSION.c.number == FORM.c.version)

SELECT_CPAS = select(*CPAS_COLUMNS).select_from(CPAS)
SELECT_REPORTS = select(*CPAS_COLUMNS, *_REPORT_COLUMNS).select_from(_REPORT_JOIN)
SELECT_REPORT_VERSIONS = select(
    *_report_columns(REPORT_VERSION, REPORT), REPORT_VERSION.c.number.label("report_version")
).select_from(
    _with_persons(
        REPORT_VERSION.join(REPORT, REPORT.c.id == REPORT_VERSION.c.report_id), REPORT_VERSION
    )
)
"""Reports with the contact and account of each of their versions, and the dates of today."""
HELD = and_(FORM.c.report_id == REPORT.c.id, FORM.c.withdrawn_at.is_(None))
"""That the report holds the form. Every statement over forms joins them with their reports by this:
it is the one place that leaves out the forms which were withdrawn."""
_WITHDRAWN = and_(FORM.c.report_id == REPORT.c.id, FORM.c.withdrawn_at.is_not(None))
_FORMS = select(
    *CPAS_COLUMNS,
    *_REPORT_COLUMNS,
    *_columns("form", FORM, "id kind edition salt version revision encoded_at"),
    LINES,
    SUBMISSIONS,
    FORM_VERSION.c.content_format,
    FORM_VERSION.c.saved_at,
    *_columns("saved_by", SAVED_BY, PERSON_COLUMNS),
)


def _forms_that_are(
    condition: ColumnElement[bool], signatures: ColumnElement[Any] = SIGNATURES
) -> Select[Any]:
    return _FORMS.add_columns(signatures).select_from(
        _REPORT_JOIN.join(FORM, condition)
        .join(FORM_VERSION, PRESENT_VERSION)
        .join(SAVED_BY, SAVED_BY.c.id == FORM_VERSION.c.saved_by)
    )


SELECT_FORMS = _forms_that_are(HELD)
SELECT_ALL_FORMS = _forms_that_are(FORM.c.report_id == REPORT.c.id, ALL_SIGNATURES)
"""Those that were withdrawn included, and all that fell: for who checks what is kept, and for
nobody else."""
SELECT_WITHDRAWN_FORMS = _forms_that_are(_WITHDRAWN)


async def read_cpas(
    connection: AsyncConnection | Reader, statement: Statement, **values: Any
) -> list[Cpas]:
    """Return the CPAS that the statement finds: one statement."""
    return [cpas_of(row) for row in await statement.fetch(connection, **values)]


async def read_reports(
    connection: AsyncConnection | Reader, statement: Statement, **values: Any
) -> list[ReportOfCpas]:
    """Return the reports that the statement finds: one statement."""
    rows = await statement.fetch(connection, **values)
    return [ReportOfCpas(report=report_of(row), cpas=cpas_of(row)) for row in rows]


async def read_forms(
    connection: AsyncConnection | Reader, statement: Statement, **values: Any
) -> list[FormOfReport]:
    """Return the forms that the statement finds, lines and signatures included: one statement."""
    return [
        FormOfReport(
            form=form_of(row), report=report_of(row), cpas=cpas_of(row), revision=row.form_revision
        )
        for row in await statement.fetch(connection, **values)
    ]


def form_of(row: Row[Any]) -> Form:
    """Return the form of a row that holds its columns."""
    spec = edition_numbered(FormKind(row.form_kind), row.form_edition)
    return Form(
        id=FormId(row.form_id),
        spec=spec,
        nis_code=NisCode(row.cpas_nis_code),
        year=row.report_year,
        salt=row.form_salt,
        content=content_of(
            spec,
            row.form_lines,
            granted=row.content_format > 1
            or was_granted(row.form_lines, sent=row.form_version in _sent_versions(row)),
        ),
        content_format=row.content_format,
        version=row.form_version,
        saved=Act(by=_person(row, "saved_by"), at=row.saved_at),
        encoded_at=row.form_encoded_at,
        signatures=signatures_of(row),
        submissions=_submissions(row),
    )


def was_granted(lines: Sequence[Sequence[Any]], *, sent: bool) -> bool:
    """Return whether a content of format 1 holds a grant: there, none at all was 0 throughout.

    A form that was sent so stays as it was sent.
    """
    return sent or any(advance for _, advance, _ in lines)


def _sent_versions(row: Row[Any]) -> set[int]:
    return {version for version, *_ in row.form_submissions}


def content_of(spec: FormSpec, lines: Sequence[Sequence[Any]], *, granted: bool = True) -> Content:
    """Return the content that these rows of lines hold; without a grant, 0 was never one."""
    figures = {
        line: Figures(key=LineKey(line), advance=advance if granted else None, entered=entered)
        for line, advance, entered in lines
    }
    return tuple(figures[line.key] for line in spec.lines)


def signatures_of(row: Any) -> tuple[Signature, ...]:
    """Return the signatures of a row that holds them, as they were placed."""
    return tuple(_signature(*signature) for signature in sorted(row.form_signatures))


def _signature(
    version: int, at: str, role: str, digest: str, report_version: int, *persons: Any
) -> Signature:
    """Return a signature of its columns, which sort in the order in which they were placed."""
    by, invalidated = persons[:4], persons[4:]
    return Signature(
        role=Signatory(role),
        signed=Act(by=person_known(*by), at=instant_of(at)),
        form_version=version,
        content_digest=Digest(digest),
        report_version=report_version,
        invalidated=_act_of(*invalidated),
    )


def _act_of(at: str | None, *by: Any) -> Act | None:
    """Return the act of its columns, if it happened."""
    return None if at is None else Act(by=person_known(*by), at=instant_of(at))


def _submissions(row: Row[Any]) -> tuple[Submission, ...]:
    return tuple(_submission(*submission) for submission in sorted(row.form_submissions))


def _submission(version: int, reference: str, sent_at: str, digest: str, *acts: Any) -> Submission:
    """Return a submission of its columns, which sort in the order in which they were sent."""
    acknowledged, (reason, *returned) = acts[:5], acts[5:]
    act = _act_of(*returned)
    return Submission(
        reference=reference,
        sent_at=instant_of(sent_at),
        form_version=version,
        content_digest=Digest(digest),
        acknowledged=_act_of(*acknowledged),
        returned=Return(act=act, reason=reason) if act else None,
    )


def cpas_of(row: Row[Any]) -> Cpas:
    """Return the CPAS of a row that holds its columns."""
    return Cpas(
        id=CpasId(row.cpas_id),
        nis_code=NisCode(row.cpas_nis_code),
        enterprise_number=row.cpas_enterprise_number,
        name=named(
            fr=row.cpas_name_fr,
            nl=row.cpas_name_nl,
            de=row.cpas_name_de,
            own=Language(row.cpas_language),
        ),
        language=Language(row.cpas_language),
        region=Region(row.cpas_region),
        province=row.cpas_province,
        valid_from=row.cpas_valid_from,
        valid_until=row.cpas_valid_until,
        heirs=heirs_of(row.cpas_heirs),
    )


def heirs_of(succession: Sequence[Sequence[Any]]) -> tuple[Heir, ...]:
    """Return who took a CPAS over, of what `HEIRS` holds; it sorts by day."""
    return tuple(
        Heir(
            id=CpasId(id_),
            nis_code=NisCode(nis_code),
            enterprise_number=number and EnterpriseNumber(number),
            since=date.fromisoformat(since),
        )
        for since, id_, nis_code, number in sorted(map(tuple, succession))
    )


def report_of(row: Row[Any]) -> Report:
    """Return the report of a row that holds its columns."""
    contact_act = _act(row, "contact_by", row.report_contact_at)
    bank_account_act = _act(row, "bank_by", row.report_bank_account_at)
    return Report(
        id=ReportId(row.report_id),
        cpas_id=CpasId(row.report_cpas_id),
        year=row.report_year,
        salt=row.report_salt,
        opens_at=row.report_opens_at,
        closes_at=row.report_closes_at,
        version=row.report_version,
        contact=_contact(row, contact_act) if contact_act else None,
        bank_account=_bank_account(row, bank_account_act) if bank_account_act else None,
        closed=_closed(row) if row.report_closed_at else None,
    )


def _closed(row: Row[Any]) -> ClosedByHand:
    return ClosedByHand(at=row.report_closed_at, because=row.report_closed_because)


def _contact(row: Row[Any], act: Act) -> Contact:
    details = ContactDetails(
        name=row.report_contact_name, email=row.report_contact_email, phone=row.report_contact_phone
    )
    return Contact(details=details, updated=act)


def _bank_account(row: Row[Any], act: Act) -> BankAccount:
    numbers = AccountNumbers(
        iban=row.report_iban,
        bic=row.report_bic,
        historical_number=row.report_historical_number,
    )
    return BankAccount(numbers=numbers, updated=act, since_version=row.report_bank_account_version)


def _act(row: Row[Any], prefix: str, at: Any) -> Act | None:
    return None if at is None else Act(by=_person(row, prefix), at=at)


def _person(row: Row[Any], prefix: str) -> Person:
    return person_known(
        getattr(row, f"{prefix}_subject"),
        getattr(row, f"{prefix}_display_name"),
        getattr(row, f"{prefix}_roles"),
        getattr(row, f"{prefix}_assurance_level"),
    )


@lru_cache(maxsize=4096)
def person_known(subject: str, display_name: str, roles: str, level: str | None) -> Person:
    """Return the person as kept with an act; the same person is the same value."""
    return Person(
        subject=Subject(subject),
        display_name=display_name,
        roles=frozenset(Role(role) for role in roles.split()),
        assurance_level=level,
    )


# What is asked for often ------------------------------------------------------------------------

CPAS_BY_ID = Statement(SELECT_CPAS.where(one_of(CPAS.c.id, "ids")))
PREDECESSORS = Statement(
    SELECT_CPAS.where(one_of(CPAS.c.successor_id, "ids")).order_by(CPAS.c.nis_code)
)
REPORTS_BY_ID = Statement(SELECT_REPORTS.where(one_of(REPORT.c.id, "ids")))
REPORTS_BY_YEAR = Statement(
    SELECT_REPORTS.where(one_of(REPORT.c.cpas_id, "cpas"), one_of(REPORT.c.year, "years"))
)
REPORTS_OF_CPAS = Statement(
    SELECT_REPORTS.where(one_of(REPORT.c.cpas_id, "cpas")).order_by(REPORT.c.year)
)
FORMS_BY_ID = Statement(SELECT_FORMS.where(one_of(FORM.c.id, "ids")))
FORMS_OF_REPORTS = Statement(SELECT_FORMS.where(one_of(REPORT.c.id, "reports")))
