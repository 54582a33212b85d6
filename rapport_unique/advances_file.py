"""A file of advances, as a spreadsheet exports it: what it says for certain, and what is wrong."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from models.language import Text
from models.money import Cents
from rapport_unique import advances_problems as problem
from rapport_unique.advances_problems import Problem, ProblemCode
from rapport_unique.csv_records import Record, UnreadableFileError, decode, records
from rapport_unique.written_amount import AmountFault, read_amount

__all__ = [
    "AdvanceLine",
    "AdvancesFile",
    "LineProblem",
    "ProblemCode",
    "UnreadableFileError",
    "read_advances",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class AdvanceLine:
    """The advance of one CPAS, and the line of the file on which it stands, counted from 1."""

    line_number: int
    nis_code: str
    advance: Cents
    line_key: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LineProblem:
    """What is wrong on one line of the file, counted from 1, and what to do about it."""

    line_number: int
    code: ProblemCode
    message: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class AdvancesFile:
    """What the file says: a line stands either among the lines or among the problems."""

    lines: tuple[AdvanceLine, ...]
    problems: tuple[LineProblem, ...]


def read_advances(content: bytes) -> AdvancesFile:
    """Return the advances that a CSV file says for certain, and every problem, line by line.

    Raises:
        UnreadableFileError: nothing can be read: not a CSV text, too large, or without the titles
            of the columns.
    """
    text = decode(content)
    layout = _find_layout(text)
    _, *rows = records(text, layout.separator)
    readings = [_read_row(row, layout) for row in rows]
    repeated = _repetitions(readings)
    found = {
        reading.line_number: (*reading.problems, *repeated.get(reading.line_number, ()))
        for reading in readings
    }
    return AdvancesFile(
        lines=tuple(_line(reading) for reading in readings if not found[reading.line_number]),
        problems=tuple(
            LineProblem(line_number=number, code=each.code, message=each.message)
            for number, problems in found.items()
            for each in problems
        ),
    )


# The titles of the columns -------------------------------------------------------------------


class _Column(Enum):
    NIS_CODE = auto()
    ADVANCE = auto()
    LINE = auto()


_TITLES = {
    _Column.NIS_CODE: "nis, ins, code nis, code ins, nis code, ins code, refnis",
    _Column.ADVANCE: "advance, avance, montant de l'avance, amount of the advance, voorschot, "
    "bedrag van het voorschot, Vorschuss, Vorschussbetrag",
    _Column.LINE: "line, ligne, lijn, regel, Zeile",
}


_LONGEST_TITLE = 100


def _bare(title: str) -> str:
    """Return the letters and digits of a title, in small letters without accents or currency."""
    # Looked at before decomposing, whose cost grows with the square of some hostile texts.
    if len(title.strip()) > _LONGEST_TITLE:
        return ""
    decomposed = unicodedata.normalize("NFKD", title.casefold())
    return "".join(char for char in decomposed if char.isalnum()).removesuffix("eur")


_COLUMNS = {
    _bare(title): column for column, titles in _TITLES.items() for title in titles.split(",")
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Layout:
    """Where the columns stand. `titled` counts the columns up to the last one with a title."""

    separator: str
    nis_code: int
    advance: int
    line: int | None
    titled: int
    width: int


def _find_layout(text: str) -> _Layout:
    layouts = [_layout(text, separator) for separator in (";", ",", "\t")]
    match [layout for layout in layouts if layout is not None]:
        case [layout]:
            return layout
        case _:
            raise UnreadableFileError(_NO_TITLES)


def _layout(text: str, separator: str) -> _Layout | None:
    """Return what the first line means with that separator, or None where it names no columns."""
    try:
        titles = next(records(text, separator)).cells
    except (UnreadableFileError, StopIteration):
        return None
    columns = [_COLUMNS.get(_bare(title)) for title in titles]
    if columns.count(_Column.NIS_CODE) != 1 or columns.count(_Column.ADVANCE) != 1:
        return None
    if columns.count(_Column.LINE) > 1:
        return None
    return _Layout(
        separator=separator,
        nis_code=columns.index(_Column.NIS_CODE),
        advance=columns.index(_Column.ADVANCE),
        line=columns.index(_Column.LINE) if _Column.LINE in columns else None,
        titled=_filled(titles),
        width=len(titles),
    )


_NO_TITLES = Text(
    fr="La première ligne doit donner le titre de la colonne du code INS et celui de la colonne de "
    "l'avance, chacun une fois, par exemple « Code INS;Avance ». Corrigez-la, puis réessayez.",
    nl="De eerste regel moet de titel van de kolom van de NIS-code en die van de kolom van het "
    "voorschot geven, elk één keer, bijvoorbeeld 'NIS-code;Voorschot'. Verbeter hem en probeer "
    "opnieuw.",
    de="Die erste Zeile muss den Titel der Spalte des NIS-Codes und den der Spalte des Vorschusses "
    "nennen, jeden einmal, zum Beispiel „NIS-Code;Vorschuss“. Berichtigen Sie sie und versuchen "
    "Sie es erneut.",
    en="The first line has to give the title of the column of the NIS code and that of the column "
    'of the advance, each once, for example "NIS code;Advance". Correct it, then try again.',
)


# The lines -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """What one row says, or why it does not; the cells may be wrong one by one."""

    line_number: int
    nis_code: str | Problem
    advance: Cents | Problem
    line_key: str | None
    problems: tuple[Problem, ...]


def _read_row(row: Record, layout: _Layout) -> _Reading:
    nis_code = _read_nis_code(_cell(row, layout.nis_code))
    advance = _read_advance(row, layout)
    problems = tuple(each for each in (nis_code, advance) if isinstance(each, Problem))
    return _Reading(
        line_number=row.line_number,
        nis_code=nis_code,
        advance=advance,
        line_key=_cell(row, layout.line) or None,
        problems=(problem.TOO_MANY_CELLS,) if _is_too_long(row, layout) else problems,
    )


def _line(reading: _Reading) -> AdvanceLine:
    assert isinstance(reading.nis_code, str), "a line without problems has its code"
    assert isinstance(reading.advance, int), "a line without problems has its amount"
    return AdvanceLine(
        line_number=reading.line_number,
        nis_code=reading.nis_code,
        advance=reading.advance,
        line_key=reading.line_key,
    )


def _repetitions(readings: Sequence[_Reading]) -> dict[int, tuple[Problem]]:
    """Return the problem of each line whose CPAS and line stood on an earlier one.

    The earlier one counts even where its amount is wrong: which of both is meant is not certain.
    """
    first_lines: dict[tuple[str, str | None], int] = {}
    repeated: dict[int, tuple[Problem]] = {}
    for reading in readings:
        if isinstance(reading.nis_code, Problem):
            continue
        key = (reading.nis_code, reading.line_key)
        first_line = first_lines.setdefault(key, reading.line_number)
        if first_line != reading.line_number:
            repeated[reading.line_number] = (problem.repeated_line(first_line),)
    return repeated


# The cells -----------------------------------------------------------------------------------


def _cell(row: Record, column: int | None) -> str:
    """Return the cell without the blanks around it; what a row leaves out is empty."""
    if column is None or column >= len(row.cells):
        return ""
    return row.cells[column].strip()


def _filled(cells: Sequence[str]) -> int:
    """Return the number of cells up to the last one that is not blank."""
    return max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)


def _is_too_long(row: Record, layout: _Layout) -> bool:
    """Tell whether cells have moved to the right, as when an amount was cut at its comma.

    An export gives every row as many cells as the titles, some of them empty. Where amounts may
    be cut, even an empty cell too many is the trace of one.
    """
    return _filled(row.cells) > layout.titled or (
        layout.separator == "," and len(row.cells) > layout.width
    )


_NIS_CODE = re.compile(r"""'?([0-9]{5})|=?"\s*([0-9]{5})\s*\"""")


