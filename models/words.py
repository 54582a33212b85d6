"""The vocabulary: what everything in the Rapport unique is called, once, in every language.

The page, the exports and the testers' page take their words from here; a clerk who reads two of
them reads the same word for the same thing. Labels begin with a capital, what stands within a
sentence does not.

Source: manual of the form "Covid-19: prime temporaire de 50 EUR", its labels and buttons; for the
Dutch name of the report, the site of POD Maatschappelijke Integratie. German and the other words
are ours.
"""

import re
from collections.abc import Mapping

from models.cpas import Region
from models.folding import alike, letters
from models.form import FormStatus
from models.forms import title_of
from models.language import Language, Text
from models.people import Signatory
from models.report import ReportStatus
from models.spec import BalanceDirection, FormKind

# What there is -----------------------------------------------------------------------------------

RAPPORT_UNIQUE = Text(
    fr="Rapport unique", nl="Uniek Jaarverslag", de="Rapport unique", en="Rapport unique"
)
CPAS = Text(fr="CPAS", nl="OCMW", de="ÖSHZ", en="CPAS")
FORM = Text(fr="Formulaire", nl="Formulier", de="Formular", en="Form")
FORM_TITLES: Mapping[str, Text] = {kind.name: title_of(kind) for kind in FormKind}
FORMS = Text(fr="Formulaires", nl="Formulieren", de="Formulare", en="Forms")
LINE = Text(fr="Ligne", nl="Regel", de="Zeile", en="Line")
CAMPAIGNS = Text(fr="Campagnes", nl="Campagnes", de="Kampagnen", en="Campaigns")
YEAR = Text(fr="Année", nl="Jaar", de="Jahr", en="Year")
LANGUAGE = Text(fr="Langue", nl="Taal", de="Sprache", en="Language")
REGION = Text(fr="Région", nl="Gewest", de="Region", en="Region")
PROVINCE = Text(fr="Province", nl="Provincie", de="Provinz", en="Province")
NIS = Text(fr="INS", nl="NIS", de="NIS", en="NIS")
NIS_CODE = Text(fr="Code INS", nl="NIS-code", de="NIS-Code", en="NIS code")
ACCESS_TOKEN = Text(fr="Jeton d'accès", nl="Toegangstoken", de="Zugriffstoken", en="Access token")
REFERENCE = Text(fr="Référence", nl="Referentie", de="Referenz", en="Reference")
NUMBER = Text(fr="Nombre", nl="Aantal", de="Anzahl", en="Number")
UNIT_PRICE = Text(fr="Prix unitaire", nl="Eenheidsprijs", de="Einzelpreis", en="Unit price")
YES = Text(fr="oui", nl="ja", de="ja", en="yes")
NO = Text(fr="non", nl="nee", de="nein", en="no")

# The buttons of the manual -----------------------------------------------------------------------

HOME = Text(fr="Accueil", nl="Startpagina", de="Startseite", en="Home page")
SAVE = Text(fr="Sauver", nl="Opslaan", de="Speichern", en="Save")
EDIT = Text(fr="Modifier", nl="Wijzigen", de="Ändern", en="Edit")
SIGN = Text(fr="Signer", nl="Ondertekenen", de="Unterschreiben", en="Sign")
PRINT = Text(fr="Imprimer", nl="Afdrukken", de="Drucken", en="Print")

AMOUNTS_TITLE = Text(fr="Montants", nl="Bedragen", de="Beträge", en="Amounts")
SIGNATURES = Text(fr="Signatures", nl="Handtekeningen", de="Unterschriften", en="Signatures")
NOT_SIGNED = Text(fr="Pas signé", nl="Niet ondertekend", de="Nicht unterschrieben", en="Not signed")
CONTACT_PERSON = Text(
    fr="Personne de contact", nl="Contactpersoon", de="Kontaktperson", en="Contact person"
)
BANK_ACCOUNT = Text(fr="Compte bancaire", nl="Bankrekening", de="Bankkonto", en="Bank account")
DATA_OF_CPAS = Text(
    fr="Données du CPAS", nl="Gegevens van het OCMW", de="Daten des ÖSHZ", en="Data of the CPAS"
)

# How far it is -----------------------------------------------------------------------------------

MARKS = {
    "encoded": Text(fr="Encodé", nl="Ingevuld", de="Ausgefüllt", en="Encoded"),
    "signed": Text(fr="Signé", nl="Ondertekend", de="Unterschrieben", en="Signed"),
    "sent": Text(fr="Expédié", nl="Verzonden", de="Versandt", en="Sent"),
}
"""The three marks of a form."""

