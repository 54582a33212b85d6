"""What stands in the exported files: one line per form, and the columns in their order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.exported import ExportedForm, Totals
from models.language import Language, Text
from models.money import Cents
from models.people import Signatory
from rapport_unique.exports import words
from rapport_unique.exports.words import in_brussels, in_euro


@dataclass(frozen=True, kw_only=True, slots=True)
class TextColumn:
    """Words and names; the width is in characters."""

    title: Text
    width: int
    cell: Callable[[ExportedForm, Language], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberColumn:
    """Whole numbers that are not counted with."""

    title: Text
    cell: Callable[[ExportedForm], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class InstantColumn:
    """Instants, or nothing where it has not happened."""

    title: Text
    cell: Callable[[ExportedForm], datetime | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class AmountColumn:
    """Amounts, or nothing where there is none; asked only of totals that the caller may read."""

    title: Text
    cell: Callable[[Totals], Cents | None]


Column = TextColumn | NumberColumn | InstantColumn | AmountColumn


def columns(*, with_amounts: bool) -> tuple[Column, ...]:
    """Return the columns in their order.

    Who reads amounts of no CPAS gets no columns for them: empty ones would read as "nothing".
    """
    return (*_CPAS, *_PROGRESS, *(_AMOUNTS if with_amounts else ()), *_CHANGE)


def _yes_or_no(answer: bool, language: Language) -> str:
    return (words.YES if answer else words.NO).in_language(language)


def _missing(form: ExportedForm, language: Language) -> str:
    return ", ".join(
        words.SIGNATORIES[role].in_language(language) for role in form.missing_signatures
    )


def _balance(form: ExportedForm, language: Language) -> str:
    direction = form.totals and form.totals.direction
    return words.BALANCES[direction].in_language(language) if direction else ""


_CPAS: tuple[Column, ...] = (
    NumberColumn(
        title=Text(fr="Année", nl="Jaar", de="Jahr", en="Year"), cell=lambda form: form.year
    ),
    TextColumn(
        title=Text(fr="Code INS", nl="NIS-code", de="NIS-Code", en="NIS code"),
        width=9,
        cell=lambda form, _: form.nis_code,
    ),
    TextColumn(
        title=Text(fr="CPAS", nl="OCMW", de="ÖSHZ", en="CPAS"),
        width=26,
        cell=lambda form, language: form.name.in_language(language),
    ),
    TextColumn(
        title=Text(
            fr="Langue du CPAS", nl="Taal van het OCMW", de="Sprache des ÖSHZ", en="CPAS language"
        ),
        width=15,
        cell=lambda form, language: words.LANGUAGES[form.language].in_language(language),
    ),
    TextColumn(
        title=Text(fr="Région", nl="Gewest", de="Region", en="Region"),
        width=12,
        cell=lambda form, language: words.REGIONS[form.region].in_language(language),
    ),
    TextColumn(
        title=Text(fr="Province", nl="Provincie", de="Provinz", en="Province"),
        width=17,
        cell=lambda form, _: form.province or "",
    ),
    TextColumn(
        title=Text(fr="Formulaire", nl="Formulier", de="Formular", en="Form"),
        width=56,
        cell=lambda form, language: form.spec.title.in_language(language),
    ),
)

_PROGRESS: tuple[Column, ...] = (
    TextColumn(
        title=Text(fr="État", nl="Status", de="Stand", en="Status"),
        width=24,
        cell=lambda form, language: words.STATUSES[form.status].in_language(language),
    ),
    TextColumn(
        title=Text(fr="Encodé", nl="Ingevuld", de="Ausgefüllt", en="Encoded"),
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
        title=Text(
            fr="Signature président(e)",
            nl="Handtekening voorzitter",
            de="Unterschrift Präsident(in)",
            en="Signature of the president",
        ),
        width=17,
        cell=lambda form, language: _yes_or_no(Signatory.PRESIDENT in form.signed_at, language),
    ),
    InstantColumn(
        title=in_brussels(
            Text(
                fr="Date de la signature président(e)",
                nl="Datum handtekening voorzitter",
                de="Datum der Unterschrift Präsident(in)",
                en="Date of the president's signature",
            )
        ),
        cell=lambda form: form.signed_at.get(Signatory.PRESIDENT),
    ),
    TextColumn(
        title=Text(
            fr="Signature secrétaire – directeur général",
            nl="Handtekening secretaris – algemeen directeur",
            de="Unterschrift Sekretär(in) – Generaldirektor(in)",
            en="Signature of the secretary – director-general",
        ),
        width=20,
        cell=lambda form, language: _yes_or_no(
            Signatory.DIRECTOR_GENERAL in form.signed_at, language
        ),
    ),
    InstantColumn(
        title=in_brussels(
            Text(
                fr="Date de la signature secrétaire – directeur général",
                nl="Datum handtekening secretaris – algemeen directeur",
                de="Datum der Unterschrift Sekretär(in) – Generaldirektor(in)",
                en="Date of the secretary – director-general's signature",
            )
        ),
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
        title=Text(fr="Référence", nl="Referentie", de="Referenz", en="Reference"),
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
    AmountColumn(
        title=in_euro(
            Text(
                fr="Montant de l'avance",
                nl="Bedrag van het voorschot",
                de="Vorschussbetrag",
                en="Advance",
            )
        ),
        cell=lambda totals: totals.advance,
    ),
    AmountColumn(
        title=in_euro(
            Text(
                fr="Montant justifié",
                nl="Verantwoord bedrag",
                de="Gerechtfertigter Betrag",
                en="Justified amount",
            )
        ),
        cell=lambda totals: totals.justified,
    ),
    AmountColumn(
        title=in_euro(
            Text(
                fr="Montant à rembourser au SPP IS",
                nl="Aan de POD MI terug te betalen bedrag",
                de="An den ÖPD SE zurückzuzahlender Betrag",
                en="Amount to be repaid to SPP IS",
            )
        ),
        cell=lambda totals: totals.to_repay,
    ),
    AmountColumn(
        title=in_euro(
            Text(
                fr="Montant à payer par le SPP IS",
                nl="Door de POD MI te betalen bedrag",
                de="Vom ÖPD SE zu zahlender Betrag",
                en="Amount to be paid by SPP IS",
            )
        ),
        cell=lambda totals: totals.to_receive,
    ),
    AmountColumn(
        title=in_euro(
            Text(
                fr="Montant à déduire de l'octroi suivant",
                nl="Van de volgende toekenning af te trekken bedrag",
                de="Von der nächsten Zuweisung abzuziehender Betrag",
                en="Amount set off against the next grant",
            )
        ),
        cell=lambda totals: totals.set_off,
    ),
    AmountColumn(
        title=in_euro(
            Text(
                fr="Montant à charge du CPAS",
                nl="Bedrag ten laste van het OCMW",
                de="Betrag zu Lasten des ÖSHZ",
                en="Amount borne by the CPAS",
            )
        ),
        cell=lambda totals: totals.borne,
    ),
    TextColumn(
        title=Text(fr="Solde", nl="Saldo", de="Saldo", en="Balance"), width=30, cell=_balance
    ),
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
