"""What the testers' page says, in every language. `{…}` is filled in by the page."""

from models.language import Language, Text
from models.people import Signatory
from models.words import (
    ACCESS_TOKEN,
    CAMPAIGNS,
    DATA_OF_CPAS,
    HOME,
    LANGUAGE,
    RAPPORT_UNIQUE,
    SAVE,
    SIGN,
    own_name,
    signatory_word,
)


def _signing(signatory: Signatory) -> Text:
    """Return the title of the step in which that signatory signs."""
    who = signatory_word(signatory, None)
    return Text(
        fr=f"{SIGN.fr} : {who.fr}",
        nl=f"{SIGN.nl} als {who.nl}",
        de=f"{SIGN.de}: {who.de}",
        en=f"{SIGN.en}: {who.en}",
    )


def _sending(step: Text) -> Text:
    """Return the title of a step that sends the form as well."""
    return Text(
        fr=f"{step.fr} (expédie)",
        nl=f"{step.nl} (verzendt)",
        de=f"{step.de} (versendet)",
        en=f"{step.en} (sends)",
    )


_PAGE = {
    "rapport-unique": RAPPORT_UNIQUE,
    "skip": Text(
        fr="Aller à l'éditeur", nl="Naar de editor", de="Zum Editor", en="Skip to the editor"
    ),
    "persona": Text(fr="Agir comme", nl="Handelen als", de="Handeln als", en="Act as"),
    "nobody": Text(
        fr="Sans connexion", nl="Zonder aanmelding", de="Ohne Anmeldung", en="Not signed in"
    ),
    "bearer": ACCESS_TOKEN,
    "language": LANGUAGE,
    "browserLanguage": Text(
        fr="Comme le navigateur", nl="Zoals de browser", de="Wie der Browser", en="As the browser"
    ),
    "manual": Text(
        fr="Le manuel, étape par étape",
        nl="De handleiding, stap voor stap",
        de="Das Handbuch, Schritt für Schritt",
        en="The manual, step by step",
    ),
    "for-federation": Text(
        fr="Pour une fédération, étape par étape",
        nl="Voor een federatie, stap voor stap",
        de="Für einen Verband, Schritt für Schritt",
        en="For a federation, step by step",
    ),
    "for-spp-is": Text(
        fr="Pour le SPP IS, étape par étape",
        nl="Voor de POD MI, stap voor stap",
        de="Für den ÖPD Sozialeingliederung, Schritt für Schritt",
        en="For SPP IS, step by step",
    ),
    "curl": Text(
        fr="Copier comme curl", nl="Kopiëren als curl", de="Als curl kopieren", en="Copy as curl"
    ),
    "copied": Text(
        fr="Copié : collez-le dans un shell.",
        nl="Gekopieerd: plak het in een shell.",
        de="Kopiert: Fügen Sie es in eine Shell ein.",
        en="Copied: paste it into a shell.",
    ),
    "copiedWithoutToken": Text(
        fr="Copié, sans le jeton : mettez-le dans la variable TOKEN.",
        nl="Gekopieerd, zonder het token: zet het in de variabele TOKEN.",
        de="Kopiert, ohne das Token: Setzen Sie es in die Variable TOKEN.",
        en="Copied, without the token: put it into the variable TOKEN.",
    ),
    "notCopied": Text(
        fr="Le navigateur ne permet pas de copier ici.",
        nl="De browser laat hier niet toe om te kopiëren.",
        de="Der Browser erlaubt hier kein Kopieren.",
        en="The browser does not allow copying here.",
    ),
    "asNobody": Text(
        fr="Personne n'est connecté.",
        nl="Niemand is aangemeld.",
        de="Niemand ist angemeldet.",
        en="Nobody is signed in.",
    ),
    "asPersona": Text(
        fr="{who} : jeton valable jusqu'à {time}.",
        nl="{who}: token geldig tot {time}.",
        de="{who}: Token gültig bis {time}.",
        en="{who}: token valid until {time}.",
    ),
    "asBearer": Text(
        fr="Avec ce jeton, valable jusqu'à {time}.",
        nl="Met dit token, geldig tot {time}.",
        de="Mit diesem Token, gültig bis {time}.",
        en="With this token, valid until {time}.",
    ),
    "asBearerUnread": Text(
        fr="Avec ce jeton.", nl="Met dit token.", de="Mit diesem Token.", en="With this token."
    ),
    "step": Text(
        fr="Étape {number}, pour : {role}.",
        nl="Stap {number}, voor: {role}.",
        de="Schritt {number}, für: {role}.",
        en="Step {number}, for: {role}.",
    ),
    "missing": Text(
        fr="Pas encore connu : {names}. Exécutez d'abord les étapes précédentes.",
        nl="Nog niet bekend: {names}. Voer eerst de vorige stappen uit.",
        de="Noch nicht bekannt: {names}. Führen Sie zuerst die vorigen Schritte aus.",
        en="Not known yet: {names}. Run the earlier steps first.",
    ),
    "answered": Text(
        fr="Réponse reçue.", nl="Antwoord ontvangen.", de="Antwort erhalten.", en="Answer received."
    ),
    "refused": Text(
        fr="Réponse reçue, avec un refus ou une erreur.",
        nl="Antwoord ontvangen, met een weigering of een fout.",
        de="Antwort erhalten, mit einer Ablehnung oder einem Fehler.",
        en="Answer received, with a refusal or an error.",
    ),
    "following": Text(
        fr="Abonnement en cours : chaque ligne apparaît dès qu'elle est écrite.",
        nl="Abonnement loopt: elke regel verschijnt zodra die geschreven is.",
        de="Abonnement läuft: Jede Zeile erscheint, sobald sie geschrieben ist.",
        en="Subscribed: each line appears as soon as it is written.",
    ),
    "followed": Text(
        fr="Abonnement terminé. Lignes reçues : {count}.",
        nl="Abonnement beëindigd. Ontvangen regels: {count}.",
        de="Abonnement beendet. Empfangene Zeilen: {count}.",
        en="The subscription has ended. Lines received: {count}.",
    ),
    "noPersonas": Text(
        fr="La liste des personas n'a pas pu être lue. Rechargez la page.",
        nl="De lijst van persona's kon niet gelezen worden. Laad de pagina opnieuw.",
        de="Die Liste der Personas konnte nicht gelesen werden. Laden Sie die Seite neu.",
        en="The list of personas could not be read. Reload the page.",
    ),
    "noToken": Text(
        fr="Le jeton n'a pas pu être obtenu ({status}). Choisissez à nouveau le persona.",
        nl="Het token kon niet verkregen worden ({status}). Kies de persona opnieuw.",
        de="Das Token war nicht zu erhalten ({status}). Wählen Sie die Persona erneut.",
        en="The token could not be obtained ({status}). Choose the persona again.",
    ),
    "noAnswer": Text(
        fr="Le serveur n'a pas donné de réponse GraphQL ({status}).",
        nl="De server gaf geen GraphQL-antwoord ({status}).",
        de="Der Server gab keine GraphQL-Antwort ({status}).",
        en="The server gave no GraphQL answer ({status}).",
    ),
    "query": Text(fr="Opération", nl="Bewerking", de="Operation", en="Operation"),
    "variables": Text(fr="Variables", nl="Variabelen", de="Variablen", en="Variables"),
    "headers": Text(fr="En-têtes", nl="Headers", de="Header", en="Headers"),
    "response": Text(fr="Réponse", nl="Antwoord", de="Antwort", en="Response"),
    "any": Text(fr="tous", nl="iedereen", de="alle", en="everyone"),
    "editor": Text(fr="agent qui encode", nl="wie invult", de="wer ausfüllt", en="editor"),
}