STATUSES = {
    FormStatus.NOT_STARTED: Text(
        fr="À encoder", nl="In te vullen", de="Auszufüllen", en="To be encoded"
    ),
    FormStatus.PARTIALLY_ENCODED: Text(
        fr="Partiellement encodé",
        nl="Gedeeltelijk ingevuld",
        de="Teilweise ausgefüllt",
        en="Partially encoded",
    ),
    FormStatus.ENCODED: Text(
        fr="Encodé, sans signature",
        nl="Ingevuld, niet ondertekend",
        de="Ausgefüllt, nicht unterschrieben",
        en="Encoded, not signed",
    ),
    FormStatus.PARTIALLY_SIGNED: Text(
        fr="Partiellement signé",
        nl="Gedeeltelijk ondertekend",
        de="Teilweise unterschrieben",
        en="Partially signed",
    ),
    FormStatus.SENT: MARKS["sent"],
}

REPORT_STATUSES = {
    ReportStatus.PLANNED: Text(
        fr="Pas encore ouvert",
        nl="Nog niet geopend",
        de="Noch nicht freigegeben",
        en="Not open yet",
    ),
    ReportStatus.OPEN: Text(fr="Ouvert", nl="Open", de="Offen", en="Open"),
    ReportStatus.CLOSED: Text(fr="Clôturé", nl="Afgesloten", de="Abgeschlossen", en="Closed"),
}

RETURNED = Text(fr="Renvoyé", nl="Teruggestuurd", de="Zurückgegeben", en="Returned")
"""What a form is that SPP IS gave back to be corrected."""

# Amounts -----------------------------------------------------------------------------------------

AMOUNTS = {
    "advance": Text(
        fr="Montant de l'avance",
        nl="Bedrag van het voorschot",
        de="Vorschussbetrag",
        en="Advance",
    ),
    "justified": Text(
        fr="Montant justifié",
        nl="Verantwoord bedrag",
        de="Nachgewiesener Betrag",
        en="Justified amount",
    ),
    "to_repay": Text(
        fr="Montant à rembourser au SPP IS",
        nl="Aan de POD MI terug te betalen bedrag",
        de="An den ÖPD Sozialeingliederung zurückzuzahlender Betrag",
        en="Amount to be repaid to SPP IS",
    ),
    "to_receive": Text(
        fr="Montant à payer par le SPP IS",
        nl="Door de POD MI te betalen bedrag",
        de="Vom ÖPD Sozialeingliederung zu zahlender Betrag",
        en="Amount to be paid by SPP IS",
    ),
    "set_off": Text(
        fr="Montant à déduire de la subvention suivante",
        nl="Van de volgende toelage af te trekken bedrag",
        de="Vom nächsten Zuschuss abzuziehender Betrag",
        en="Amount set off against the next grant",
    ),
    "borne": Text(
        fr="Montant à charge du CPAS",
        nl="Bedrag ten laste van het OCMW",
        de="Betrag zu Lasten des ÖSHZ",
        en="Amount borne by the CPAS",
    ),
}
"""The amounts of a form, by their names in the totals that are kept of it."""

ADVANCE_MISSING = Text(
    fr="Avance pas encore octroyée",
    nl="Voorschot nog niet toegekend",
    de="Vorschuss noch nicht gewährt",
    en="Advance not granted yet",
)

BALANCE = Text(fr="Solde", nl="Saldo", de="Saldo", en="Balance")

ACCOUNT_CHANGED = Text(
    fr="Compte bancaire modifié depuis la première signature",
    nl="Bankrekening gewijzigd sinds de eerste handtekening",
    de="Bankkonto seit der ersten Unterschrift geändert",
    en="Bank account changed since the first signature",
)
"""Of the account on which SPP IS pays, which the signatories saw."""

BALANCES = {
    BalanceDirection.TO_REPAY: Text(
        fr="à rembourser au SPP IS",
        nl="terug te betalen aan de POD MI",
        de="an den ÖPD Sozialeingliederung zurückzuzahlen",
        en="to be repaid to SPP IS",
    ),
    BalanceDirection.TO_RECEIVE: Text(
        fr="à payer par le SPP IS",
        nl="te betalen door de POD MI",
        de="vom ÖPD Sozialeingliederung zu zahlen",
        en="to be paid by SPP IS",
    ),
    BalanceDirection.SETTLED: Text(fr="soldé", nl="vereffend", de="ausgeglichen", en="settled"),
}

# Who signs ---------------------------------------------------------------------------------------

_PRESIDENT = Text(fr="président(e)", nl="voorzitter", de="Präsident(in)", en="president")
_DIRECTOR_GENERAL = Text(
    fr="secrétaire / directeur (directrice) général(e)",
    nl="algemeen directeur / secretaris-generaal",
    de="Sekretär(in) / Generaldirektor(in)",
    en="secretary / director-general",
)
_DIRECTOR_GENERAL_IN: Mapping[str, Text] = {
    Region.BRUSSELS: Text(
        fr="secrétaire général(e)",
        nl="secretaris-generaal",
        de="Generalsekretär(in)",
        en="secretary-general",
    ),
    Region.FLANDERS: Text(
        fr="directeur (directrice) général(e)",
        nl="algemeen directeur",
        de="Generaldirektor(in)",
        en="director-general",
    ),
}


