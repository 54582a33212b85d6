"""What the import of advances says, in every language."""

from models.language import Text

IMPORTING = Text(fr="Importation", nl="Importeren", de="Import", en="Importing")
TOTALS = Text(
    fr="Le fichier compte {lines} lignes lisibles, {total} EUR en tout.",
    nl="Het bestand telt {lines} leesbare regels, samen {total} EUR.",
    de="Die Datei hat {lines} lesbare Zeilen, zusammen {total} EUR.",
    en="The file has {lines} legible lines, {total} EUR in all.",
)
OTHER_TOTALS = Text(
    fr="Ce ne sont pas les totaux attendus : rien n'a été importé. Vérifiez le fichier.",
    nl="Dit zijn niet de verwachte totalen: er is niets geïmporteerd. Controleer het bestand.",
    de="Das sind nicht die erwarteten Summen: Nichts wurde importiert. Prüfen Sie die Datei.",
    en="These are not the expected totals: nothing was imported. Check the file.",
)
NOT_IMPORTED = Text(
    fr="Rien n'a été importé : {bad} lignes sont fautives. Corrigez-les, ou donnez --skip-refused "
    "pour importer les autres.",
    nl="Er is niets geïmporteerd: {bad} regels zijn fout. Verbeter ze, of geef --skip-refused om "
    "de andere te importeren.",
    de="Nichts wurde importiert: {bad} Zeilen sind fehlerhaft. Berichtigen Sie sie, oder geben Sie "
    "--skip-refused, um die anderen zu importieren.",
    en="Nothing was imported: {bad} bad lines. Correct them, or give --skip-refused to import the "
    "others.",
)
WOULD_NOT_IMPORT = Text(
    fr="Rien ne serait importé : {bad} lignes sont fautives. Corrigez-les, ou donnez "
    "--skip-refused pour importer les autres.",
    nl="Er zou niets geïmporteerd worden: {bad} regels zijn fout. Verbeter ze, of geef "
    "--skip-refused om de andere te importeren.",
    de="Nichts würde importiert: {bad} Zeilen sind fehlerhaft. Berichtigen Sie sie, oder geben Sie "
    "--skip-refused, um die anderen zu importieren.",
    en="Nothing would be imported: {bad} bad lines. Correct them, or give --skip-refused to import "
    "the others.",
)
IMPORTED = Text(
    fr="{created} avances créées, {changed} modifiées, {unchanged} inchangées ; {fallen} "
    "signatures tombées ; {refused} lignes refusées.",
    nl="{created} voorschotten toegekend, {changed} gewijzigd, {unchanged} ongewijzigd; {fallen} "
    "handtekeningen vervallen; {refused} regels geweigerd.",
    de="{created} Vorschüsse gewährt, {changed} geändert, {unchanged} unverändert; {fallen} "
    "Unterschriften verfallen; {refused} Zeilen abgelehnt.",
    en="{created} advances created, {changed} changed, {unchanged} unchanged; {fallen} signatures "
    "fell; {refused} lines refused.",
)
WOULD_IMPORT = Text(
    fr="{created} avances seraient créées, {changed} modifiées, {unchanged} inchangées ; {fallen} "
    "signatures tomberaient ; {refused} lignes refusées.",
    nl="{created} voorschotten zouden toegekend worden, {changed} gewijzigd, {unchanged} "
    "ongewijzigd; {fallen} handtekeningen zouden vervallen; {refused} regels geweigerd.",
    de="{created} Vorschüsse würden gewährt, {changed} geändert, {unchanged} unverändert; {fallen} "
    "Unterschriften würden verfallen; {refused} Zeilen abgelehnt.",
    en="{created} advances would be created, {changed} would be changed, {unchanged} unchanged; "
    "{fallen} signatures would fall; {refused} lines refused.",
)
NOT_NAMED = Text(
    fr="{count} CPAS de la campagne n'ont pas de ligne : {listed}.",
    nl="{count} OCMW's van de campagne hebben geen regel: {listed}.",
    de="{count} ÖSHZ der Kampagne haben keine Zeile: {listed}.",
    en="{count} CPAS of the campaign have no line: {listed}.",
)
