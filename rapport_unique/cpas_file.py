"""A file of CPAS, as a spreadsheet exports it: what it says of each, and what is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import TypeVar

from models.cpas import LONGEST_NAME, EnterpriseNumber, NisCode, Region
from models.enterprise import read_enterprise_number
from models.language import Language
from models.refusals import Refusal
from models.registry import CpasEntry, CpasFacts
from models.text import read_line
from models.words import province_named, region_named
from rapport_unique import cpas_problems as problem
from rapport_unique.csv_records import Record
from rapport_unique.line_problems import (
    FileOf,
    LineProblem,
    Problem,
    code_in,
    nis_code_in,
    on_line,
    problem_of,
)
from rapport_unique.titled_records import Titled, bare_word, read_titled
from rapport_unique.written_dates import read_date

Value = TypeVar("Value")


@dataclass(frozen=True, kw_only=True, slots=True)
class CpasLine:
    """What is said of one CPAS, and the line of the file on which it stands, counted from 1."""

    line_number: int
    entry: CpasEntry


class _Column(StrEnum):
    NIS_CODE = auto()
    NAME = auto()
    NAME_FR = auto()
    NAME_NL = auto()
    NAME_DE = auto()
    LANGUAGE = auto()
    REGION = auto()
    PROVINCE = auto()
    ENTERPRISE_NUMBER = auto()
    VALID_FROM = auto()
    VALID_UNTIL = auto()
    SUCCESSOR = auto()


_TITLES = {
    _Column.NIS_CODE: "nis, ins, code nis, code ins, nis code, ins code, refnis",
    _Column.NAME: "name, nom, naam",
    _Column.NAME_FR: "name fr, nom fr, naam fr, nom en français, naam in het Frans, Name auf "
    "Französisch, name in French",
    _Column.NAME_NL: "name nl, nom nl, naam nl, nom en néerlandais, naam in het Nederlands, Name "
    "auf Niederländisch, name in Dutch",
    _Column.NAME_DE: "name de, nom de, naam de, nom en allemand, naam in het Duits, Name auf "
    "Deutsch, name in German",
    _Column.LANGUAGE: "language, langue, taal, Sprache",
    _Column.REGION: "region, région, gewest",
    _Column.PROVINCE: "province, provincie, Provinz",
    _Column.ENTERPRISE_NUMBER: "enterprise number, numéro d'entreprise, n° d'entreprise, "
    "ondernemingsnummer, Unternehmensnummer, kbo, kbo-nummer, bce, numéro bce, n° bce, zdu, "
    "zdu-nummer, cbe, cbe number",
    _Column.VALID_FROM: "valid from, valable à partir du, valable depuis, geldig vanaf, gültig ab",
    _Column.VALID_UNTIL: "valid until, valable jusqu'au, geldig tot, geldig tot en met, gültig bis",
    _Column.SUCCESSOR: "successor, successeur, opvolger, Nachfolger, successor nis, nis of the "
    "successor, code ins du successeur, nis-code van de opvolger, NIS-Code des Nachfolgers",
}
_NAMES = {
    Language.FR: _Column.NAME_FR,
    Language.NL: _Column.NAME_NL,
    Language.DE: _Column.NAME_DE,
}


def _by_word(words: Mapping[Value, str]) -> dict[str, Value]:
    return {bare_word(word): value for value, of in words.items() for word in of.split(",")}


_LANGUAGES = _by_word(
    {
        # In Brussels SPP IS writes in French.
        Language.FR: "fr, français, Frans, Französisch, French, fr-nl, nl-fr",
        Language.NL: "nl, néerlandais, Nederlands, Niederländisch, Dutch",
        Language.DE: "de, allemand, Duits, Deutsch, German",
    }
)


def read_cpas(content: bytes) -> FileOf[CpasLine]:
    """Return what a CSV file says of CPAS, and every problem, line by line.

    A column that the file does not have says nothing. In one that it has, a blank cell says that
    there is no such number, date, province or successor; of a name, language or region it says
    nothing.

    Raises:
        UnreadableFileError: nothing can be read: not a CSV text, too large, or without the titles
            of the columns.
    """
    file = read_titled(
        content, _TITLES, required=(_Column.NIS_CODE,), no_titles=problem.NO_NIS_CODES
    )
    lines: list[CpasLine] = []
    problems: list[LineProblem] = []
    for row in file.rows:
        reading = _Reading(file, row)
        entry = reading.entry()
        if entry is not None and not reading.problems:
            lines.append(CpasLine(line_number=row.line_number, entry=entry))
        problems.extend(reading.problems)
    return FileOf(lines=tuple(lines), problems=tuple(problems), titles=file.titles)


class _Reading:
    """One row on its way to an entry, with what is wrong with its cells."""

    def __init__(self, file: Titled[_Column], row: Record) -> None:
        self._file = file
        self._row = row
        self.problems: list[LineProblem] = []

    def entry(self) -> CpasEntry | None:
        """Return what the row says, where nothing is wrong with its cells."""
        if self._file.is_too_long(self._row):
            self._refuse(problem.TOO_MANY_CELLS)
            return None
        cell = self._file.cell(self._row, _Column.NIS_CODE)
        nis_code = self._kept(_Column.NIS_CODE, nis_code_in(cell))
        names = {
            language: name
            for language, column in _NAMES.items()
            if (name := self._said(column, _name)) is not None
        }
        entry = CpasEntry(
            nis_code=nis_code or NisCode(""),
            name=self._said(_Column.NAME, _name),
            names=names,
            facts=self._facts(),
            tells_successor=_Column.SUCCESSOR in self._file.places,
            successor=self._said(_Column.SUCCESSOR, nis_code_in),
        )
        return None if self.problems else entry

    def _facts(self) -> CpasFacts:
        facts = CpasFacts()
        if (language := self._said(_Column.LANGUAGE, _language)) is not None:
            facts["language"] = language
        if (region := self._said(_Column.REGION, _region)) is not None:
            facts["region"] = region
        if _Column.PROVINCE in self._file.places:
            facts["province"] = self._said(_Column.PROVINCE, _province)
        if _Column.ENTERPRISE_NUMBER in self._file.places:
            number = self._said(_Column.ENTERPRISE_NUMBER, _enterprise_number)
            facts["enterprise_number"] = number
        if _Column.VALID_FROM in self._file.places:
            facts["valid_from"] = self._said(_Column.VALID_FROM, _date)
        if _Column.VALID_UNTIL in self._file.places:
            facts["valid_until"] = self._said(_Column.VALID_UNTIL, _date)
        return facts

    def _said(self, column: _Column, read: Callable[[str], Value | Problem]) -> Value | None:
        """Return what the cell says, None where it is blank or wrong."""
        cell = self._file.cell(self._row, column)
        return self._kept(column, read(cell)) if cell else None

    def _kept(self, column: _Column, value: Value | Problem) -> Value | None:
        if isinstance(value, Problem):
            self._refuse(value, self._file.titles[column])
            return None
        return value

    def _refuse(self, what: Problem, column: str = "") -> None:
        self.problems.append(on_line(self._row.line_number, what, column))


def _name(cell: str) -> str | Problem:
    return _line(cell, LONGEST_NAME)


def _province(cell: str) -> str | Problem:
    return province_named(cell) or problem.UNKNOWN_PROVINCE


def _line(cell: str, limit: int) -> str | Problem:
    read = read_line(cell, limit=limit, path=())
    return problem_of(read) if isinstance(read, Refusal) else read


def _language(cell: str) -> Language | Problem:
    return _LANGUAGES.get(bare_word(cell)) or problem.UNKNOWN_LANGUAGE


def _region(cell: str) -> Region | Problem:
    return region_named(cell[:LONGEST_NAME]) or problem.UNKNOWN_REGION


def _enterprise_number(cell: str) -> EnterpriseNumber | Problem:
    return read_enterprise_number(code_in(cell)) or problem.INVALID_ENTERPRISE_NUMBER


def _date(cell: str) -> date | Problem:
    return read_date(cell) or problem.INVALID_DATE
