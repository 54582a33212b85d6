"""What the exported files say beside the vocabulary, in every language."""

from models.language import Text
from models.people import Signatory
from models.words import RAPPORT_UNIQUE, signatory_word

TITLE = Text(
    fr=f"{RAPPORT_UNIQUE.fr} : suivi des formulaires",
    nl=f"{RAPPORT_UNIQUE.nl}: opvolging van de formulieren",
    de=f"{RAPPORT_UNIQUE.de}: Übersicht der Formulare",
    en=f"{RAPPORT_UNIQUE.en}: follow-up of the forms",
)

TITLE_OF_LINES = Text(
    fr=f"{RAPPORT_UNIQUE.fr} : lignes des formulaires",
    nl=f"{RAPPORT_UNIQUE.nl}: regels van de formulieren",
    de=f"{RAPPORT_UNIQUE.de}: Zeilen der Formulare",
    en=f"{RAPPORT_UNIQUE.en}: lines of the forms",
)

LINES = Text(fr="Lignes", nl="Regels", de="Zeilen", en="Lines")

PAGE = Text(fr="Page", nl="Pagina", de="Seite", en="Page")

UNEXPECTED = Text(
    fr="Le fichier n'a pas pu être établi à cause d'une erreur inattendue. Réessayez, et si cela "
    "persiste, communiquez-nous l'identifiant de la requête.",
    nl="Het bestand kon door een onverwachte fout niet opgemaakt worden. Probeer opnieuw en "
    "bezorg ons, als het aanhoudt, de identificatie van de aanvraag.",
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


def signature_of(signatory: Signatory) -> Text:
    """Return the title of the column that tells whether the signatory has signed."""
    who = signatory_word(signatory, None)
    return Text(
        fr=f"Signature du/de la {who.fr}",
        nl=f"Handtekening {who.nl}",
        de=f"Unterschrift {who.de}",
        en=f"Signature of the {who.en}",
    )


def date_of_signature(signatory: Signatory) -> Text:
    """Return the title of the column that tells when the signatory signed."""
    who = signatory_word(signatory, None)
    return in_brussels(
        Text(
            fr=f"Date de la signature du/de la {who.fr}",
            nl=f"Datum handtekening {who.nl}",
            de=f"Datum der Unterschrift {who.de}",
            en=f"Date of the signature of the {who.en}",
        )
    )
