"""A file of mergers of municipalities: who ends, and who takes over."""

from dataclasses import dataclass
from enum import StrEnum, auto

from models.language import Language, Text
from models.mergers import Merger
from rapport_unique import cpas_problems as problem
from rapport_unique.csv_records import Record
from rapport_unique.line_problems import FileOf, code_in, on_line
from rapport_unique.titled_records import Titled, read_titled


@dataclass(frozen=True, kw_only=True, slots=True)
class MergerLine:
    """A merger, and the line of the file on which it stands, counted from 1."""

    line_number: int
    merger: Merger


class _Column(StrEnum):
    ENDED = auto()
    SUCCESSOR = auto()
    NAME_FR = auto()
    NAME_NL = auto()
    NAME_DE = auto()


_TITLES = {
    _Column.ENDED: "old, old nis, old code, ancien, ancien code, ancien code ins, ancien nis, oud, "
    "oude code, oude nis-code, alt, alter Code, alter NIS-Code, old number, ancien numéro, oud "
    "nummer, alte Nummer",
    _Column.SUCCESSOR: "new, new nis, new code, nouveau, nouveau code, nouveau code ins, nouveau "
    "nis, nieuw, nieuwe code, nieuwe nis-code, neu, neuer Code, neuer NIS-Code, new number, "
    "nouveau numéro, nieuw nummer, neue Nummer, successor, successeur, opvolger, Nachfolger",
    _Column.NAME_FR: "new name fr, nouveau nom fr, nieuwe naam fr, neuer Name fr, nouveau nom",
    _Column.NAME_NL: "new name nl, nouveau nom nl, nieuwe naam nl, neuer Name nl, nieuwe naam",
    _Column.NAME_DE: "new name de, nouveau nom de, nieuwe naam de, neuer Name de, neuer Name",
}
_NAMES = {
    Language.FR: _Column.NAME_FR,
    Language.NL: _Column.NAME_NL,
    Language.DE: _Column.NAME_DE,
}


def read_mergers(content: bytes) -> FileOf[MergerLine]:
    """Return the mergers of a CSV file, and every problem, line by line.

    Raises:
        UnreadableFileError: nothing can be read: not a CSV text, too large, or without the titles
            of the columns.
    """
    file = read_titled(
        content,
        _TITLES,
        required=(_Column.ENDED, _Column.SUCCESSOR),
        no_titles=_NO_TITLES,
    )
    too_long = [row for row in file.rows if file.is_too_long(row)]
    return FileOf(
        lines=tuple(
            MergerLine(line_number=row.line_number, merger=_merger(file, row))
            for row in file.rows
            if row not in too_long
        ),
        problems=tuple(on_line(row.line_number, problem.TOO_MANY_CELLS) for row in too_long),
        titles={**file.titles, "name": "new name"},
    )


def _merger(file: Titled[_Column], row: Record) -> Merger:
    names = {language: file.cell(row, column) for language, column in _NAMES.items()}
    return Merger(
        ended=code_in(file.cell(row, _Column.ENDED)),
        successor=code_in(file.cell(row, _Column.SUCCESSOR)),
        names={language: name for language, name in names.items() if name},
    )


_NO_TITLES = Text(
    fr="La première ligne doit donner le titre de la colonne de l'ancien code et celui de la "
    "colonne du nouveau, chacun une fois, par exemple « Ancien code;Nouveau code;Nouveau nom ». "
    "Corrigez-la, puis réessayez.",
    nl="De eerste regel moet de titel van de kolom van de oude code en die van de kolom van de "
    "nieuwe geven, elk één keer, bijvoorbeeld 'Oude code;Nieuwe code;Nieuwe naam'. Verbeter hem "
    "en probeer opnieuw.",
    de="Die erste Zeile muss den Titel der Spalte des alten Codes und den der Spalte des neuen "
    "nennen, jeden einmal, zum Beispiel „Alter Code;Neuer Code;Neuer Name“. Berichtigen Sie sie "
    "und versuchen Sie es erneut.",
    en="The first line has to give the title of the column of the old code and that of the column "
    'of the new one, each once, for example "Old code;New code;New name nl". Correct it, then try '
    "again.",
)
