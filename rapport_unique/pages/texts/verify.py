"""What the page of verification says."""

from models.language import Text

VERIFY_TEXTS: dict[str, Text] = {
    "verify": Text(fr="Vérifier", nl="Controleren", de="Prüfen", en="Verify"),
    "verify_intro": Text(
        fr="Déposez ici un formulaire imprimé (PDF), un reçu ou un sceau : vous lirez ce qui est "
        "prouvé, et ce qui ne l'est pas. Un sceau est celui du service sur un acte authentifié ; "
        "ce n'est pas une signature qualifiée d'une personne (eIDAS).",
        nl="Geef hier een afgedrukt formulier (PDF), een ontvangstbewijs of een zegel: u leest wat "
        "bewezen is en wat niet. Een zegel is dat van de dienst op een geauthenticeerde handeling; "
        "het is geen gekwalificeerde handtekening van een persoon (eIDAS).",
        de="Legen Sie hier ein gedrucktes Formular (PDF), eine Quittung oder ein Siegel ab: Sie "
        "lesen, was bewiesen ist und was nicht. Ein Siegel ist das des Dienstes auf einer "
        "authentifizierten Handlung; es ist keine qualifizierte Unterschrift einer Person (eIDAS).",
        en="Drop a printed form (PDF), a receipt or a seal here: you read what is proven and what "
        "is not. A seal is that of the service on an authenticated act; it is no qualified "
        "signature of a person (eIDAS).",
    ),
    "verify_reference": Text(
        fr="Référence lue sur l'impression : {reference}.",
        nl="Referentie op de afdruk: {reference}.",
        de="Referenz auf dem Ausdruck: {reference}.",
        en="Reference read on the print: {reference}.",
    ),
    "verify_holds": Text(
        fr="La preuve tient", nl="Het bewijs klopt", de="Der Beweis gilt", en="The proof holds"
    ),
    "verify_refused": Text(
        fr="La preuve est refusée",
        nl="Het bewijs wordt geweigerd",
        de="Der Beweis wird abgelehnt",
        en="The proof is refused",
    ),
    "verify_proven": Text(
        fr="Ce qui est prouvé", nl="Wat bewezen is", de="Was bewiesen ist", en="What is proven"
    ),
    "verify_not_proven": Text(
        fr="Ce qui ne l'est pas, et ce qu'il faut savoir",
        nl="Wat niet bewezen is, en wat u moet weten",
        de="Was es nicht ist, und was zu wissen ist",
        en="What is not, and what to know",
    ),
    "verify_what": Text(fr="À vérifier", nl="Te controleren", de="Zu prüfen", en="What to verify"),
    "verify_file": Text(
        fr="Le fichier : l'impression (PDF), le reçu ou le sceau",
        nl="Het bestand: de afdruk (PDF), het ontvangstbewijs of het zegel",
        de="Die Datei: der Ausdruck (PDF), die Quittung oder das Siegel",
        en="The file: the print (PDF), the receipt or the seal",
    ),
    "verify_text": Text(
        fr="Ou son texte", nl="Of de tekst ervan", de="Oder ihr Text", en="Or its text"
    ),
    "verify_kept": Text(
        fr="Un point de contrôle que vous avez gardé (facultatif)",
        nl="Een controlepunt dat u hebt bijgehouden (facultatief)",
        de="Ein Prüfpunkt, den Sie aufbewahrt haben (freiwillig)",
        en="A checkpoint that you kept (optional)",
    ),
    "verify_memory": Text(
        fr="Le fichier n'est ni conservé ni transmis.",
        nl="Het bestand wordt niet opgeslagen en niet doorgegeven.",
        de="Die Datei wird weder aufbewahrt noch weitergegeben.",
        en="The file is neither kept nor passed on.",
    ),
}
