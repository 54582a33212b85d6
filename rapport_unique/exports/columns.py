"""What stands in the exported files: one line per form, and the columns in their order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.exported import ExportedForm
from models.language import Language, Text
from models.money import Cents
from models.payments import account_holder
from models.people import Signatory
from models.words import (
    ACCOUNT_CHANGED,
    AMOUNTS,
    BALANCE,
    BALANCES,
    CPAS,
    FORM,
    LANGUAGES,
    LINE,
    MARKS,
    NIS_CODE,
    NO,
    NUMBER,
    PROVINCE,
    REFERENCE,
    REGION,
    REGIONS,
    STATUSES,
    UNIT_PRICE,
    YEAR,
    YES,
    province_word,
    signatory_word,
)
from rapport_unique.exports.words import date_of_signature, in_brussels, in_euro, signature_of


@dataclass(frozen=True, kw_only=True, slots=True)
class TextColumn:
    """Words and names; the width is in characters."""

    title: Text
    width: int
    cell: Callable[[ExportedForm, Language], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberColumn:
    """Whole numbers, or nothing where there is none."""

    title: Text
    cell: Callable[[ExportedForm], int | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class InstantColumn:
    """Instants, or nothing where it has not happened."""

    title: Text
    cell: Callable[[ExportedForm], datetime | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountColumn:
    """Amounts, or nothing where there is none or the caller may not read it."""

    title: Text
    cell: Callable[[ExportedForm], Cents | None]


Column = TextColumn | NumberColumn | InstantColumn | AmountColumn


def columns(*, with_amounts: bool) -> tuple[Column, ...]:
    """Return the columns in their order.

    Who reads amounts of no CPAS gets no columns for them: empty ones would read as "nothing".
    """
    return (*_CPAS, *_PROGRESS, *((*_AMOUNTS, *_ACCOUNT) if with_amounts else ()), *_CHANGE)


def columns_of_lines() -> tuple[Column, ...]:
    """Return the columns of a file that lists the lines of the forms; it is about amounts only."""
    return (*_CPAS, *_LINES)


def _same(text: str) -> Text:
    return Text(fr=text, nl=text, de=text, en=text)


def _total(name: str) -> Callable[[ExportedForm], Cents | None]:
    def cell(form: ExportedForm) -> Cents | None:
        found: Cents | None = getattr(form.totals, name, None)
        return found

    return cell


def _yes_or_no(answer: bool, language: Language) -> str:
    return (YES if answer else NO).in_language(language)


def _missing(form: ExportedForm, language: Language) -> str:
    return ", ".join(
        signatory_word(role, form.region).in_language(language) for role in form.missing_signatures
    )


def _account_changed(form: ExportedForm, language: Language) -> str:
    return "" if form.account_changed is None else _yes_or_no(form.account_changed, language)


def _balance(form: ExportedForm, language: Language) -> str:
    direction = form.totals and form.totals.direction
    return BALANCES[direction].in_language(language) if direction else ""


_CPAS: tuple[Column, ...] = (
    NumberColumn(title=YEAR, cell=lambda form: form.year),
    TextColumn(
        title=NIS_CODE,
        width=9,
        cell=lambda form, _: form.nis_code,
    ),
    TextColumn(
        title=CPAS,
        width=26,
        cell=lambda form, language: form.name.in_language(language),
    ),
    TextColumn(
        title=Text(
            fr="Langue du CPAS", nl="Taal van het OCMW", de="Sprache des ÖSHZ", en="CPAS language"
        ),
        width=15,
        cell=lambda form, language: LANGUAGES[form.language].in_language(language),
    ),
    TextColumn(
        title=REGION,
        width=29,
        cell=lambda form, language: REGIONS[form.region].in_language(language),
    ),
    TextColumn(
        title=PROVINCE,
        width=17,
        cell=lambda form, language: province_word(form.province, language) or "",
    ),
    TextColumn(
        title=FORM,
        width=56,
        cell=lambda form, language: form.spec.title.in_language(language),
    ),
)

_PROGRESS: tuple[Column, ...] = (
    TextColumn(
        title=Text(fr="État", nl="Status", de="Status", en="Status"),
        width=31,
        cell=lambda form, language: STATUSES[form.status].in_language(language),
    ),
    TextColumn(
        title=MARKS["encoded"],
        width=11,
        cell=lambda form, language: _yes_or_no(form.encoded, language),
    ),
    InstantColumn(
        title=in_brussels(
            Text(fr="Encodé le", nl="Ingevuld op", de="Ausgefüllt am", en="Encoded at")
        ),
        cell=lambda form: form.encoded_at,
    ),
    TextColumn(
        title=signature_of(Signatory.PRESIDENT),
        width=17,
        cell=lambda form, language: _yes_or_no(Signatory.PRESIDENT in form.signed_at, language),
    ),
    InstantColumn(
        title=date_of_signature(Signatory.PRESIDENT),
        cell=lambda form: form.signed_at.get(Signatory.PRESIDENT),
    ),
    TextColumn(
        title=signature_of(Signatory.DIRECTOR_GENERAL),
        width=20,
        cell=lambda form, language: _yes_or_no(
            Signatory.DIRECTOR_GENERAL in form.signed_at, language
        ),
    ),
    InstantColumn(
        title=date_of_signature(Signatory.DIRECTOR_GENERAL),
        cell=lambda form: form.signed_at.get(Signatory.DIRECTOR_GENERAL),
    ),
    TextColumn(
        title=Text(
            fr="Signatures manquantes",
            nl="Ontbrekende handtekeningen",
            de="Fehlende Unterschriften",
            en="Missing signatures",
        ),
        width=46,
        cell=_missing,
    ),
    InstantColumn(
        title=in_brussels(Text(fr="Expédié le", nl="Verzonden op", de="Versandt am", en="Sent at")),
        cell=lambda form: form.sent_at,
    ),
    TextColumn(
        title=REFERENCE,
        width=25,
        cell=lambda form, _: form.reference or "",
    ),
    InstantColumn(
        title=in_brussels(
            Text(
                fr="Réception confirmée le",
                nl="Ontvangst bevestigd op",
                de="Empfang bestätigt am",
                en="Acknowledged at",
            )
        ),
        cell=lambda form: form.acknowledged_at,
    ),
)

_AMOUNTS: tuple[Column, ...] = (
    AmountColumn(title=in_euro(AMOUNTS["advance"]), cell=_total("advance")),
    AmountColumn(title=in_euro(AMOUNTS["justified"]), cell=_total("justified")),
    AmountColumn(title=in_euro(AMOUNTS["to_repay"]), cell=_total("to_repay")),
    AmountColumn(title=in_euro(AMOUNTS["to_receive"]), cell=_total("to_receive")),
    AmountColumn(title=in_euro(AMOUNTS["set_off"]), cell=_total("set_off")),
    AmountColumn(title=in_euro(AMOUNTS["borne"]), cell=_total("borne")),
    TextColumn(title=BALANCE, width=42, cell=_balance),
    TextColumn(title=ACCOUNT_CHANGED, width=20, cell=_account_changed),
)

_ACCOUNT: tuple[Column, ...] = (
    TextColumn(
        title=Text(
            fr="Numéro d'entreprise (BCE)",
            nl="Ondernemingsnummer (KBO)",
            de="Unternehmensnummer (ZUD)",
            en="Enterprise number (CBE)",
        ),
        width=14,
        cell=lambda form, _: form.enterprise_number or "",
    ),
    TextColumn(
        title=Text(
            fr="Titulaire du compte",
            nl="Rekeninghouder",
            de="Kontoinhaber",
            en="Account holder",
        ),
        width=30,
        cell=lambda form, _: account_holder(form.name, form.language) if form.account else "",
    ),
    TextColumn(
        title=_same("IBAN"),
        width=22,
        cell=lambda form, _: form.account.iban if form.account else "",
    ),
    TextColumn(
        title=_same("BIC"), width=13, cell=lambda form, _: (form.account and form.account.bic) or ""
    ),
)

_LINES: tuple[Column, ...] = (
    TextColumn(
        title=LINE,
        width=26,
        cell=lambda form, _: form.line.line.key if form.line else "",
    ),
    TextColumn(
        title=Text(fr="Libellé", nl="Omschrijving", de="Bezeichnung", en="Label"),
        width=56,
        cell=lambda form, language: form.line.line.label.in_language(language) if form.line else "",
    ),
    AmountColumn(title=in_euro(AMOUNTS["advance"]), cell=_total("advance")),
    NumberColumn(
        title=NUMBER,
        cell=lambda form: form.line.count if form.line else None,
    ),
    AmountColumn(
        title=in_euro(UNIT_PRICE),
        cell=lambda form: form.line.line.unit_price if form.line else None,
    ),
    AmountColumn(title=in_euro(AMOUNTS["justified"]), cell=_total("justified")),
)

_CHANGE: tuple[Column, ...] = (
    InstantColumn(
        title=in_brussels(
            Text(
                fr="Dernière modification",
                nl="Laatste wijziging",
                de="Letzte Änderung",
                en="Last change",
            )
        ),
        cell=lambda form: form.updated_at,
    ),
)