def _read_nis_code(cell: str) -> str | Problem:
    if not cell:
        return problem.MISSING_NIS_CODE
    match = _NIS_CODE.fullmatch(cell)
    return (match[1] or match[2]) if match else problem.INVALID_NIS_CODE


def _read_advance(row: Record, layout: _Layout) -> Cents | Problem:
    cell = _cell(row, layout.advance)
    if not cell:
        return problem.MISSING_ADVANCE
    if layout.separator == "," and _may_be_one_amount(cell, _cell(row, layout.advance + 1)):
        return problem.SPLIT_AMOUNT
    amount = read_amount(cell)
    return _problem_of(amount) if isinstance(amount, AmountFault) else amount


def _may_be_one_amount(cell: str, next_cell: str) -> bool:
    """Tell whether the comma between both cells may have stood within one amount."""
    return read_amount(f"{cell},{next_cell}") is not AmountFault.UNREADABLE


def _problem_of(fault: AmountFault) -> Problem:
    match fault:
        case AmountFault.UNREADABLE:
            return problem.INVALID_AMOUNT
        case AmountFault.AMBIGUOUS:
            return problem.AMBIGUOUS_AMOUNT
        case AmountFault.NEGATIVE:
            return problem.NEGATIVE_AMOUNT
        case AmountFault.TOO_LARGE:
            return problem.AMOUNT_TOO_LARGE
        case _:
            assert_never(fault)
