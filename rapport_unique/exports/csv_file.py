"""A CSV file as a Belgian spreadsheet opens it by a double click.

Semicolons, decimal commas, days before months, CRLF, and a byte order mark, without which accents
would be read in the encoding of the machine.

Source: RFC 4180 (CSV), with the separators of the Belgian regional settings.
"""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, ClassVar, assert_never

from models.exported import ExportedForm
from models.language import Language
from models.money import Cents, format_euro
from rapport_unique.exports.columns import (
    AmountColumn,
    Column,
    InstantColumn,
    NumberColumn,
    TextColumn,
)
from rapport_unique.exports.harmless import harmless
from rapport_unique.exports.sheet import Sheet, in_belgium


class CsvFile:
    """A CSV file of forms."""

    suffix: ClassVar[str] = "csv"
    media_type: ClassVar[str] = "text/csv; charset=utf-8"

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        """Begin the file with the titles of the columns."""
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n")
        self._cells = [_cell_of(column, sheet.language) for column in sheet.columns]
        self._writer.writerow(map(harmless, sheet.titles))

    def write(self, forms: Sequence[ExportedForm]) -> None:
        """Write a line for each of these forms."""
        self._writer.writerows([cell(form) for cell in self._cells] for form in forms)

    def close(self) -> None:
        """Write what is still held back."""
        self._text.detach()


def _cell_of(column: Column, language: Language) -> Callable[[ExportedForm], str]:
    match column:
        case TextColumn(cell=words):
            return lambda form: harmless(words(form, language))
        case NumberColumn(cell=number):
            return lambda form: _number(number(form))
        case InstantColumn(cell=instant):
            return lambda form: _instant(instant(form))
        case AmountColumn(cell=amount):
            return lambda form: _amount(amount(form))
        case _:
            assert_never(column)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _instant(at: datetime | None) -> str:
    return "" if at is None else f"{in_belgium(at):%d/%m/%Y %H:%M}"


def _amount(cents: Cents | None) -> str:
    return "" if cents is None else format_euro(cents).replace(".", ",")
