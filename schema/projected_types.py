"""CPAS, reports and forms, as the database writes them: for each field, of which columns.

What is encoded, signed, missing or owed was derived by the rules when the form was stored; whose
amounts the caller may read is one condition, made of the scope.
"""

from collections.abc import Callable, Sequence
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList
from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, select
from sqlalchemy.sql.expression import FromClause

from models.criteria import ACCOUNT_CHANGED
from models.follow_up import with_what_is_read
from models.forms import CATALOGUE
from models.json_text import (
    Piece,
    boolean,
    chosen,
    constant,
    dumped,
    euro,
    expression,
    holds,
    in_quotes,
    instant,
    joined,
    list_of,
    node_id,
    number,
    or_else,
    or_null,
    string,
    when,
)
from models.language import Language
from models.people import Role, Signatory
from models.reading import BANK_ACCOUNT_BY, CONTACT_BY, HELD
from models.spec import BalanceDirection
from models.tables import (
    ACKNOWLEDGEMENT,
    CPAS,
    FORM,
    FORM_VERSION,
    PERSON,
    REPORT,
    SIGNATURE,
    SUBMISSION,
)
from models.waiting import ENCODED, REPORT_STATUS, WAITING_SINCE, lacks
from models.words import PROVINCES, province_word
from schema.nodes import NodeType
from schema.projection import Fields, Place, Projection, Told, always, nested, told

SIGNER = PERSON.alias("signer")
ZERO: ColumnElement[int] = literal_column("0")
Column = ColumnElement[Any]


def _legible(inner: Told) -> Told:
    """Write it for who may read the amounts of the CPAS, and null for others."""
    return lambda place: when(place.sight.reads_amounts, inner(place))


def _known(column: Column, inner: Told) -> Told:
    """Write it where the column holds something, and null elsewhere."""
    return lambda place: or_null(column, inner(place))


def _optional(column: Column, write: Callable[[Column], Piece]) -> Told:
    """Write what the column holds, or null."""
    return told(or_null(column, write(column)))


# Persons -----------------------------------------------------------------------------------------


def _roles(person: FromClause) -> Piece:
    """Return the roles, kept in the order of their names, in the order of the contract."""
    held = expression(joined(" ", person.c.roles, " "))
    names = [when(holds(held, f" {role.value} "), f',"{role.value}"', "") for role in Role]
    return joined("[", func.substr(expression(joined(*names)), literal_column("2")), "]")


def _person(person: FromClause) -> Fields:
    return Fields(
        type_name="Person",
        told={
            "displayName": told(string(person.c.display_name)),
            "roles": told(_roles(person)),
            "assuranceLevel": _optional(person.c.assurance_level, string),
        },
    )


SIGNER_FIELDS = _person(SIGNER)


def _one_person(person: FromClause, id_: Column) -> Told:
    """Write the person whom a column names."""
    fields = _person(person)

    def write(place: Place) -> Piece:
        text = expression(place.object(fields))
        found = select(text).select_from(person).where(person.c.id == id_)
        return found.correlate_except(person).scalar_subquery()

    return write


# CPAS --------------------------------------------------------------------------------------------

_LOCAL = (Language.FR, Language.NL, Language.DE)
_NAMES = {language: CPAS.c[f"name_{language.value.lower()}"] for language in _LOCAL}


def _name(place: Place) -> Piece:
    asked = place.asked_language()
    if asked in _NAMES:
        return string(_NAMES[asked])
    by_own = {language.value: string(name) for language, name in _NAMES.items()}
    return chosen(CPAS.c.language, by_own, by_own[Language.FR.value])  # English has no names


def _province(place: Place) -> Piece:
    asked = place.asked_language()
    words: dict[str, Piece] = {name: dumped(province_word(name, asked)) for name in PROVINCES}
    return or_null(CPAS.c.province, chosen(CPAS.c.province, words, string(CPAS.c.province)))


CPAS_FIELDS = Fields(
    type_name="Cpas",
    node=(NodeType.CPAS, CPAS.c.id),
    told={
        "id": told(node_id(NodeType.CPAS.value, CPAS.c.id)),
        "nisCode": told(in_quotes(CPAS.c.nis_code)),
        "enterpriseNumber": _optional(CPAS.c.enterprise_number, in_quotes),
        "name": _name,
        "language": told(in_quotes(CPAS.c.language)),
        "region": told(in_quotes(CPAS.c.region)),
        "province": _province,
        "report": lambda place: _report_of_year(place),  # noqa: PLW0108 - it stands below
    },
)

# Reports -----------------------------------------------------------------------------------------