def signatory_word(signatory: str, region: str | None) -> Text:
    """Return what the signatory is called in that region, or anywhere where it is not known."""
    match signatory:
        case Signatory.PRESIDENT:
            return _PRESIDENT
        case Signatory.DIRECTOR_GENERAL if region is not None:
            return _DIRECTOR_GENERAL_IN.get(region, _DIRECTOR_GENERAL)
        case _:
            return _DIRECTOR_GENERAL


# Where, and in which language --------------------------------------------------------------------

REGIONS = {
    Region.BRUSSELS: Text(
        fr="Région de Bruxelles-Capitale",
        nl="Brussels Hoofdstedelijk Gewest",
        de="Region Brüssel-Hauptstadt",
        en="Brussels-Capital Region",
    ),
    Region.FLANDERS: Text(
        fr="Région flamande", nl="Vlaams Gewest", de="Flämische Region", en="Flemish Region"
    ),
    Region.WALLONIA: Text(
        fr="Région wallonne", nl="Waals Gewest", de="Wallonische Region", en="Walloon Region"
    ),
}

_REGIONS_CALLED = {
    Region.BRUSSELS: (
        *("Brussels", "Bruxelles", "Brussel", "Brüssel", "BRU", "BE-BRU", "04000"),
        *("Bruxelles-Capitale", "Région bruxelloise", "Brussels Capital", "Brussels Region"),
    ),
    Region.FLANDERS: ("Flanders", "Vlaanderen", "Flandre", "Flandern", "VLG", "BE-VLG", "02000"),
    Region.WALLONIA: ("Wallonia", "Wallonie", "Wallonië", "Wallonien", "WAL", "BE-WAL", "03000"),
}
"""What else the regions are called, in short, by ISO 3166-2 and by Statbel."""
_REGIONS_BY_NAME = {
    letters(name): region
    for region, called in REGIONS.items()
    for name in (*map(called.in_language, Language), *_REGIONS_CALLED[region])
}


def region_named(name: str) -> Region | None:
    """Return the region that is called so in some language, or has this code."""
    return _REGIONS_BY_NAME.get(letters(name))


PROVINCES = {
    "Antwerpen": Text(fr="Anvers", nl="Antwerpen", de="Antwerpen", en="Antwerp"),
    "Brabant wallon": Text(
        fr="Brabant wallon", nl="Waals-Brabant", de="Wallonisch-Brabant", en="Walloon Brabant"
    ),
    "Hainaut": Text(fr="Hainaut", nl="Henegouwen", de="Hennegau", en="Hainaut"),
    "Liège": Text(fr="Liège", nl="Luik", de="Lüttich", en="Liège"),
    "Limburg": Text(fr="Limbourg", nl="Limburg", de="Limburg", en="Limburg"),
    "Luxembourg": Text(fr="Luxembourg", nl="Luxemburg", de="Luxemburg", en="Luxembourg"),
    "Namur": Text(fr="Namur", nl="Namen", de="Namur", en="Namur"),
    "Oost-Vlaanderen": Text(
        fr="Flandre orientale", nl="Oost-Vlaanderen", de="Ostflandern", en="East Flanders"
    ),
    "Vlaams-Brabant": Text(
        fr="Brabant flamand", nl="Vlaams-Brabant", de="Flämisch-Brabant", en="Flemish Brabant"
    ),
    "West-Vlaanderen": Text(
        fr="Flandre occidentale", nl="West-Vlaanderen", de="Westflandern", en="West Flanders"
    ),
}
"""The provinces by the name under which they are kept: that of their own language."""
_PROVINCE_OF = re.compile(r"(?:province|provincie|provinz|prov)(?: (?:d|de|du|of))? ")
_PROVINCES_BY_NAME = {
    alike(name.in_language(language)): kept
    for kept, name in PROVINCES.items()
    for language in Language
}


def province_named(name: str) -> str | None:
    """Return the name under which the province is kept that is called so in some language.

    *Province de Liège* is called Liège.
    """
    typed = alike(name)
    known = (_PROVINCES_BY_NAME.get(each) for each in (typed, _PROVINCE_OF.sub("", typed, count=1)))
    return next(filter(None, known), None)


def province_word(kept: str | None, language: Language | None) -> str | None:
    """Return what the province is called; in no language, or where it is not known, as kept."""
    known = PROVINCES.get(kept or "")
    return known.in_language(language) if known and language else kept


LANGUAGES = {
    Language.FR: Text(fr="français", nl="Frans", de="Französisch", en="French"),
    Language.NL: Text(fr="néerlandais", nl="Nederlands", de="Niederländisch", en="Dutch"),
    Language.DE: Text(fr="allemand", nl="Duits", de="Deutsch", en="German"),
    Language.EN: Text(fr="anglais", nl="Engels", de="Englisch", en="English"),
}


def own_name(language: Language) -> str:
    """Return what the language calls itself, as a label."""
    name = LANGUAGES[language].in_language(language)
    return f"{name[0].upper()}{name[1:]}"
