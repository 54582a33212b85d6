"""A workbook for spreadsheets: real numbers and dates, under titles that stay in sight.

Source: ECMA-376 (Office Open XML), as XlsxWriter writes it.
"""

from collections.abc import Callable, Sequence
from tempfile import TemporaryDirectory
from typing import IO, ClassVar, assert_never

import xlsxwriter

from models.exported import ExportedForm
from models.words import RAPPORT_UNIQUE
from rapport_unique.exports import words
from rapport_unique.exports.columns import (
    AmountColumn,
    Column,
    InstantColumn,
    NumberColumn,
    TextColumn,
)
from rapport_unique.exports.harmless import harmless
from rapport_unique.exports.sheet import Sheet, in_belgium

_A4 = 9
_FROZEN_COLUMNS = 3
_EVERY_CELL = "A1:XFD1048576"

WriteCell = Callable[[int, ExportedForm], None]


class Workbook:
    """A workbook of forms. Each row leaves the memory before the next one is written."""

    suffix: ClassVar[str] = "xlsx"
    media_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        """Begin the workbook with the titles of the columns."""
        self._folder = TemporaryDirectory(prefix="rapport-unique-")
        self._book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": self._folder.name,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self._sheet = self._book.add_worksheet(sheet.tab)
        self._describe(sheet)
        self._width = len(sheet.columns)
        self._cells = [self._cell_of(at, each, sheet) for at, each in enumerate(sheet.columns)]
        self._rows = 1
        self._write_titles(sheet)

    def write(self, forms: Sequence[ExportedForm]) -> None:
        """Write a row for each of these forms."""
        for row, form in enumerate(forms, self._rows):
            for write_cell in self._cells:
                write_cell(row, form)
        self._rows += len(forms)

    def close(self) -> None:
        """Pack the workbook; what it kept on the disk meanwhile is removed."""
        with self._folder:
            self._sheet.autofilter(0, 0, self._rows - 1, self._width - 1)
            self._book.close()

    def _describe(self, sheet: Sheet) -> None:
        """Say what the document is, and how it is shown and printed."""
        self._book.set_properties(
            {
                "title": sheet.title,
                "author": RAPPORT_UNIQUE.in_language(sheet.language),
                "created": sheet.made_at,
            }
        )
        self._book.set_custom_property("Language", sheet.language.value.lower())
        # Codes made of digits are texts: nobody needs to be warned of each.
        self._sheet.ignore_errors({"number_stored_as_text": _EVERY_CELL})
        self._sheet.freeze_panes(1, _FROZEN_COLUMNS)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        page = words.PAGE.in_language(sheet.language)
        self._sheet.set_footer(f"&L{sheet.title}&R{page} &P/&N")

    def _write_titles(self, sheet: Sheet) -> None:
        look = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE6EF"}
        above_texts = self._book.add_format({**look, "align": "left"})
        above_amounts = self._book.add_format({**look, "align": "right"})
        self._sheet.set_row(0, 78)
        for at, column in enumerate(sheet.columns):
            format_ = above_amounts if isinstance(column, AmountColumn) else above_texts
            title = harmless(column.title.in_language(sheet.language))
            self._sheet.write_string(0, at, title, format_)

    def _cell_of(self, at: int, column: Column, sheet: Sheet) -> WriteCell:
        """Return what writes the cells of the column, and make the column fit for them."""
        match column:
            case TextColumn():
                self._sheet.set_column(at, at, column.width)
                return self._text_cell(at, column, sheet)
            case NumberColumn():
                self._sheet.set_column(at, at, 7)
                return self._number_cell(at, column)
            case InstantColumn():
                self._sheet.set_column(at, at, 18)
                return self._instant_cell(at, column)
            case AmountColumn():
                self._sheet.set_column(at, at, 18)
                return self._amount_cell(at, column)
            case _:
                assert_never(column)

    def _text_cell(self, at: int, column: TextColumn, sheet: Sheet) -> WriteCell:
        def write_cell(row: int, form: ExportedForm) -> None:
            if text := column.cell(form, sheet.language):
                self._sheet.write_string(row, at, harmless(text))

        return write_cell

    def _number_cell(self, at: int, column: NumberColumn) -> WriteCell:
        format_ = self._book.add_format({"align": "left"})

        def write_cell(row: int, form: ExportedForm) -> None:
            if (number := column.cell(form)) is not None:
                self._sheet.write_number(row, at, number, format_)

        return write_cell

    def _instant_cell(self, at: int, column: InstantColumn) -> WriteCell:
        format_ = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})

        def write_cell(row: int, form: ExportedForm) -> None:
            instant = column.cell(form)
            if instant is not None:
                self._sheet.write_datetime(row, at, in_belgium(instant), format_)

        return write_cell

    def _amount_cell(self, at: int, column: AmountColumn) -> WriteCell:
        format_ = self._book.add_format({"num_format": '#,##0.00 "€"_-'})

        def write_cell(row: int, form: ExportedForm) -> None:
            cents = column.cell(form)
            if cents is not None:
                self._sheet.write_number(row, at, cents / 100, format_)

        return write_cell
