"""The forms of the follow-up as a file lists them: one line each, with its totals.

A file is read by and by, in pages of the same order as in the API.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_

from models.cpas import EnterpriseNumber, Heir, NisCode, Region, named
from models.criteria import ACCOUNT_CHANGED
from models.follow_up import FormOrder, asked_of_forms
from models.form import FormStatus
from models.form_parts import LINES
from models.forms import edition_numbered
from models.language import Language, Text
from models.money import Cents
from models.paging import PageRequest, narrow_to_page
from models.people import Signatory
from models.reading import HEIRS, content_of, heirs_of
from models.spec import (
    BalanceDirection,
    Content,
    Figures,
    FormKind,
    FormSpec,
    Line,
    LineEntry,
    justified_on,
)
from models.tables import ACKNOWLEDGEMENT, CPAS, FORM, REPORT, SIGNATURE, SUBMISSION
from models.waiting import CLOSED, lacking


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """The amounts of a form over all of its lines, in cents; each once it is known."""

    advance: Cents | None
    justified: Cents | None
    to_repay: Cents | None = None
    to_receive: Cents | None = None
    set_off: Cents | None = None
    borne: Cents | None = None

    @property
    def direction(self) -> BalanceDirection | None:
        """Who owes whom, or None while it is not known."""
        if self.to_repay is None:
            return None
        if self.to_repay:
            return BalanceDirection.TO_REPAY
        return BalanceDirection.TO_RECEIVE if self.to_receive else BalanceDirection.SETTLED


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedAccount:
    """The bank account of the CPAS, as its report gives it."""

    iban: str
    bic: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedLine:
    """One line of a form: what it is, and the number that was encoded on it."""

    line: Line
    count: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedForm:
    """One line of the file; `line` is there where the file lists the lines of the forms.

    `totals`, `account` and `content` are None for who may not read the amounts.
    """

    nis_code: NisCode
    enterprise_number: EnterpriseNumber | None
    heirs: tuple[Heir, ...]
    name: Text
    language: Language
    region: Region
    province: str | None
    year: int
    spec: FormSpec
    status: FormStatus
    encoded_at: datetime | None
    signed_at: Mapping[Signatory, datetime]
    """When each signature that holds for the present content was placed."""
    sent_at: datetime | None
    reference: str | None
    acknowledged_at: datetime | None
    updated_at: datetime
    closed: bool
    """Whether its report is closed."""
    account_changed: bool | None
    """Whether the bank account changed since the first signature; None also where it may not be
    read."""
    totals: Totals | None
    account: ExportedAccount | None
    content: Content | None
    line: ExportedLine | None = None

    @property
    def by_line(self) -> "list[ExportedForm]":
        """The form once for each of its lines, with the amounts of the line for its totals."""
        content = self.content
        if content is None:
            return []
        return [
            self._on(line, figures) for line, figures in zip(self.spec.lines, content, strict=True)
        ]

    def _on(self, line: Line, figures: Figures) -> "ExportedForm":
        counted = figures.entered if line.entry is LineEntry.COUNT else None
        totals = Totals(
            advance=figures.advance if line.granted else None,
            justified=justified_on(self.spec, self.content or (), line),
        )
        return replace(self, totals=totals, line=ExportedLine(line=line, count=counted))

    @property
    def encoded(self) -> bool:
        """Whether something was encoded on every line that asks for it."""
        return self.status.encoded

    @property
    def missing_signatures(self) -> tuple[Signatory, ...]:
        """Whose signature is missing: nobody's once the report is closed."""
        return lacking(self.signed_at, closed=self.closed)


# Statements --------------------------------------------------------------------------------------

_SIGNATURES = {role: SIGNATURE.alias(f"as_{role.value.lower()}") for role in Signatory}

_COLUMNS: tuple[ColumnElement[Any], ...] = (
    CPAS.c.nis_code,
    CPAS.c.enterprise_number,
    HEIRS,
    CPAS.c.name_fr,
    CPAS.c.name_nl,
    CPAS.c.name_de,
    CPAS.c.language,
    CPAS.c.region,
    CPAS.c.province,
    REPORT.c.year,
    FORM.c.kind,
    FORM.c.edition,
    FORM.c.status,
    FORM.c.encoded_at,
    *(signature.c.signed_at.label(role.value) for role, signature in _SIGNATURES.items()),
    SUBMISSION.c.sent_at,
    SUBMISSION.c.reference,
    ACKNOWLEDGEMENT.c.acknowledged_at,
    FORM.c.updated_at,
    CLOSED,
    FORM.c.advance,
    FORM.c.justified,
    FORM.c.to_repay,
    FORM.c.to_receive,
    FORM.c.set_off,
    FORM.c.borne,
    REPORT.c.iban,
    REPORT.c.bic,
    LINES,
    ACCOUNT_CHANGED.label("account_changed"),
)


def exported_statement(
    conditions: Sequence[ColumnElement[bool]], order: FormOrder, page: PageRequest
) -> Select[Any]:
    """Return a statement for such a page of lines; `order_key` and `id` are the key of a row."""
    ordered = order.columns()
    statement = asked_of_forms([*_COLUMNS, *ordered], conditions)
    for role, signature in _SIGNATURES.items():
        statement = statement.outerjoin(signature, _is_current(signature, role))
    return narrow_to_page(statement, ordered, page, descending=order.descending)


def _is_current(signature: FromClause, role: Signatory) -> ColumnElement[bool]:
    return and_(
        signature.c.form_id == FORM.c.id,
        signature.c.form_version == FORM.c.version,
        signature.c.role == role.value,
    )


def exported_of(row: Any) -> ExportedForm:
    """Return the line of a row of `exported_statement`."""
    status, spec = FormStatus(row.status), edition_numbered(FormKind(row.kind), row.edition)
    placed = {role: getattr(row, role.value) for role in Signatory}
    return ExportedForm(
        nis_code=NisCode(row.nis_code),
        enterprise_number=row.enterprise_number,
        heirs=heirs_of(row.cpas_heirs),
        name=named(fr=row.name_fr, nl=row.name_nl, de=row.name_de, own=Language(row.language)),
        language=Language(row.language),
        region=Region(row.region),
        province=row.province,
        year=row.year,
        spec=spec,
        status=status,
        encoded_at=row.encoded_at if status.encoded else None,
        signed_at={role: at for role, at in placed.items() if at is not None},
        sent_at=row.sent_at,
        reference=row.reference,
        acknowledged_at=row.acknowledged_at,
        updated_at=row.updated_at,
        closed=bool(row.closed),
        account_changed=None if row.account_changed is None else bool(row.account_changed),
        totals=Totals(
            advance=row.advance,
            justified=row.justified,
            to_repay=row.to_repay,
            to_receive=row.to_receive,
            set_off=row.set_off,
            borne=row.borne,
        ),
        account=ExportedAccount(iban=row.iban, bic=row.bic) if row.iban else None,
        content=content_of(spec, row.form_lines),
    )
