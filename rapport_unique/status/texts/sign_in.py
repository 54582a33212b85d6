"""What the status page says to who is not signed in, or finds nothing."""

from models.language import Text
from models.words import ACCESS_TOKEN

SIGN_IN: dict[str, Text] = {
    "sign_in": Text(fr="Se connecter", nl="Aanmelden", de="Anmelden", en="Sign in"),
    "sign_in_intro": Text(
        fr="Cette page montre l'état des formulaires que vous pouvez suivre : ceux de votre CPAS, "
        "de votre région ou de tout le pays. Elle sert uniquement à la consultation.",
        nl="Deze pagina toont de stand van de formulieren die u mag volgen: die van uw OCMW, van "
        "uw gewest of van het hele land. U kunt hier alleen raadplegen.",
        de="Diese Seite zeigt den Stand der Formulare, die Sie verfolgen dürfen: die Ihres ÖSHZ, "
        "Ihrer Region oder des ganzen Landes. Sie dient nur der Einsicht.",
        en="This page shows the status of the forms that you may follow: those of your CPAS, of "
        "your region or of the whole country. It serves for consultation only.",
    ),
    "token": ACCESS_TOKEN,
    "token_hint": Text(
        fr="Collez le jeton que votre service d'authentification vous a donné. Votre navigateur le "
        "garde pour cette page, jusqu'à son expiration.",
        nl="Plak het token dat uw aanmelddienst u gaf. Uw browser houdt het bij voor deze pagina, "
        "tot het vervalt.",
        de="Fügen Sie das Token ein, das Ihr Anmeldedienst Ihnen gab. Ihr Browser bewahrt es für "
        "diese Seite auf, bis es abläuft.",
        en="Paste the token that your sign-in service gave you. Your browser keeps it for this "
        "page, until it expires.",
    ),
    "personas": Text(
        fr="Ou comme personne inventée",
        nl="Of als verzonnen persoon",
        de="Oder als erfundene Person",
        en="Or as an invented person",
    ),
    "personas_note": Text(
        fr="En développement seulement.",
        nl="Alleen in ontwikkeling.",
        de="Nur in der Entwicklung.",
        en="In development only.",
    ),
    "back": Text(
        fr="Vers le suivi", nl="Naar de opvolging", de="Zur Übersicht", en="To the status page"
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
        fr="Cette demande ne vient pas de cette page. Ouvrez le suivi et recommencez.",
        nl="Dit verzoek komt niet van deze pagina. Open de opvolging en begin opnieuw.",
        de="Diese Anfrage kommt nicht von dieser Seite. Öffnen Sie die Übersicht und "
        "beginnen Sie erneut.",
        en="This request does not come from this page. Open the status page and start again.",
    ),
    "nothing_here": Text(
        fr="Rien à montrer", nl="Niets te tonen", de="Nichts zu zeigen", en="Nothing to show"
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
    "no_such_page": Text(
        fr="Cette adresse ne mène nulle part. Vérifiez-la, ou repartez du début.",
        nl="Dit adres leidt nergens heen. Controleer het, of begin opnieuw.",
        de="Diese Adresse führt nirgendwohin. Prüfen Sie sie, oder beginnen Sie von vorn.",
        en="This address leads nowhere. Check it, or start from the beginning.",
    ),
}
