"""A spreadsheet exported as CSV: from its bytes to its records, each with its place in the file.

Source: RFC 4180 (CSV), with the encodings and line ends that spreadsheets use.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from models.language import Text

LARGEST_FILE_BYTES = 10_000_000
MOST_LINES = 100_000

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""How a workbook of the older kind (.xls) begins."""

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class UnreadableFileError(Exception):
    """Nothing of the file can be read; its message says why and what to do, for a person."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """The cells of one row, and the line of the file on which it begins, counted from 1."""

    line_number: int
    cells: tuple[str, ...]


def decode(content: bytes) -> str:
    """Return the text of the file, in the encoding that its first bytes or its contents show.

    Raises:
        UnreadableFileError: too large, empty, a workbook, or not a text.
    """
    if len(content) > LARGEST_FILE_BYTES:
        raise UnreadableFileError(_TOO_LARGE)
    if content.startswith(_OLD_WORKBOOK):
        raise UnreadableFileError(_WORKBOOK)
    text = _decoded(content)
    if text is None or "\0" in text:
        raise UnreadableFileError(_NOT_TEXT)
    if not text.strip():
        raise UnreadableFileError(NO_LINES)
    return text


def _decoded(content: bytes) -> str | None:
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _encodings(content: bytes) -> tuple[str, ...]:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return (encoding,)
    return ("utf-8", "cp1252")


def records(text: str, separator: str) -> Iterator[Record]:
    """Yield the records that are not blank, in the order of the file.

    Raises:
        UnreadableFileError: too many lines, or quotation marks that do not match.
    """
    # `newline=""` ends a line at CR, LF or CRLF, and leaves the cells as they are.
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    while True:
        line_number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableFileError(_unsplittable(line_number)) from error
        if cells is None:
            return
        if reader.line_num > MOST_LINES:
            raise UnreadableFileError(_TOO_MANY_LINES)
        if any(cell.strip() for cell in cells):
            yield Record(line_number=line_number, cells=tuple(cells))


_TOO_LARGE = Text(
    fr="Ce fichier dépasse 10 Mo. Répartissez-le en plusieurs fichiers.",
    nl="Dit bestand is groter dan 10 MB. Verdeel het over meerdere bestanden.",
    de="Diese Datei ist größer als 10 MB. Teilen Sie sie in mehrere Dateien auf.",
    en="This file is larger than 10 MB. Divide it into several files.",
)

_TOO_MANY_LINES = Text(
    fr="Ce fichier compte plus de 100 000 lignes. Répartissez-le en plusieurs fichiers.",
    nl="Dit bestand telt meer dan 100 000 regels. Verdeel het over meerdere bestanden.",
    de="Diese Datei hat mehr als 100 000 Zeilen. Teilen Sie sie in mehrere Dateien auf.",
    en="This file has more than 100 000 lines. Divide it into several files.",
)

_WORKBOOK = Text(
    fr="Ce fichier est un classeur d'un ancien format (.xls). Enregistrez-le au format XLSX ou "
    "CSV et donnez ce fichier-là.",
    nl="Dit bestand is een werkmap in een oud formaat (.xls). Sla ze op als XLSX of CSV en bezorg "
    "dat bestand.",
    de="Diese Datei ist eine Arbeitsmappe in einem alten Format (.xls). Speichern Sie sie als XLSX "
    "oder CSV und geben Sie jene Datei an.",
    en="This file is a workbook of an older format (.xls). Save it as XLSX or CSV and give that "
    "file.",
)

_NOT_TEXT = Text(
    fr="Ce fichier n'est pas un texte lisible. Exportez à nouveau la feuille au format CSV, "
    "encodage UTF-8.",
    nl="Dit bestand is geen leesbare tekst. Exporteer het werkblad opnieuw als CSV, codering "
    "UTF-8.",
    de="Diese Datei ist kein lesbarer Text. Exportieren Sie das Tabellenblatt erneut als CSV, "
    "Kodierung UTF-8.",
    en="This file is not a readable text. Export the sheet again as CSV, encoding UTF-8.",
)

NO_LINES = Text(
    fr="Ce fichier est vide, ou n'a rien sous ses titres. Vérifiez que vous avez exporté la bonne "
    "feuille.",
    nl="Dit bestand is leeg, of heeft niets onder zijn titels. Controleer of u het juiste werkblad "
    "hebt geëxporteerd.",
    de="Diese Datei ist leer, oder unter ihren Titeln steht nichts. Prüfen Sie, ob Sie das "
    "richtige Tabellenblatt exportiert haben.",
    en="This file is empty, or has nothing below its titles. Check that you exported the right "
    "sheet.",
)


def _unsplittable(line_number: int) -> Text:
    return Text(
        fr=f"À partir de la ligne {line_number}, le fichier ne se laisse pas diviser en cellules : "
        "un guillemet y est de trop ou y manque, ou une cellule est trop longue. Corrigez cette "
        "ligne.",
        nl=f"Vanaf regel {line_number} kan het bestand niet in cellen verdeeld worden: er staat "
        "een aanhalingsteken te veel of te weinig, of een cel is te lang. Verbeter die regel.",
        de=f"Ab Zeile {line_number} lässt sich die Datei nicht in Zellen aufteilen: Dort steht ein "
        "Anführungszeichen zu viel oder zu wenig, oder eine Zelle ist zu lang. Berichtigen Sie "
        "diese Zeile.",
        en=f"From line {line_number} on, the file cannot be divided into cells: a quotation mark "
        "is missing or too many there, or a cell is too long. Correct that line.",
    )
