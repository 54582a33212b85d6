"""A file of advances, as a spreadsheet exports it: what it says for certain, and what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import assert_never

from models.language import Text
from models.money import Cents, format_euro
from rapport_unique import advances_problems as problem
from rapport_unique.csv_records import Record
from rapport_unique.line_problems import FileOf, LineProblem, Problem, nis_code_in, on_line
from rapport_unique.titled_records import Titled, read_titled
from rapport_unique.written_amount import AmountFault, read_amount


@dataclass(frozen=True, kw_only=True, slots=True)
class AdvanceLine:
    """The advance of one CPAS, and the line of the file on which it stands, counted from 1."""

    line_number: int
    nis_code: str
    advance: Cents
    line_key: str | None

    @property
    def euro(self) -> str:
        """The advance as the contract writes it, such as 1250.00."""
        return format_euro(self.advance)


def read_advances(content: bytes) -> FileOf[AdvanceLine]:
    """Return the advances that a CSV file says for certain, and every problem, line by line.

    Raises:
        UnreadableFileError: nothing can be read: not a CSV text, too large, or without the titles
            of the columns.
    """
    file = read_titled(
        content,
        _TITLES,
        required=(_Column.NIS_CODE, _Column.ADVANCE),
        no_titles=_NO_TITLES,
    )
    readings = [_read_row(row, file) for row in file.rows]
    repeated = _repetitions(readings)
    good = [each for each in readings if not each.problems and each.line_number not in repeated]
    return FileOf(
        lines=tuple(map(_line, good)),
        problems=(*(each for reading in readings for each in reading.problems), *repeated.values()),
        titles=file.titles,
    )


# The titles of the columns -------------------------------------------------------------------


class _Column(StrEnum):
    NIS_CODE = auto()
    ADVANCE = auto()
    LINE = auto()


_TITLES = {
    _Column.NIS_CODE: "nis, ins, code nis, code ins, nis code, ins code, refnis",
    _Column.ADVANCE: "advance, avance, montant de l'avance, amount of the advance, voorschot, "
    "bedrag van het voorschot, Vorschuss, Vorschussbetrag",
    _Column.LINE: "line, ligne, lijn, regel, Zeile",
}

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
    problems: tuple[LineProblem, ...]


def _read_row(row: Record, file: Titled[_Column]) -> _Reading:
    nis_code = nis_code_in(file.cell(row, _Column.NIS_CODE))
    advance = _read_advance(row, file)
    cells = ((_Column.NIS_CODE, nis_code), (_Column.ADVANCE, advance))
    problems = tuple(
        on_line(row.line_number, each, file.titles[column])
        for column, each in cells
        if isinstance(each, Problem)
    )
    if file.is_too_long(row):
        problems = (on_line(row.line_number, problem.TOO_MANY_CELLS),)
    return _Reading(
        line_number=row.line_number,
        nis_code=nis_code,
        advance=advance,
        line_key=file.cell(row, _Column.LINE) or None,
        problems=problems,
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


def _repetitions(readings: Sequence[_Reading]) -> dict[int, LineProblem]:
    """Return the problem of each line whose CPAS and line stood on an earlier one.

    The earlier one counts even where its amount is wrong: which of both is meant is not certain.
    """
    first_lines: dict[tuple[str, str | None], int] = {}
    repeated: dict[int, LineProblem] = {}
    for reading in readings:
        if isinstance(reading.nis_code, Problem):
            continue
        key = (reading.nis_code, reading.line_key)
        first_line = first_lines.setdefault(key, reading.line_number)
        if first_line != reading.line_number:
            number = reading.line_number
            repeated[number] = on_line(number, problem.repeated_line(first_line))
    return repeated


# The cells -----------------------------------------------------------------------------------


def _read_advance(row: Record, file: Titled[_Column]) -> Cents | Problem:
    cell = file.cell(row, _Column.ADVANCE)
    if not cell:
        return problem.MISSING_ADVANCE
    beside = file.cell(row, _Column.ADVANCE, beyond=1)
    if file.separator == "," and _may_be_one_amount(cell, beside):
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