_FOR_WHOM = {
    "president": signatory_word(Signatory.PRESIDENT, None),
    "director-general": signatory_word(Signatory.DIRECTOR_GENERAL, None),
    "manager": Text(
        fr="gestionnaire au SPP IS",
        nl="beheerder bij de POD MI",
        de="Verwalter beim ÖPD Sozialeingliederung",
        en="manager at SPP IS",
    ),
}
"""Who a step is for, where it is not anyone or the editor."""

_STEPS = {
    "step-who": Text(fr="Qui suis-je", nl="Wie ben ik", de="Wer bin ich", en="Who am I"),
    "step-home": HOME,
    "step-cpas-data": DATA_OF_CPAS,
    "step-form": Text(
        fr="Ouvrir le formulaire",
        nl="Het formulier openen",
        de="Das Formular öffnen",
        en="Open the form",
    ),
    "step-save": SAVE,
    "step-sign-president": _signing(Signatory.PRESIDENT),
    "step-sign-director-general": _sending(_signing(Signatory.DIRECTOR_GENERAL)),
    "step-campaigns": CAMPAIGNS,
    "step-figures": Text(fr="Chiffres", nl="Cijfers", de="Zahlen", en="Figures"),
    "step-not-sent": Text(
        fr="Pas encore expédiés",
        nl="Nog niet verzonden",
        de="Noch nicht versandt",
        en="Not sent yet",
    ),
    "step-grant": Text(
        fr="Octroyer une avance (à l'essai)",
        nl="Een voorschot toekennen (proef)",
        de="Einen Vorschuss gewähren (zur Probe)",
        en="Grant an advance (a trial)",
    ),
    "step-acknowledge": Text(
        fr="Accuser réception (à l'essai)",
        nl="Ontvangst bevestigen (proef)",
        de="Empfang bestätigen (zur Probe)",
        en="Acknowledge what was sent (a trial)",
    ),
    "step-follow": Text(
        fr="Suivre ce qui se passe ensuite",
        nl="Volgen wat er daarna gebeurt",
        de="Verfolgen, was danach geschieht",
        en="Follow what happens next",
    ),
    "step-back-home": Text(
        fr="Retour : trois marques vertes",
        nl="Terug: drie groene vinkjes",
        de="Zurück: drei grüne Häkchen",
        en="Back home: three green marks",
    ),
}

TEXTS: dict[str, Text] = {**_PAGE, **_FOR_WHOM, **_STEPS}


def texts_by_language() -> dict[str, dict[str, str]]:
    """Return every text by the code of its language, which also tells its own name."""
    return {
        language.lower(): {
            "own-name": own_name(language),
            **{name: text.in_language(language) for name, text in TEXTS.items()},
        }
        for language in Language
    }
