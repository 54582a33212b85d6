"""What is wrong on a line of a file, with what to do about it, and the cells that files share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from models.cpas import NIS_CODE, NisCode
from models.language import Language, Text
from models.refusals import Refusal

Line = TypeVar("Line")


class ProblemCode(StrEnum):
    """Stable names of the problems; they never change with the language."""

    INVALID_NIS_CODE = "INVALID_NIS_CODE"
    INVALID_AMOUNT = "INVALID_AMOUNT"
    NEGATIVE_AMOUNT = "NEGATIVE_AMOUNT"
    AMOUNT_TOO_LARGE = "AMOUNT_TOO_LARGE"
    REPEATED_LINE = "REPEATED_LINE"
    MISSING_COLUMN = "MISSING_COLUMN"
    INVALID_DATE = "INVALID_DATE"
    INVALID_ENTERPRISE_NUMBER = "INVALID_ENTERPRISE_NUMBER"
    UNKNOWN_REGION = "UNKNOWN_REGION"
    UNKNOWN_PROVINCE = "UNKNOWN_PROVINCE"
    UNKNOWN_LANGUAGE = "UNKNOWN_LANGUAGE"
    TOO_MANY_CELLS = "TOO_MANY_CELLS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong, and what to do about it, wherever it stands."""

    code: StrEnum
    message: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class LineProblem:
    """What is wrong on one line of the file, counted from 1, and what to do about it.

    The column is told by its title, where it is one cell that is wrong.
    """

    line_number: int
    column: str = ""
    code: StrEnum
    message: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class FileOf(Generic[Line]):
    """What a file says: a line stands either among the lines or among the problems.

    `titles` are those of its columns, by what this program calls them.
    """

    lines: tuple[Line, ...]
    problems: tuple[LineProblem, ...]
    titles: Mapping[str, str]


def problem_of(refusal: Refusal) -> Problem:
    """Return what the rules refuse, as a problem of a line."""
    messages = {language: refusal.message(language) for language in Language}
    return Problem(
        code=refusal.code,
        message=Text(
            fr=messages[Language.FR],
            nl=messages[Language.NL],
            de=messages[Language.DE],
            en=messages[Language.EN],
        ),
    )


def on_line(line_number: int, problem: Problem, column: str = "") -> LineProblem:
    """Return the problem as that of this line, and of the column with this title."""
    return LineProblem(
        line_number=line_number, column=column, code=problem.code, message=problem.message
    )


# Codes -------------------------------------------------------------------------------------------

MISSING_NIS_CODE = Problem(
    code=ProblemCode.MISSING_COLUMN,
    message=Text(
        fr="Le code INS manque sur cette ligne. Complétez-le ou supprimez la ligne.",
        nl="De NIS-code ontbreekt op deze regel. Vul hem in of verwijder de regel.",
        de="Der NIS-Code fehlt in dieser Zeile. Ergänzen Sie ihn oder löschen Sie die Zeile.",
        en="The NIS code is missing on this line. Fill it in or remove the line.",
    ),
)

INVALID_NIS_CODE = Problem(
    code=ProblemCode.INVALID_NIS_CODE,
    message=Text(
        fr="Ce code INS n'a pas exactement cinq chiffres. Mettez la colonne au format texte et "
        "donnez le code complet, par exemple 11001.",
        nl="Deze NIS-code telt niet precies vijf cijfers. Maak de kolom op als tekst en geef de "
        "volledige code, bijvoorbeeld 11001.",
        de="Dieser NIS-Code besteht nicht aus genau fünf Ziffern. Formatieren Sie die Spalte als "
        "Text und geben Sie den vollständigen Code an, zum Beispiel 11001.",
        en="This NIS code is not exactly five digits. Format the column as text and give the "
        "whole code, for example 11001.",
    ),
)

_KEPT_AS_TEXT = re.compile(r"""'(.*)|=?"\s*(.*?)\s*\"""", re.DOTALL)


def code_in(cell: str) -> str:
    """Return the code in a cell, without what makes a spreadsheet keep its zeros."""
    match = _KEPT_AS_TEXT.fullmatch(cell)
    return (match[1] or match[2] or "") if match else cell


def nis_code_in(cell: str) -> NisCode | Problem:
    """Return the NIS code in a cell, or what is wrong with it."""
    if not cell:
        return MISSING_NIS_CODE
    code = code_in(cell)
    return NisCode(code) if NIS_CODE.fullmatch(code) else INVALID_NIS_CODE
