"""The words of the status page for what the Rapport unique is made of."""

from models.cpas import Region
from models.form import FormStatus
from models.language import Language, Text
from models.people import Signatory
from models.progress import Shown

LANGUAGES = {
    Language.FR: "Français",
    Language.NL: "Nederlands",
    Language.DE: "Deutsch",
    Language.EN: "English",
}
"""Each language by its own name."""

REGIONS = {
    Region.BRUSSELS: Text(
        fr="Région de Bruxelles-Capitale",
        nl="Brussels Hoofdstedelijk Gewest",
        de="Region Brüssel-Hauptstadt",
        en="Brussels-Capital Region",
    ),
    Region.FLANDERS: Text(
        fr="Région flamande",
        nl="Vlaams Gewest",
        de="Flämische Region",
        en="Flemish Region",
    ),
    Region.WALLONIA: Text(
        fr="Région wallonne",
        nl="Waals Gewest",
        de="Wallonische Region",
        en="Walloon Region",
    ),
}

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

STATUSES = {
    FormStatus.NOT_STARTED: Text(
        fr="Pas commencé", nl="Niet begonnen", de="Nicht begonnen", en="Not started"
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
    FormStatus.SENT: Text(fr="Expédié", nl="Verzonden", de="Versandt", en="Sent"),
}

MARKS = {
    "encoded": Text(fr="Encodé", nl="Ingevuld", de="Ausgefüllt", en="Encoded"),
    "signed": Text(fr="Signé", nl="Ondertekend", de="Unterschrieben", en="Signed"),
    "sent": Text(fr="Expédié", nl="Verzonden", de="Versandt", en="Sent"),
}
"""The three marks of a form."""

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

SHOWN = {
    Shown.NOT_STARTED: STATUSES[FormStatus.NOT_STARTED],
    Shown.PARTIALLY_ENCODED: STATUSES[FormStatus.PARTIALLY_ENCODED],
    Shown.ENCODED: STATUSES[FormStatus.ENCODED],
    Shown.PARTIALLY_SIGNED: STATUSES[FormStatus.PARTIALLY_SIGNED],
    Shown.SENT: STATUSES[FormStatus.SENT],
    Shown.WAITING_FOR_PRESIDENT: Text(
        fr="Attend : président(e)",
        nl="Wacht op: voorzitter",
        de="Erwartet: Präsident(in)",
        en="Waiting for: president",
    ),
    Shown.WAITING_FOR_DIRECTOR_GENERAL: Text(
        fr="Attend : secrétaire – directeur général",
        nl="Wacht op: secretaris – algemeen directeur",
        de="Erwartet: Sekretär(in) – Generaldirektor(in)",
        en="Waiting for: secretary – director-general",
    ),
}
