"""Forms of a list, answered straight from rows.

A list of 581 forms would be thousands of values, made only to be read once. Where all that is
selected of its forms stands in the tables below, the rows hold just the columns that are needed,
and each becomes its part of the answer in one step. Anything else is answered from the full values,
and a test compares the two for every field.

What an amount is, and whether the caller may read it, is decided where it always is: the rows hold
what the rules derived when the form was stored, and the gate is asked row by row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, product
from operator import itemgetter
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList
from sqlalchemy import ColumnElement

from models.criteria import ACCOUNT_CHANGED
from models.form import FormStatus
from models.form_parts import CURRENT_SIGNATURES
from models.forms import edition_numbered
from models.language import Language
from models.money import format_euro
from models.people import Role, Signatory
from models.spec import BalanceDirection, FormKind
from models.statements import instant_text, rows_of
from models.tables import ACKNOWLEDGEMENT as ACKNOWLEDGEMENT_TABLE
from models.tables import CPAS as CPAS_TABLE
from models.tables import FORM as FORM_TABLE
from models.tables import FORM_VERSION as FORM_VERSION_TABLE
from models.tables import REPORT as REPORT_TABLE
from models.tables import SUBMISSION as SUBMISSION_TABLE
from models.waiting import CLOSED, REPORT_STATUS, SIGNED_BY, WAITING_SINCE, lacking
from models.words import province_word
from resolvers.context import Context
from resolvers.follow_up import PLACE, reads_amounts_of
from schema.nodes import NodeType, encode_id
from schema.selected import Selection

Row = tuple[Any, ...]
Getter = Callable[[Row], Any]
"""From a row to what is answered of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What belongs to the rows of one answer."""

    context: Context
    selection: Selection


Make = Callable[[Sheet], Getter]
"""Makes a getter for one answer."""


class OtherwiseError(Exception):
    """Something is selected that the tables do not hold."""


class Columns:
    """The columns that the rows of a page hold."""

    def __init__(self) -> None:
        self._columns: list[ColumnElement[Any]] = []

    @property
    def in_order(self) -> tuple[ColumnElement[Any], ...]:
        """The columns, as they stand in the rows."""
        return tuple(self._columns)

    def at(self, column: ColumnElement[Any]) -> int:
        """Return the place of the column in the rows; from now on they hold it."""
        for place, known in enumerate(self._columns):
            if known is column:
                return place
        self._columns.append(column)
        return len(self._columns) - 1


class Template:
    """What is selected of the forms of a list: the columns to read, and how a row is answered."""

    def __init__(self, selection: Selection, details: FieldDetailsList, columns: Columns) -> None:
        """Read the selection below the field that holds a form.

        Raises:
            OtherwiseError: it asks for more than the rows can tell.
        """
        self.columns = columns
        self.selection = selection
        self._make = self.object("Form", FORM, details)
        del self.selection  # of this operation; the template outlives it

    def getter(self, sheet: Sheet) -> Getter:
        """Return what answers a row."""
        return self._make(sheet)

    def object(self, type_name: str, fields: "Fields", details: FieldDetailsList) -> Make:
        """Return what answers an object of that type, whose fields stand in the table."""
        steps = [
            (key, self._field(type_name, fields, selected))
            for key, selected in self.selection.fields(type_name, details).items()
        ]

        def make(sheet: Sheet) -> Getter:
            getters = [(key, step(sheet)) for key, step in steps]
            return lambda row: {key: get(row) for key, get in getters}

        return make

    def _field(self, type_name: str, fields: "Fields", details: FieldDetailsList) -> Make:
        name = details[0].node.name.value
        if name == "__typename":
            return lambda _sheet: lambda _row: type_name
        if name not in fields:
            raise OtherwiseError(f"{type_name}.{name}")
        return fields[name](self, details)


Field = Callable[[Template, FieldDetailsList], Make]
Fields = Mapping[str, Field]


def _asked_language(type_name: str, sheet: Sheet, details: FieldDetailsList) -> Language | None:
    given = sheet.selection.arguments(type_name, details).get("language")
    return given or sheet.context.language


def _column(column: ColumnElement[Any], convert: Callable[[Any], Any] | None = None) -> Field:
    """Answer what stands in the column, or what it is converted to; null stays null."""

    def field(template: Template, _details: FieldDetailsList) -> Make:
        get = _getter(template.columns.at(column), convert)
        return lambda _sheet: get

    return field


def _getter(at: int, convert: Callable[[Any], Any] | None) -> Getter:
    if convert is None:
        return itemgetter(at)
    return lambda row: None if (value := row[at]) is None else convert(value)


def _nested(type_name: str, fields: "Callable[[], Fields]") -> Field:
    """Answer an object whose fields stand in the same row."""
    return lambda template, details: template.object(type_name, fields(), details)


def _node(type_: NodeType, column: ColumnElement[Any]) -> Field:
    return _column(column, lambda key: encode_id(type_, key))


_OWED = (FORM_TABLE.c.to_repay, FORM_TABLE.c.to_receive)

# Form --------------------------------------------------------------------------------------------

_ENCODED = frozenset(status for status in FormStatus if status.encoded)
_MISSING = {
    (closed, *signed): [
        role.value for role in lacking(set(compress(Signatory, signed)), closed=closed)
    ]
    for closed, *signed in product((False, True), repeat=1 + len(Signatory))
}


@lru_cache(maxsize=1024)
def _title_of(kind: str, edition: int, language: str) -> str:
    return edition_numbered(FormKind(kind), edition).title.in_language(Language(language))


def _title(template: Template, details: FieldDetailsList) -> Make:
    kind, edition, own = (
        template.columns.at(column)
        for column in (FORM_TABLE.c.kind, FORM_TABLE.c.edition, CPAS_TABLE.c.language)
    )

    def make(sheet: Sheet) -> Getter:
        asked = _asked_language("Form", sheet, details)
        if asked is None:
            return lambda row: _title_of(row[kind], row[edition], row[own])
        return lambda row: _title_of(row[kind], row[edition], asked.value)

    return make


def _missing_signatures(template: Template, _details: FieldDetailsList) -> Make:
    said = itemgetter(*map(template.columns.at, (CLOSED, *SIGNED_BY.values())))
    return lambda _sheet: lambda row: _MISSING[tuple(map(bool, said(row)))]


def _encoded(template: Template, _details: FieldDetailsList) -> Make:
    status = template.columns.at(FORM_TABLE.c.status)
    return lambda _sheet: lambda row: row[status] in _ENCODED


def _encoded_at(template: Template, _details: FieldDetailsList) -> Make:
    status, at = (
        template.columns.at(FORM_TABLE.c.status),
        template.columns.at(FORM_TABLE.c.encoded_at),
    )
    return lambda _sheet: lambda row: instant_text(row[at]) if row[status] in _ENCODED else None


def _is_there(column: ColumnElement[Any]) -> Field:
    def field(template: Template, _details: FieldDetailsList) -> Make:
        at = template.columns.at(column)
        return lambda _sheet: lambda row: row[at] is not None

    return field


def _where_known(column: ColumnElement[Any], inner_field: Field) -> Field:
    """Answer it where the column holds something, and null elsewhere."""

    def field(template: Template, details: FieldDetailsList) -> Make:
        at, make_inner = template.columns.at(column), inner_field(template, details)

        def make(sheet: Sheet) -> Getter:
            inner = make_inner(sheet)
            return lambda row: None if row[at] is None else inner(row)

        return make

    return field


# Amounts: only for who may read them -------------------------------------------------------------


def _legible(make_inner: Callable[[Template, FieldDetailsList], Make]) -> Field:
    """Answer it to who may read the amounts of the CPAS, and null to others."""

    def field(template: Template, details: FieldDetailsList) -> Make:
        gate_of = _gate(template)
        inner_of = make_inner(template, details)

        def make(sheet: Sheet) -> Getter:
            inner, is_open = inner_of(sheet), gate_of(sheet)
            return lambda row: inner(row) if is_open(row) else None

        return make

    return field


def _gate(template: Template) -> Make:
    """Return what tells of a row whether the caller may read the amounts of its CPAS."""
    place = itemgetter(*(template.columns.at(column) for column in PLACE))

    def make(sheet: Sheet) -> Getter:
        known: dict[Any, bool] = {}

        def is_open(row: Row) -> bool:
            where = place(row)
            if where not in known:
                known[where] = reads_amounts_of(sheet.context, where)
            return known[where]

        return is_open

    return make


def _direction(template: Template, _details: FieldDetailsList) -> Make:
    to_repay, to_receive = (template.columns.at(column) for column in _OWED)

    def get(row: Row) -> str:
        if row[to_repay]:
            return BalanceDirection.TO_REPAY.value
        owed = BalanceDirection.TO_RECEIVE if row[to_receive] else BalanceDirection.SETTLED
        return owed.value

    return lambda _sheet: get


def _owed(template: Template, _details: FieldDetailsList) -> Make:
    to_repay, to_receive = (template.columns.at(column) for column in _OWED)
    return lambda _sheet: lambda row: format_euro(row[to_repay] or row[to_receive])


# CPAS --------------------------------------------------------------------------------------------


def _cpas_name(template: Template, details: FieldDetailsList) -> Make:
    names = {
        language: template.columns.at(CPAS_TABLE.c[f"name_{language.value.lower()}"])
        for language in (Language.FR, Language.NL, Language.DE)
    }
    own = template.columns.at(CPAS_TABLE.c.language)
    by_own = {language.value: at for language, at in names.items()}

    def make(sheet: Sheet) -> Getter:
        asked = _asked_language("Cpas", sheet, details)
        if asked is None or asked is Language.EN:  # English uses the local names
            return lambda row: row[by_own[row[own]]]
        return itemgetter(names[asked])

    return make


def _province(template: Template, details: FieldDetailsList) -> Make:
    at = template.columns.at(CPAS_TABLE.c.province)

    def make(sheet: Sheet) -> Getter:
        asked = _asked_language("Cpas", sheet, details)
        return lambda row: province_word(row[at], asked)

    return make


# Signatures: rows within the row, in the order of `CURRENT_SIGNATURES` ---------------------------

_SIGNED_AT, _ROLE, _VERSION, _DIGEST, _NAME, _ROLES, _LEVEL, _FORM_ID, _ROW = range(9)


def _signatures(template: Template, details: FieldDetailsList) -> Make:
    at, form = template.columns.at(CURRENT_SIGNATURES), template.columns.at(FORM_TABLE.c.id)
    make_inner = template.object("Signature", SIGNATURE, details)

    def make(sheet: Sheet) -> Getter:
        inner = make_inner(sheet)
        return lambda row: [
            inner((*signature, row[form], row)) for signature in sorted(rows_of(row[at]))
        ]

    return make


def _place(at: int, convert: Callable[[Any], Any] | None = None) -> Field:
    get = _getter(at, convert)
    return lambda _template, _details: lambda _sheet: get


def _always(value: object) -> Field:
    return lambda _template, _details: lambda _sheet: lambda _row: value


def _signed_digest(template: Template, _details: FieldDetailsList) -> Make:
    gate_of = _gate(template)

    def make(sheet: Sheet) -> Getter:
        is_open = gate_of(sheet)
        return lambda row: row[_DIGEST] if is_open(row[_ROW]) else None

    return make


def _signature_id(_template: Template, _details: FieldDetailsList) -> Make:
    return lambda _sheet: (
        lambda row: encode_id(NodeType.SIGNATURE, row[_FORM_ID], row[_VERSION], row[_ROLE])
    )


@lru_cache(maxsize=256)
def _role_names(roles: str) -> list[str]:
    held = set(roles.split())
    return [role.value for role in Role if role.value in held]


# The tables --------------------------------------------------------------------------------------

PERSON: Fields = {
    "displayName": _place(_NAME),
    "roles": _place(_ROLES, _role_names),
    "assuranceLevel": _place(_LEVEL),
}
SIGNATURE: Fields = {
    "id": _signature_id,
    "role": _place(_ROLE),
    "signer": _nested("Person", lambda: PERSON),
    "signedAt": _place(_SIGNED_AT, instant_text),
    "formVersion": _place(_VERSION),
    "contentDigest": _signed_digest,
    "isCurrent": _always(True),
    "invalidatedAt": _always(None),
    "invalidatedBy": _always(None),
}
PROGRESS: Fields = {
    "encoded": _encoded,
    "encodedAt": _encoded_at,
    "signed": _is_there(FORM_TABLE.c.signed_at),
    "signedAt": _column(FORM_TABLE.c.signed_at, instant_text),
    "sent": _is_there(FORM_TABLE.c.sent_at),
    "sentAt": _column(FORM_TABLE.c.sent_at, instant_text),
}
BALANCE: Fields = {
    "direction": _direction,
    "amount": _owed,
    "setOff": _column(FORM_TABLE.c.set_off, format_euro),
    "borne": _column(FORM_TABLE.c.borne, format_euro),
}
AMOUNTS: Fields = {
    "advance": _column(FORM_TABLE.c.advance, format_euro),
    "justified": _column(FORM_TABLE.c.justified, format_euro),
    "balance": _where_known(FORM_TABLE.c.to_repay, _nested("Balance", lambda: BALANCE)),
}
_ACCOUNT_CHANGED = _legible(_column(ACCOUNT_CHANGED, bool))
SUBMISSION: Fields = {
    "reference": _column(SUBMISSION_TABLE.c.reference),
    "sentAt": _column(FORM_TABLE.c.sent_at, instant_text),
    "formVersion": _column(SUBMISSION_TABLE.c.form_version),
    "contentDigest": _legible(_column(SUBMISSION_TABLE.c.content_digest)),
    "acknowledgedAt": _column(ACKNOWLEDGEMENT_TABLE.c.acknowledged_at, instant_text),
    "returnedAt": _always(None),
    "returnReason": _always(None),
    "bankAccountChangedSinceSigning": _ACCOUNT_CHANGED,
}
CPAS: Fields = {
    "id": _node(NodeType.CPAS, CPAS_TABLE.c.id),
    "nisCode": _column(CPAS_TABLE.c.nis_code),
    "enterpriseNumber": _column(CPAS_TABLE.c.enterprise_number),
    "name": _cpas_name,
    "language": _column(CPAS_TABLE.c.language),
    "region": _column(CPAS_TABLE.c.region),
    "province": _province,
}
REPORT: Fields = {
    "id": _node(NodeType.REPORT, REPORT_TABLE.c.id),
    "cpas": _nested("Cpas", lambda: CPAS),
    "year": _column(REPORT_TABLE.c.year),
    "status": _column(REPORT_STATUS),
    "opensAt": _column(REPORT_TABLE.c.opens_at, instant_text),
    "closesAt": _column(REPORT_TABLE.c.closes_at, instant_text),
    "version": _legible(_column(REPORT_TABLE.c.version)),
}
FORM: Fields = {
    "id": _node(NodeType.FORM, FORM_TABLE.c.id),
    "kind": _column(FORM_TABLE.c.kind),
    "edition": _column(FORM_TABLE.c.edition),
    "title": _title,
    "report": _nested("Report", lambda: REPORT),
    "cpas": _nested("Cpas", lambda: CPAS),
    "year": _column(REPORT_TABLE.c.year),
    "status": _column(FORM_TABLE.c.status),
    "progress": _nested("Progress", lambda: PROGRESS),
    "amounts": _legible(_nested("Amounts", lambda: AMOUNTS)),
    "version": _column(FORM_TABLE.c.version),
    "contentDigest": _legible(_column(FORM_VERSION_TABLE.c.content_digest)),
    "signatures": _signatures,
    "missingSignatures": _missing_signatures,
    "waitingSince": _column(WAITING_SINCE, instant_text),
    "submission": _where_known(FORM_TABLE.c.sent_at, _nested("Submission", lambda: SUBMISSION)),
    "bankAccountChangedSinceSigning": _ACCOUNT_CHANGED,
    "updatedAt": _column(FORM_TABLE.c.updated_at, instant_text),
}
