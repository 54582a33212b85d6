"""What can be wrong with one line of a file of CPAS."""

from models.language import Text
from rapport_unique.line_problems import Problem, ProblemCode

INVALID_ENTERPRISE_NUMBER = Problem(
    code=ProblemCode.INVALID_ENTERPRISE_NUMBER,
    message=Text(
        fr="Ce numéro d'entreprise n'est pas valable : il compte dix chiffres, dont les deux "
        "derniers contrôlent les autres. Vérifiez-le auprès de la BCE.",
        nl="Dit ondernemingsnummer is niet geldig: het telt tien cijfers, waarvan de laatste twee "
        "de andere controleren. Controleer het bij de KBO.",
        de="Diese Unternehmensnummer ist nicht gültig: Sie hat zehn Ziffern, deren letzte beiden "
        "die anderen prüfen. Prüfen Sie sie bei der ZDU.",
        en="This enterprise number is not valid: it has ten digits, of which the last two check "
        "the others. Check it with the Crossroads Bank.",
    ),
)

INVALID_DATE = Problem(
    code=ProblemCode.INVALID_DATE,
    message=Text(
        fr="Cette date ne peut pas être lue. Écrivez-la ainsi : 31/12/2024 ou 2024-12-31.",
        nl="Deze datum kan niet gelezen worden. Schrijf ze zo: 31/12/2024 of 2024-12-31.",
        de="Dieses Datum kann nicht gelesen werden. Schreiben Sie es so: 31.12.2024 oder "
        "2024-12-31.",
        en="This date cannot be read. Write it like this: 31/12/2024 or 2024-12-31.",
    ),
)

UNKNOWN_REGION = Problem(
    code=ProblemCode.UNKNOWN_REGION,
    message=Text(
        fr="Cette région n'est pas connue. Écrivez Bruxelles, Flandre ou Wallonie.",
        nl="Dit gewest is niet bekend. Schrijf Brussel, Vlaanderen of Wallonië.",
        de="Diese Region ist nicht bekannt. Schreiben Sie Brüssel, Flandern oder Wallonien.",
        en="This region is not known. Write Brussels, Flanders or Wallonia.",
    ),
)

UNKNOWN_PROVINCE = Problem(
    code=ProblemCode.UNKNOWN_PROVINCE,
    message=Text(
        fr="Cette province n'est pas connue. Écrivez le nom de l'une des dix provinces ; laissez "
        "la cellule vide pour Bruxelles.",
        nl="Deze provincie is niet bekend. Schrijf de naam van een van de tien provincies; laat de "
        "cel leeg voor Brussel.",
        de="Diese Provinz ist nicht bekannt. Schreiben Sie den Namen einer der zehn Provinzen; "
        "lassen Sie die Zelle für Brüssel leer.",
        en="This province is not known. Write the name of one of the ten provinces; leave the cell "
        "blank for Brussels.",
    ),
)

UNKNOWN_LANGUAGE = Problem(
    code=ProblemCode.UNKNOWN_LANGUAGE,
    message=Text(
        fr="Cette langue n'est pas celle d'un CPAS. Écrivez fr, nl ou de.",
        nl="Dit is niet de taal van een OCMW. Schrijf fr, nl of de.",
        de="Dies ist nicht die Sprache eines ÖSHZ. Schreiben Sie fr, nl oder de.",
        en="This is not the language of a CPAS. Write fr, nl or de.",
    ),
)

TOO_MANY_CELLS = Problem(
    code=ProblemCode.TOO_MANY_CELLS,
    message=Text(
        fr="Cette ligne a plus de colonnes que la ligne des titres. Donnez un titre à chaque "
        "colonne, et séparez-les par des points-virgules si les noms contiennent des virgules.",
        nl="Deze regel heeft meer kolommen dan de titelregel. Geef elke kolom een titel, en scheid "
        "ze met puntkomma's als de namen komma's bevatten.",
        de="Diese Zeile hat mehr Spalten als die Titelzeile. Geben Sie jeder Spalte einen Titel, "
        "und trennen Sie sie mit Strichpunkten, wenn die Namen Kommas enthalten.",
        en="This line has more columns than the line of titles. Give every column a title, and "
        "separate them by semicolons if the names contain commas.",
    ),
)

NO_NIS_CODES = Text(
    fr="La première ligne doit donner les titres des colonnes, chacun une fois, dont celui du code "
    "INS, par exemple « Code INS;Nom;Langue;Région;Numéro d'entreprise ». Corrigez-la, puis "
    "réessayez.",
    nl="De eerste regel moet de titels van de kolommen geven, elk één keer, met die van de "
    "NIS-code, bijvoorbeeld 'NIS-code;Naam;Taal;Gewest;Ondernemingsnummer'. Verbeter hem en "
    "probeer opnieuw.",
    de="Die erste Zeile muss die Titel der Spalten nennen, jeden einmal, darunter den des "
    "NIS-Codes, zum Beispiel „NIS-Code;Name;Sprache;Region;Unternehmensnummer“. Berichtigen Sie "
    "sie und versuchen Sie es erneut.",
    en="The first line has to give the titles of the columns, each once, that of the NIS code "
    'among them, for example "NIS code;Name;Language;Region;Enterprise number". Correct it, then '
    "try again.",
)
