"""What every page says around what it shows, and the words that several pages share."""

from models.language import Text
from models.words import LANGUAGE, NO, RAPPORT_UNIQUE, YES

FRAME: dict[str, Text] = {
    "rapport_unique": RAPPORT_UNIQUE,
    "follow_up": Text(fr="Suivi", nl="Opvolging", de="Übersicht", en="Status"),
    "skip": Text(
        fr="Aller au contenu",
        nl="Naar de inhoud",
        de="Zum Inhalt",
        en="Skip to the content",
    ),
    "language": LANGUAGE,
    "signed_in_as": Text(
        fr="Connecté : {name}",
        nl="Aangemeld: {name}",
        de="Angemeldet: {name}",
        en="Signed in: {name}",
    ),
    "sign_out": Text(fr="Se déconnecter", nl="Afmelden", de="Abmelden", en="Sign out"),
    "where": Text(
        fr="Vous êtes ici",
        nl="U bent hier",
        de="Sie sind hier",
        en="You are here",
    ),
    "why": Text(fr="Pourquoi", nl="Waarom", de="Warum", en="Why"),
    "yes": YES,
    "no": NO,
    "half": Text(
        fr="une signature sur deux",
        nl="een van de twee handtekeningen",
        de="eine von zwei Unterschriften",
        en="one signature of two",
    ),
    "partly": Text(fr="en partie", nl="gedeeltelijk", de="teilweise", en="partly"),
    "back": Text(
        fr="Retour à l'accueil",
        nl="Terug naar de startpagina",
        de="Zurück zur Startseite",
        en="Back to the home page",
    ),
    "testers": Text(
        fr="GraphiQL, pour les testeurs",
        nl="GraphiQL, voor testers",
        de="GraphiQL, für Tester",
        en="GraphiQL, for testers",
    ),
    "problems": Text(
        fr="À corriger",
        nl="Te verbeteren",
        de="Zu berichtigen",
        en="To be corrected",
    ),
}