CONTACT_FIELDS = Fields(
    type_name="Contact",
    told={
        "name": told(string(REPORT.c.contact_name)),
        "email": told(string(REPORT.c.contact_email)),
        "phone": told(string(REPORT.c.contact_phone)),
        "updatedAt": told(instant(REPORT.c.contact_at)),
        "updatedBy": _one_person(CONTACT_BY, REPORT.c.contact_by),
    },
)
BANK_ACCOUNT_FIELDS = Fields(
    type_name="BankAccount",
    told={
        "iban": told(in_quotes(REPORT.c.iban)),
        "bic": _optional(REPORT.c.bic, in_quotes),
        "historicalNumber": _optional(REPORT.c.historical_number, in_quotes),
        "updatedAt": told(instant(REPORT.c.bank_account_at)),
        "updatedBy": _one_person(BANK_ACCOUNT_BY, REPORT.c.bank_account_by),
    },
)
REPORT_FIELDS = Fields(
    type_name="Report",
    node=(NodeType.REPORT, REPORT.c.id),
    told={
        "id": told(node_id(NodeType.REPORT.value, REPORT.c.id)),
        "cpas": nested(lambda: CPAS_FIELDS),
        "year": told(number(REPORT.c.year)),
        "status": told(in_quotes(REPORT_STATUS.element)),
        "opensAt": told(instant(REPORT.c.opens_at)),
        "closesAt": told(instant(REPORT.c.closes_at)),
        "closedBecause": _legible(_optional(REPORT.c.closed_because, string)),
        "contact": _legible(_known(REPORT.c.contact_at, nested(lambda: CONTACT_FIELDS))),
        "bankAccount": _legible(
            _known(REPORT.c.bank_account_at, nested(lambda: BANK_ACCOUNT_FIELDS))
        ),
        "version": _legible(told(number(REPORT.c.version))),
        "forms": lambda place: _forms_of_report(place),  # noqa: PLW0108 - it stands below
    },
)


def _report_of_year(place: Place) -> Piece:
    of_year = REPORT.c.year == place.parameter("year", REPORT.c.year)
    found = (
        select(expression(place.object(REPORT_FIELDS)))
        .select_from(REPORT)
        .where(REPORT.c.cpas_id == CPAS.c.id, of_year)
    )
    return or_else(found.correlate_except(REPORT).scalar_subquery())


def _forms_of_report(place: Place) -> Piece:
    order = case({kind.value: at for at, kind in enumerate(CATALOGUE)}, value=FORM.c.kind)
    text = expression(place.object(FORM_FIELDS))
    rows = select(text).select_from(with_what_is_read(FORM, [text])).where(HELD)
    return list_of(rows.correlate(REPORT, CPAS).order_by(order))


# Forms -------------------------------------------------------------------------------------------


def _title(place: Place) -> Piece:
    asked = place.asked_language()
    if asked is not None:
        return _title_in(asked)
    return chosen(
        CPAS.c.language,
        {language.value: _title_in(language) for language in _LOCAL},
        _title_in(Language.FR),
    )


def _title_in(language: Language) -> Piece:
    titles: dict[ColumnElement[bool], Piece] = {}
    for kind, editions in CATALOGUE.items():
        of_kind = FORM.c.kind == constant(kind.value)
        *older, latest = editions
        for spec in older:
            if spec.title != latest.title:
                this = FORM.c.edition == literal_column(str(spec.edition))
                titles[and_(of_kind, this)] = dumped(spec.title.in_language(language))
        titles[of_kind] = dumped(latest.title.in_language(language))
    return case(*((one, expression(title)) for one, title in titles.items()))


def _missing_signatures(place: Place) -> Piece:
    """Write whose signature is missing, as `models.waiting.lacking` has it."""
    del place
    president, director_general = (lacks(role) for role in Signatory)
    first, second = (role.value for role in Signatory)
    return case(
        (and_(president, director_general), constant(dumped([first, second]))),
        (president, constant(dumped([first]))),
        (director_general, constant(dumped([second]))),
        else_=constant(dumped([])),
    )


def _signatures(place: Place) -> Piece:
    rows = (
        select(expression(place.object(SIGNATURE_FIELDS)))
        .select_from(SIGNATURE.join(SIGNER, SIGNER.c.id == SIGNATURE.c.signed_by))
        .where(SIGNATURE.c.form_id == FORM.c.id, SIGNATURE.c.form_version == FORM.c.version)
        .order_by(SIGNATURE.c.signed_at, SIGNATURE.c.role)
    )
    return list_of(rows.correlate_except(SIGNATURE, SIGNER))


