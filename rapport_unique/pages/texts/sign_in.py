"""What the pages say to who is not signed in, or finds nothing."""

from models.language import Text
from models.words import ACCESS_TOKEN

SIGN_IN: dict[str, Text] = {
    "sign_in": Text(fr="Se connecter", nl="Aanmelden", de="Anmelden", en="Sign in"),
    "sign_in_at": Text(
        fr="Se connecter : {name}",
        nl="Aanmelden: {name}",
        de="Anmelden: {name}",
        en="Sign in: {name}",
    ),
    "sign_in_intro": Text(
        fr="Votre CPAS est reconnu à partir de votre connexion ; vos droits vous sont attribués "
        "par son délégué à la protection des données.",
        nl="Uw OCMW wordt herkend aan uw aanmelding; uw rechten worden toegekend door zijn "
        "functionaris voor gegevensbescherming.",
        de="Ihr ÖSHZ wird an Ihrer Anmeldung erkannt; Ihre Berechtigungen erteilt sein "
        "Datenschutzbeauftragter.",
        en="Your CPAS is recognised from your sign-in; your rights are given by its data "
        "protection officer.",
    ),
    "no_way_in": Text(
        fr="Aucun service de connexion n'est configuré ici. Prévenez le gestionnaire du service.",
        nl="Hier is geen aanmelddienst ingesteld. Verwittig de beheerder van de dienst.",
        de="Hier ist kein Anmeldedienst eingerichtet. Benachrichtigen Sie den Betreiber.",
        en="No sign-in service is configured here. Tell whoever runs this service.",
    ),
    "typing_kept": Text(
        fr="Ce que vous avez rempli est gardé : vous le retrouverez après la connexion.",
        nl="Wat u hebt ingevuld, is bijgehouden: u vindt het terug na het aanmelden.",
        de="Was Sie ausgefüllt haben, ist aufbewahrt: Sie finden es nach der Anmeldung wieder.",
        en="What you filled in is kept: you find it again after signing in.",
    ),
    "typing_found": Text(
        fr="Voici ce que vous aviez rempli avant la fin de votre session. Ce n'est pas encore "
        "sauvé.",
        nl="Dit had u ingevuld voor uw sessie eindigde. Het is nog niet opgeslagen.",
        de="Das hatten Sie ausgefüllt, bevor Ihre Sitzung endete. Es ist noch nicht gespeichert.",
        en="This is what you had filled in before your session ended. It is not saved yet.",
    ),
    "for_testers": Text(
        fr="Pour les testeurs",
        nl="Voor testers",
        de="Für Tester",
        en="For testers",
    ),
    "token": ACCESS_TOKEN,
    "token_hint": Text(
        fr="En développement seulement : collez un jeton d'accès ; le navigateur le garde, chiffré,"
        " jusqu'à son expiration.",
        nl="Alleen in ontwikkeling: plak een toegangstoken; de browser houdt het versleuteld bij "
        "tot het vervalt.",
        de="Nur in der Entwicklung: Fügen Sie ein Zugriffstoken ein; der Browser bewahrt es "
        "verschlüsselt auf, bis es abläuft.",
        en="In development only: paste an access token; the browser keeps it, encrypted, until it "
        "expires.",
    ),
    "use_token": Text(
        fr="Utiliser ce jeton",
        nl="Dit token gebruiken",
        de="Dieses Token verwenden",
        en="Use this token",
    ),
    "personas": Text(
        fr="Personnes inventées",
        nl="Verzonnen personen",
        de="Erfundene Personen",
        en="Invented persons",
    ),
    "personas_note": Text(
        fr="Le service de connexion du développement. Choisissez qui vous êtes.",
        nl="De aanmelddienst van de ontwikkeling. Kies wie u bent.",
        de="Der Anmeldedienst der Entwicklung. Wählen Sie, wer Sie sind.",
        en="The sign-in service of development. Choose who you are.",
    ),
    "signed_out": Text(
        fr="Vous êtes déconnecté.",
        nl="U bent afgemeld.",
        de="Sie sind abgemeldet.",
        en="You are signed out.",
    ),
    "sign_in_failed": Text(
        fr="La connexion n'a pas abouti. Réessayez.",
        nl="Het aanmelden is niet gelukt. Probeer het opnieuw.",
        de="Die Anmeldung ist nicht gelungen. Versuchen Sie es erneut.",
        en="Signing in did not succeed. Try again.",
    ),
    "issuer_silent": Text(
        fr="Le service de connexion ne répond pas pour le moment. Réessayez dans une minute.",
        nl="De aanmelddienst antwoordt op dit moment niet. Probeer het over een minuut opnieuw.",
        de="Der Anmeldedienst antwortet im Moment nicht. Versuchen Sie es in einer Minute erneut.",
        en="The sign-in service does not answer at the moment. Try again in a minute.",
    ),
    "token_refused": Text(
        fr="Ce jeton d'accès n'est pas valable, ou plus. Demandez-en un nouveau.",
        nl="Dit toegangstoken is niet of niet meer geldig. Vraag een nieuw token aan.",
        de="Dieses Zugriffstoken ist nicht oder nicht mehr gültig. Fordern Sie ein neues an.",
        en="This access token is not valid, or no longer. Ask for a new one.",
    ),
    "session_over": Text(
        fr="Votre session est terminée. Reconnectez-vous.",
        nl="Uw sessie is beëindigd. Meld u opnieuw aan.",
        de="Ihre Sitzung ist beendet. Melden Sie sich erneut an.",
        en="Your session has ended. Sign in again.",
    ),
    "keys_unavailable": Text(
        fr="Votre jeton ne peut pas être vérifié pour le moment. Réessayez dans une minute.",
        nl="Uw token kan op dit moment niet gecontroleerd worden. Probeer het over een minuut "
        "opnieuw.",
        de="Ihr Token kann im Moment nicht geprüft werden. Versuchen Sie es in einer Minute "
        "erneut.",
        en="Your token cannot be checked at the moment. Try again in a minute.",
    ),
    "from_elsewhere": Text(
        fr="Cette demande ne vient pas d'une page de ce site ; rien n'a été changé. Recommencez "
        "depuis l'accueil.",
        nl="Dit verzoek komt niet van een pagina van deze site; er is niets gewijzigd. Begin "
        "opnieuw vanaf de startpagina.",
        de="Diese Anfrage kommt nicht von einer Seite dieser Site; nichts wurde geändert. "
        "Beginnen Sie erneut auf der Startseite.",
        en="This request does not come from a page of this site; nothing was changed. Start again "
        "from the home page.",
    ),
    "form_too_old": Text(
        fr="Cette page était ouverte depuis trop longtemps, ou par une autre personne ; rien n'a "
        "été changé. Rouvrez-la depuis l'accueil.",
        nl="Deze pagina stond te lang open, of was door iemand anders geopend; er is niets "
        "gewijzigd. Open ze opnieuw vanaf de startpagina.",
        de="Diese Seite war zu lange offen, oder von jemand anderem geöffnet; nichts wurde "
        "geändert. Öffnen Sie sie erneut von der Startseite aus.",
        en="This page was open for too long, or was opened by somebody else; nothing was changed. "
        "Open it again from the home page.",
    ),
    "nothing_here": Text(
        fr="Rien à montrer", nl="Niets te tonen", de="Nichts zu zeigen", en="Nothing to show"
    ),
    "went_wrong": Text(
        fr="Quelque chose n'a pas fonctionné",
        nl="Er ging iets mis",
        de="Etwas hat nicht funktioniert",
        en="Something went wrong",
    ),
    "failed": Text(
        fr="Une erreur inattendue s'est produite. Réessayez ; si cela persiste, communiquez-nous "
        "la référence ci-dessous.",
        nl="Er is een onverwachte fout opgetreden. Probeer opnieuw; bezorg ons, als het aanhoudt, "
        "de referentie hieronder.",
        de="Ein unerwarteter Fehler ist aufgetreten. Versuchen Sie es erneut; nennen Sie uns, "
        "falls es anhält, die Referenz unten.",
        en="An unexpected error occurred. Try again; if it persists, tell us the reference below.",
    ),
    "request_reference": Text(
        fr="Référence : {reference}",
        nl="Referentie: {reference}",
        de="Referenz: {reference}",
        en="Reference: {reference}",
    ),
    "not_for_you": Text(
        fr="Vos droits ne permettent pas d'ouvrir cette page.",
        nl="Met uw rechten kunt u deze pagina niet openen.",
        de="Mit Ihren Berechtigungen können Sie diese Seite nicht öffnen.",
        en="Your rights do not let you open this page.",
    ),
    "no_role": Text(
        fr="Vous êtes connecté, mais sans rôle dans le Rapport unique. Le délégué à la protection "
        "des données de votre CPAS peut vous en attribuer un.",
        nl="U bent aangemeld, maar zonder rol in het Uniek Jaarverslag. De functionaris voor "
        "gegevensbescherming van uw OCMW kan u er een toekennen.",
        de="Sie sind angemeldet, aber ohne Berechtigung im Rapport unique. Der "
        "Datenschutzbeauftragte Ihres ÖSHZ kann Ihnen eine erteilen.",
        en="You are signed in, but without a role in the Rapport unique. The data protection "
        "officer of your CPAS can assign one to you.",
    ),
    "no_report": Text(
        fr="Il n'y a pas de rapport à suivre ici, ou pas pour vous.",
        nl="Er is hier geen verslag om te volgen, of niet voor u.",
        de="Hier gibt es keinen Bericht zu verfolgen, oder nicht für Sie.",
        en="There is no report to follow here, or not for you.",
    ),
    "too_long": Text(
        fr="Ce que vous avez envoyé est trop grand : {size} Mo au plus, le fichier compris. Rien "
        "n'a été lu ni changé. Envoyez un fichier plus petit.",
        nl="Wat u hebt verzonden, is te groot: hoogstens {size} MB, het bestand inbegrepen. Er is "
        "niets gelezen of gewijzigd. Verzend een kleiner bestand.",
        de="Was Sie gesendet haben, ist zu groß: höchstens {size} MB, die Datei einbegriffen. "
        "Nichts wurde gelesen oder geändert. Senden Sie eine kleinere Datei.",
        en="What you sent is too large: at most {size} MB, the file included. Nothing was read or "
        "changed. Send a smaller file.",
    ),
    "too_slow": Text(
        fr="Ce que vous avez envoyé n'est pas arrivé à temps ; rien n'a été changé. Vérifiez votre "
        "connexion, et recommencez.",
        nl="Wat u hebt verzonden, kwam niet op tijd aan; er is niets gewijzigd. Controleer uw "
        "verbinding en begin opnieuw.",
        de="Was Sie gesendet haben, kam nicht rechtzeitig an; nichts wurde geändert. Prüfen Sie "
        "Ihre Verbindung, und beginnen Sie erneut.",
        en="What you sent did not arrive in time; nothing was changed. Check your connection, and "
        "start again.",
    ),
    "again": Text(fr="Recommencer", nl="Opnieuw beginnen", de="Erneut beginnen", en="Start again"),
    "no_such_page": Text(
        fr="Cette adresse ne mène nulle part, ou pas pour vous. Vérifiez-la, ou repartez du début.",
        nl="Dit adres leidt nergens heen, of niet voor u. Controleer het, of begin opnieuw.",
        de="Diese Adresse führt nirgendwohin, oder nicht für Sie. Prüfen Sie sie, oder beginnen "
        "Sie von vorn.",
        en="This address leads nowhere, or not for you. Check it, or start from the beginning.",
    ),
}
