"""What a printed form says, beside the words that every place shares."""

from models.language import Language, Text
from models.words import (
    ACCOUNT_CHANGED,
    ADVANCE_MISSING,
    AMOUNTS,
    AMOUNTS_TITLE,
    BALANCE,
    BANK_ACCOUNT,
    CONTACT_PERSON,
    CPAS,
    DATA_OF_CPAS,
    FORM,
    LINE,
    MARKS,
    NIS_CODE,
    NOT_SIGNED,
    NUMBER,
    RAPPORT_UNIQUE,
    REFERENCE,
    RETURNED,
    SIGNATURES,
    UNIT_PRICE,
    YEAR,
)

TEXTS: dict[str, Text] = {
    "report_name": RAPPORT_UNIQUE,
    "cpas": CPAS,
    "nis": NIS_CODE,
    "year": YEAR,
    "form": FORM,
    "line": LINE,
    "count": NUMBER,
    "unit_price": UNIT_PRICE,
    "reference": REFERENCE,
    "advance": AMOUNTS["advance"],
    "justified": AMOUNTS["justified"],
    "set_off": AMOUNTS["set_off"],
    "borne": AMOUNTS["borne"],
    "balance": BALANCE,
    "advance_missing": ADVANCE_MISSING,
    "alarm": ACCOUNT_CHANGED,
    "status": Text(fr="Situation", nl="Stand", de="Stand", en="Status"),
    "version": Text(
        fr="Version du contenu",
        nl="Versie van de inhoud",
        de="Fassung des Inhalts",
        en="Version of the content",
    ),
    "closes": Text(fr="Clôture", nl="Afsluiting", de="Abschluss", en="Closing"),
    "sent": MARKS["sent"],
    "acknowledged": Text(
        fr="Accusé de réception",
        nl="Ontvangst bevestigd",
        de="Empfang bestätigt",
        en="Acknowledged",
    ),
    "returned": RETURNED,
    "amounts": AMOUNTS_TITLE,
    "total": Text(fr="Total", nl="Totaal", de="Summe", en="Total"),
    "missing": Text(
        fr="à encoder", nl="nog in te vullen", de="noch auszufüllen", en="to be encoded"
    ),
    "hidden": Text(
        fr="Les montants ne figurent pas sur cette impression.",
        nl="De bedragen staan niet op deze afdruk.",
        de="Die Beträge stehen nicht auf diesem Ausdruck.",
        en="The amounts do not stand on this print.",
    ),
    "data": DATA_OF_CPAS,
    "contact": CONTACT_PERSON,
    "account": BANK_ACCOUNT,
    "none": Text(
        fr="pas encore communiqué",
        nl="nog niet meegedeeld",
        de="noch nicht mitgeteilt",
        en="not given yet",
    ),
    "signatures": SIGNATURES,
    "signed_at": Text(
        fr="Signé le {at}",
        nl="Ondertekend op {at}",
        de="Unterzeichnet am {at}",
        en="Signed on {at}",
    ),
    "level": Text(
        fr="Connexion : {level}",
        nl="Aanmelding: {level}",
        de="Anmeldung: {level}",
        en="Sign-in: {level}",
    ),
    "sealed": Text(
        fr="Scellé par le service ; le sceau est joint.",
        nl="Verzegeld door de dienst; het zegel is bijgevoegd.",
        de="Vom Dienst besiegelt; das Siegel liegt bei.",
        en="Sealed by the service; the seal is attached.",
    ),
    "no_seal": Text(fr="Sans sceau.", nl="Zonder zegel.", de="Ohne Siegel.", en="Without a seal."),
    "not_signed": NOT_SIGNED,
    "mark": Text(fr="PAS EXPÉDIÉ", nl="NIET VERZONDEN", de="NICHT VERSANDT", en="NOT SENT"),
    "notice": Text(
        fr="Ce formulaire n'a pas été expédié au SPP IS : une signature manque au moins.",
        nl="Dit formulier is niet verzonden naar de POD MI: minstens één handtekening ontbreekt.",
        de="Dieses Formular wurde nicht an den ÖPD Sozialeingliederung versandt: mindestens eine "
        "Unterschrift fehlt.",
        en="This form was not sent to SPP IS: at least one signature is missing.",
    ),
    "proof": Text(fr="Preuve", nl="Bewijs", de="Beweis", en="Proof"),
    "digest": Text(
        fr="Empreinte du contenu (SHA-256)",
        nl="Vingerafdruk van de inhoud (SHA-256)",
        de="Prüfsumme des Inhalts (SHA-256)",
        en="Digest of the content (SHA-256)",
    ),
    "verify_at": Text(
        fr="À vérifier à", nl="Te controleren op", de="Zu prüfen unter", en="To be verified at"
    ),
    "explained": Text(
        fr="Contenu, sceaux, reçu et point de contrôle du journal sont joints à ce fichier. Les "
        "sceaux sont ceux du service sur un acte authentifié ; ce ne sont pas des signatures "
        "qualifiées de personnes (eIDAS).",
        nl="Inhoud, zegels, ontvangstbewijs en controlepunt van het journaal zijn bij dit bestand "
        "gevoegd. De zegels zijn die van de dienst op een geauthenticeerde handeling; het zijn "
        "geen gekwalificeerde handtekeningen van personen (eIDAS).",
        de="Inhalt, Siegel, Quittung und Prüfpunkt des Journals liegen dieser Datei bei. Die "
        "Siegel sind die des Dienstes auf einer authentifizierten Handlung; es sind keine "
        "qualifizierten Unterschriften von Personen (eIDAS).",
        en="Content, seals, receipt and checkpoint of the journal are attached to this file. The "
        "seals are those of the service on an authenticated act; they are no qualified "
        "signatures of persons (eIDAS).",
    ),
    "explained_unsent": Text(
        fr="Le contenu et les sceaux des signatures qui s'y trouvent sont joints à ce fichier.",
        nl="De inhoud en de zegels van de geplaatste handtekeningen zijn bij dit bestand gevoegd.",
        de="Der Inhalt und die Siegel der geleisteten Unterschriften liegen dieser Datei bei.",
        en="The content and the seals of the signatures placed are attached to this file.",
    ),
    "qr": Text(
        fr="Code QR qui ouvre la page de vérification",
        nl="QR-code die de controlepagina opent",
        de="QR-Code, der die Prüfseite öffnet",
        en="QR code that opens the page of verification",
    ),
    "page": Text(
        fr="page {0} sur {1}", nl="pagina {0} van {1}", de="Seite {0} von {1}", en="page {0} of {1}"
    ),
    "content.json": Text(
        fr="Le contenu signé",
        nl="De ondertekende inhoud",
        de="Der unterzeichnete Inhalt",
        en="The signed content",
    ),
    "receipt.jws": Text(
        fr="Le reçu de l'envoi",
        nl="Het ontvangstbewijs van de verzending",
        de="Die Quittung des Versands",
        en="The receipt of the submission",
    ),
    "seal": Text(
        fr="Le sceau d'une signature",
        nl="Het zegel van een handtekening",
        de="Das Siegel einer Unterschrift",
        en="The seal of a signature",
    ),
    "checkpoint.txt": Text(
        fr="Le point de contrôle du journal",
        nl="Het controlepunt van het journaal",
        de="Der Prüfpunkt des Journals",
        en="The checkpoint of the journal",
    ),
    "consistency.json": Text(
        fr="Les preuves depuis des points de contrôle plus anciens",
        nl="De bewijzen sinds oudere controlepunten",
        de="Die Beweise seit älteren Prüfpunkten",
        en="The proofs since older checkpoints",
    ),
}


def say(language: Language, name: str, **values: object) -> str:
    """Return the text in the language, with the values that it names."""
    text = TEXTS[name].in_language(language)
    return text.format(**values) if values else text