SIGNATURE_FIELDS = Fields(
    type_name="Signature",
    told={
        "id": told(
            node_id(
                NodeType.SIGNATURE.value,
                *(SIGNATURE.c[name] for name in ("form_id", "form_version", "role")),
            )
        ),
        "role": told(in_quotes(SIGNATURE.c.role)),
        "signer": nested(lambda: SIGNER_FIELDS),
        "signedAt": told(instant(SIGNATURE.c.signed_at)),
        "formVersion": told(number(SIGNATURE.c.form_version)),
        "contentDigest": _legible(told(in_quotes(SIGNATURE.c.content_digest))),
        "isCurrent": always(value=True),
        "invalidatedAt": always(value=None),
        "invalidatedBy": always(value=None),
    },
)
PROGRESS_FIELDS = Fields(
    type_name="Progress",
    told={
        "encoded": told(boolean(ENCODED)),
        "encodedAt": told(when(ENCODED, or_null(FORM.c.encoded_at, instant(FORM.c.encoded_at)))),
        "signed": told(boolean(FORM.c.signed_at.is_not(None))),
        "signedAt": _optional(FORM.c.signed_at, instant),
        "sent": told(boolean(FORM.c.sent_at.is_not(None))),
        "sentAt": _optional(FORM.c.sent_at, instant),
    },
)
BALANCE_FIELDS = Fields(
    type_name="Balance",
    told={
        "direction": told(
            case(
                (FORM.c.to_repay > ZERO, constant(dumped(BalanceDirection.TO_REPAY.value))),
                (FORM.c.to_receive > ZERO, constant(dumped(BalanceDirection.TO_RECEIVE.value))),
                else_=constant(dumped(BalanceDirection.SETTLED.value)),
            )
        ),
        "amount": told(euro(FORM.c.to_repay + FORM.c.to_receive)),
        "setOff": told(euro(FORM.c.set_off)),
        "borne": told(euro(FORM.c.borne)),
    },
)
AMOUNTS_FIELDS = Fields(
    type_name="Amounts",
    told={
        "advance": _optional(FORM.c.advance, euro),
        "justified": _optional(FORM.c.justified, euro),
        "balance": _known(FORM.c.to_repay, nested(lambda: BALANCE_FIELDS)),
    },
)
_ACCOUNT_CHANGED = _legible(_optional(ACCOUNT_CHANGED, boolean))
SUBMISSION_FIELDS = Fields(
    type_name="Submission",
    told={
        "reference": told(string(SUBMISSION.c.reference)),
        "sentAt": told(instant(FORM.c.sent_at)),
        "formVersion": told(number(SUBMISSION.c.form_version)),
        "contentDigest": _legible(told(in_quotes(SUBMISSION.c.content_digest))),
        "acknowledgedAt": _optional(ACKNOWLEDGEMENT.c.acknowledged_at, instant),
        "returnedAt": always(value=None),
        "returnReason": always(value=None),
        "bankAccountChangedSinceSigning": _ACCOUNT_CHANGED,
    },
)
FORM_FIELDS = Fields(
    type_name="Form",
    node=(NodeType.FORM, FORM.c.id),
    told={
        "id": told(node_id(NodeType.FORM.value, FORM.c.id)),
        "kind": told(in_quotes(FORM.c.kind)),
        "edition": told(number(FORM.c.edition)),
        "title": _title,
        "report": nested(lambda: REPORT_FIELDS),
        "cpas": nested(lambda: CPAS_FIELDS),
        "year": told(number(REPORT.c.year)),
        "status": told(in_quotes(FORM.c.status)),
        "progress": nested(lambda: PROGRESS_FIELDS),
        "amounts": _legible(nested(lambda: AMOUNTS_FIELDS)),
        "version": told(number(FORM.c.version)),
        "contentDigest": _legible(told(in_quotes(FORM_VERSION.c.content_digest))),
        "signatures": _signatures,
        "missingSignatures": _missing_signatures,
        "waitingSince": _optional(WAITING_SINCE.element, instant),
        "submission": _known(FORM.c.sent_at, nested(lambda: SUBMISSION_FIELDS)),
        "bankAccountChangedSinceSigning": _ACCOUNT_CHANGED,
        "updatedAt": told(instant(FORM.c.updated_at)),
    },
)


# One object --------------------------------------------------------------------------------------


def one_cpas(
    column: str,
    conditions: Sequence[ColumnElement[bool]],
    projection: Projection,
    details: FieldDetailsList,
) -> Piece:
    """Return what is selected of the CPAS that is `named` so; null where it does not exist."""
    text = expression(projection.object(CPAS_FIELDS, details))
    named = CPAS.c[column] == bindparam("named")
    return select(text).select_from(CPAS).where(named, *conditions).scalar_subquery()
