"""A spreadsheet whose first line names its columns, in any of the languages: row by row."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Generic, TypeVar

from models.folding import letters
from models.language import Text
from rapport_unique.csv_records import NO_LINES, Record, UnreadableFileError, decode, records
from rapport_unique.workbook_records import is_workbook, workbook_records

_SEPARATORS = (";", ",", "\t")
_LONGEST_TITLE = 100
_MOST_ABOVE = 10
"""How many lines may stand above the titles, these included."""

Column = TypeVar("Column", bound=StrEnum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Titled(Generic[Column]):
    """The rows below the titles, how each column is or would be titled, and where it stands.

    `titled` counts the columns up to the last one with a title, `width` all of them.
    """

    separator: str
    titles: Mapping[str, str]
    places: Mapping[Column, int]
    titled: int
    width: int
    rows: tuple[Record, ...]

    def cell(self, row: Record, column: Column, beyond: int = 0) -> str:
        """Return the cell of that column, or one `beyond` it, without the blanks around it.

        What a row leaves out is empty, and so is a column that the file does not have.
        """
        place = self.places.get(column)
        if place is None or place + beyond >= len(row.cells):
            return ""
        return row.cells[place + beyond].strip()

    def is_too_long(self, row: Record) -> bool:
        """Tell whether cells have moved to the right, as when one was cut at a comma in it.

        An export gives every row as many cells as the titles, some of them empty. Where commas
        may have cut a cell, even an empty cell too many is the trace of one.
        """
        return _filled(row.cells) > self.titled or (
            self.separator == "," and len(row.cells) > self.width
        )


def read_titled(
    content: bytes,
    titles: Mapping[Column, str],
    *,
    required: Collection[Column],
    no_titles: Text,
) -> Titled[Column]:
    """Return the rows of a CSV file or a workbook; `titles` are the words for each column.

    Lines above the titles, such as the name of the sheet, do not count, nor does the first line
    with which spreadsheets tell each other the separator.

    Raises:
        UnreadableFileError: neither, too large, without the titles of the columns that are
            required, which `no_titles` says, or with nothing below them.
    """
    layouts = [
        _layout(rows, separator, titles, required) for separator, rows in _ways_to_read(content)
    ]
    match [layout for layout in layouts if layout is not None]:
        case [layout] if layout.rows:
            return layout
        case [_]:
            raise UnreadableFileError(NO_LINES)
        case _:
            raise UnreadableFileError(no_titles)


def _ways_to_read(content: bytes) -> Iterator[tuple[str, Iterable[Record]]]:
    """Yield the rows by each separator that they may have; a workbook has none."""
    if is_workbook(content):
        yield "", workbook_records(content)
        return
    text = decode(content)
    told = re.match("sep=(.)\r?\n", text)
    for separator in _SEPARATORS if told is None else told[1]:
        rows = records(text, separator)
        yield separator, rows if told is None else islice(rows, 1, None)


def _layout(
    rows: Iterable[Record],
    separator: str,
    words: Mapping[Column, str],
    required: Collection[Column],
) -> Titled[Column] | None:
    """Return what the file is with that separator, or None where it has no titles."""
    columns = {bare_word(each): column for column in words for each in words[column].split(",")}
    below = iter(rows)
    try:
        titles = next(
            row.cells
            for row in islice(below, _MOST_ABOVE)
            if _names_columns(row, columns, required)
        )
    except (UnreadableFileError, StopIteration):
        return None
    found = [columns.get(bare_word(title)) for title in titles]
    places = {column: place for place, column in enumerate(found) if column is not None}
    return Titled(
        separator=separator,
        titles={column.value: words[column].partition(",")[0] for column in words}
        | {column.value: titles[place].strip() for column, place in places.items()},
        places=places,
        titled=_filled(titles),
        width=len(titles),
        rows=tuple(below),
    )


def _names_columns(
    row: Record, columns: Mapping[str, Column], required: Collection[Column]
) -> bool:
    found = [columns.get(bare_word(title)) for title in row.cells]
    known = [column for column in found if column is not None]
    return len(set(known)) == len(known) and set(required) <= set(known)


def bare_word(title: str) -> str:
    """Return the letters and digits of a title, folded and without currency."""
    # Looked at before folding, whose cost grows with the square of some hostile texts.
    return letters(title).removesuffix("eur") if len(title.strip()) <= _LONGEST_TITLE else ""


def _filled(cells: Sequence[str]) -> int:
    """Return the number of cells up to the last one that is not blank."""
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
