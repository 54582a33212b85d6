"""What can be wrong with one line of a file of advances: its code and its sentence."""

from models.entry_refusals import AmountTooLarge, NegativeAmount
from models.language import Text
from rapport_unique.line_problems import Problem, ProblemCode

MISSING_ADVANCE = Problem(
    code=ProblemCode.MISSING_COLUMN,
    message=Text(
        fr="Le montant de l'avance manque sur cette ligne. Complétez-le ou supprimez la ligne.",
        nl="Het bedrag van het voorschot ontbreekt op deze regel. Vul het in of verwijder de "
        "regel.",
        de="Der Vorschussbetrag fehlt in dieser Zeile. Ergänzen Sie ihn oder löschen Sie die "
        "Zeile.",
        en="The amount of the advance is missing on this line. Fill it in or remove the line.",
    ),
)

INVALID_AMOUNT = Problem(
    code=ProblemCode.INVALID_AMOUNT,
    message=Text(
        fr="Ce montant ne peut pas être lu avec exactitude. Écrivez-le en chiffres avec deux "
        "décimales, par exemple 1250,50.",
        nl="Dit bedrag kan niet precies gelezen worden. Schrijf het in cijfers met twee "
        "decimalen, bijvoorbeeld 1250,50.",
        de="Dieser Betrag kann nicht genau gelesen werden. Schreiben Sie ihn in Ziffern mit zwei "
        "Dezimalstellen, zum Beispiel 1250,50.",
        en="This amount cannot be read exactly. Write it in digits with two decimals, for "
        "example 1250.50.",
    ),
)

AMBIGUOUS_AMOUNT = Problem(
    code=ProblemCode.INVALID_AMOUNT,
    message=Text(
        fr="Ce montant peut se lire de deux façons : avec des milliers ou avec trois décimales. "
        "Écrivez-le avec deux décimales, par exemple 1234,00.",
        nl="Dit bedrag kan op twee manieren gelezen worden: met duizendtallen of met drie "
        "decimalen. Schrijf het met twee decimalen, bijvoorbeeld 1234,00.",
        de="Dieser Betrag kann auf zwei Arten gelesen werden: mit Tausendern oder mit drei "
        "Dezimalstellen. Schreiben Sie ihn mit zwei Dezimalstellen, zum Beispiel 1234,00.",
        en="This amount can be read in two ways: with thousands or with three decimals. Write it "
        "with two decimals, for example 1234.00.",
    ),
)

SPLIT_AMOUNT = Problem(
    code=ProblemCode.INVALID_AMOUNT,
    message=Text(
        fr="La virgule sépare ici les colonnes, et peut-être aussi les décimales de ce montant. "
        "Écrivez-le avec un point et deux décimales, par exemple 1250.50, ou séparez les colonnes "
        "par des points-virgules.",
        nl="De komma scheidt hier de kolommen, en misschien ook de decimalen van dit bedrag. "
        "Schrijf het met een punt en twee decimalen, bijvoorbeeld 1250.50, of scheid de kolommen "
        "met puntkomma's.",
        de="Das Komma trennt hier die Spalten, und vielleicht auch die Dezimalstellen dieses "
        "Betrags. Schreiben Sie ihn mit Punkt und zwei Dezimalstellen, zum Beispiel 1250.50, oder "
        "trennen Sie die Spalten mit Strichpunkten.",
        en="The comma separates the columns here, and perhaps the decimals of this amount too. "
        "Write it with a point and two decimals, for example 1250.50, or separate the columns by "
        "semicolons.",
    ),
)

TOO_MANY_CELLS = Problem(
    code=ProblemCode.INVALID_AMOUNT,
    message=Text(
        fr="Cette ligne a plus de colonnes que la ligne des titres : le montant n'y est pas "
        "certain. Donnez un titre à chaque colonne, et séparez-les par des points-virgules si les "
        "montants contiennent des virgules.",
        nl="Deze regel heeft meer kolommen dan de titelregel: het bedrag staat niet vast. Geef "
        "elke kolom een titel, en scheid ze met puntkomma's als de bedragen komma's bevatten.",
        de="Diese Zeile hat mehr Spalten als die Titelzeile: Der Betrag steht nicht fest. Geben "
        "Sie jeder Spalte einen Titel, und trennen Sie sie mit Strichpunkten, wenn die Beträge "
        "Kommas enthalten.",
        en="This line has more columns than the line of titles, so that the amount is not "
        "certain. Give every column a title, and separate them by semicolons if the amounts "
        "contain commas.",
    ),
)

NEGATIVE_AMOUNT = Problem(code=ProblemCode.NEGATIVE_AMOUNT, message=NegativeAmount.sentence)

AMOUNT_TOO_LARGE = Problem(code=ProblemCode.AMOUNT_TOO_LARGE, message=AmountTooLarge.sentence)


def repeated_line(first_line_number: int) -> Problem:
    """Return the problem of a line whose CPAS was already given on that earlier one."""
    return Problem(
        code=ProblemCode.REPEATED_LINE,
        message=Text(
            fr=f"Ce CPAS figure déjà à la ligne {first_line_number}. Ne gardez qu'une des deux "
            "lignes.",
            nl=f"Dit OCMW staat al op regel {first_line_number}. Behoud maar één van beide regels.",
            de=f"Dieses ÖSHZ steht bereits in Zeile {first_line_number}. Behalten Sie nur eine "
            "der beiden Zeilen.",
            en=f"This CPAS already stands on line {first_line_number}. Keep only one of both "
            "lines.",
        ),
    )
