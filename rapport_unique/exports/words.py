"""The words of the exported files, in every language.

Source: the labels of the Rapport unique, as far as SPP Intégration sociale has official ones.
"""

from models.cpas import Region
from models.form import FormStatus
from models.language import Language, Text
from models.people import Signatory
from models.spec import BalanceDirection

YES = Text(fr="oui", nl="ja", de="ja", en="yes")
NO = Text(fr="non", nl="nee", de="nein", en="no")

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
    FormStatus.ENCODED: Text(fr="Encodé", nl="Ingevuld", de="Ausgefüllt", en="Encoded"),
    FormStatus.PARTIALLY_SIGNED: Text(
        fr="Partiellement signé",
        nl="Gedeeltelijk ondertekend",
        de="Teilweise unterschrieben",
        en="Partially signed",
    ),
    FormStatus.SENT: Text(fr="Expédié", nl="Verzonden", de="Versandt", en="Sent"),
}

SIGNATORIES = {
    Signatory.PRESIDENT: Text(
        fr="président(e)", nl="voorzitter", de="Präsident(in)", en="president"
    ),
    Signatory.DIRECTOR_GENERAL: Text(
        fr="secrétaire – directeur général",
        nl="secretaris – algemeen directeur",
        de="Sekretär(in) – Generaldirektor(in)",
        en="secretary – director-general",
    ),
}

BALANCES = {
    BalanceDirection.TO_REPAY: Text(
        fr="à rembourser au SPP IS",
        nl="terug te betalen aan de POD MI",
        de="an den ÖPD SE zurückzuzahlen",
        en="to be repaid to SPP IS",
    ),
    BalanceDirection.TO_RECEIVE: Text(
        fr="à payer par le SPP IS",
        nl="te betalen door de POD MI",
        de="vom ÖPD SE zu zahlen",
        en="to be paid by SPP IS",
    ),
    BalanceDirection.SETTLED: Text(fr="soldé", nl="vereffend", de="ausgeglichen", en="settled"),
}

REGIONS = {
    Region.BRUSSELS: Text(fr="Bruxelles", nl="Brussel", de="Brüssel", en="Brussels"),
    Region.FLANDERS: Text(fr="Flandre", nl="Vlaanderen", de="Flandern", en="Flanders"),
    Region.WALLONIA: Text(fr="Wallonie", nl="Wallonië", de="Wallonien", en="Wallonia"),
}

LANGUAGES = {
    Language.FR: Text(fr="français", nl="Frans", de="Französisch", en="French"),
    Language.NL: Text(fr="néerlandais", nl="Nederlands", de="Niederländisch", en="Dutch"),
    Language.DE: Text(fr="allemand", nl="Duits", de="Deutsch", en="German"),
    Language.EN: Text(fr="anglais", nl="Engels", de="Englisch", en="English"),
}

SHEET = Text(fr="Formulaires", nl="Formulieren", de="Formulare", en="Forms")

TITLE = Text(
    fr="Rapport unique : suivi des formulaires",
    nl="Uniek Verslag: opvolging van de formulieren",
    de="Rapport unique: Übersicht der Formulare",
    en="Rapport unique: follow-up of the forms",
)

PAGE = Text(fr="Page", nl="Pagina", de="Seite", en="Page")

UNEXPECTED = Text(
    fr="Le fichier n'a pas pu être établi à cause d'une erreur inattendue. Réessayez, et si cela "
    "persiste, communiquez-nous l'identifiant de la requête.",
    nl="Het bestand kon door een onverwachte fout niet opgemaakt worden. Probeer opnieuw en geef "
    "ons, als het aanhoudt, de identificatie van de aanvraag.",
    de="Die Datei konnte wegen eines unerwarteten Fehlers nicht erstellt werden. Versuchen Sie es "
    "erneut und nennen Sie uns, falls es anhält, die Kennung der Anfrage.",
    en="The file could not be made because of an unexpected error. Try again, and if it persists, "
    "tell us the id of the request.",
)


def in_brussels(when: Text) -> Text:
    """Return the title of a column of instants: Belgian people read them in their own time."""
    return Text(
        fr=f"{when.fr} (heure de Bruxelles)",
        nl=f"{when.nl} (Brusselse tijd)",
        de=f"{when.de} (Brüsseler Zeit)",
        en=f"{when.en} (Brussels time)",
    )


def in_euro(amount: Text) -> Text:
    """Return the title of a column of amounts."""
    return Text(
        fr=f"{amount.fr} (EUR)",
        nl=f"{amount.nl} (EUR)",
        de=f"{amount.de} (EUR)",
        en=f"{amount.en} (EUR)",
    )
