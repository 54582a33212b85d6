"""A workbook as a spreadsheet saves it (.xlsx): the rows of the first sheet that shows.

Rows that a filter hides are read with the others: control totals tell of them.

What comes from outside may be made to fill the memory: how large it is unpacked, how many rows and
columns it has, is bounded before anything of it is kept.

Source: ECMA-376 (Office Open XML), as openpyxl reads it.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from models.language import Text
from rapport_unique.csv_records import MOST_LINES, Record, UnreadableFileError

if TYPE_CHECKING:
    import openpyxl

LARGEST_UNPACKED_BYTES = 100_000_000
MOST_COLUMNS = 200

_PACKED = (b"PK\x03\x04", b"PK\x05\x06")


def is_workbook(content: bytes) -> bool:
    """Return whether the file is packed as a workbook is."""
    return content.startswith(_PACKED)


def workbook_records(content: bytes) -> list[Record]:
    """Return the rows of the first sheet that shows, but for blank ones, each with its number.

    Raises:
        UnreadableFileError: not a workbook, or too large.
    """
    import openpyxl  # noqa: PLC0415 - whoever serves reads no workbook, and starts sooner
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    _check_size(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return list(_records(book))
        finally:
            book.close()
    except (
        InvalidFileException,
        StopIteration,
        KeyError,
        ValueError,
        OSError,
        zipfile.BadZipFile,
    ) as error:
        raise UnreadableFileError(_NOT_A_WORKBOOK) from error


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(_NOT_A_WORKBOOK) from error
    if unpacked > LARGEST_UNPACKED_BYTES:
        raise UnreadableFileError(_TOO_LARGE)


def _records(book: "openpyxl.Workbook") -> Iterator[Record]:
    sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
    rows = sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(rows, 1):
        if number > MOST_LINES:
            raise UnreadableFileError(_TOO_LARGE)
        cells = tuple(_written(value) for value in row)
        if any(cell.strip() for cell in cells):
            yield Record(line_number=number, cells=cells)


def _written(value: object) -> str:
    """Return a cell as a person would have typed it; a number with every decimal it has."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case int() | float():
            return _exact(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)


def _exact(number: float) -> str:
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_NOT_A_WORKBOOK = Text(
    fr="Ce fichier n'est pas un classeur lisible. Enregistrez-le à nouveau au format XLSX ou CSV.",
    nl="Dit bestand is geen leesbare werkmap. Sla het opnieuw op als XLSX of CSV.",
    de="Diese Datei ist keine lesbare Arbeitsmappe. Speichern Sie sie erneut als XLSX oder CSV.",
    en="This file is not a readable workbook. Save it again as XLSX or CSV.",
)
_TOO_LARGE = Text(
    fr="Ce classeur est trop grand. Répartissez-le en plusieurs fichiers.",
    nl="Deze werkmap is te groot. Verdeel ze over meerdere bestanden.",
    de="Diese Arbeitsmappe ist zu groß. Teilen Sie sie in mehrere Dateien auf.",
    en="This workbook is too large. Divide it into several files.",
)
