"""How a command that reads a file tells of its bad lines: all of them, and nothing is done."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import click

from models.language import Language, Text
from models.refusals import Refusal, Refused
from models.words import LINE
from rapport_unique.csv_records import UnreadableFileError
from rapport_unique.line_problems import LineProblem, on_line, problem_of

Found = TypeVar("Found")


def read_or_end(read: Callable[[bytes], Found], content: bytes, language: Language) -> Found:
    """Return what the file says; end the command where nothing of it can be read."""
    try:
        return read(content)
    except UnreadableFileError as error:
        raise click.ClickException(error.message.in_language(language)) from error


def problems_on(
    numbers: Sequence[int], refusals: Sequence[Refusal], titles: Mapping[str, str] | None = None
) -> list[LineProblem]:
    """Return what was refused of the lines with these numbers.

    The last part of a refusal's path names a cell, whose column has one of the titles.

    Raises:
        Refused: something else than the lines was refused.
    """
    if any(len(refusal.path) < 2 or not refusal.path[1].isdecimal() for refusal in refusals):
        raise Refused(refusals)
    return [
        on_line(
            numbers[int(refusal.path[1])],
            problem_of(refusal),
            (titles or {}).get(refusal.path[-1], ""),
        )
        for refusal in refusals
    ]


def lines_of(problems: Sequence[LineProblem]) -> int:
    """Return on how many lines they are."""
    return len({line.line_number for line in problems})


def tell(problems: Sequence[LineProblem], language: Language) -> None:
    """Tell what is wrong on every bad line, each thing once, in the order of the file."""
    word = LINE.in_language(language)
    for line in dict.fromkeys(sorted(problems, key=lambda line: line.line_number)):
        place = f"{word} {line.line_number}" + (f", {line.column}" if line.column else "")
        click.echo(f"{place}: {line.code}: {line.message.in_language(language)}")


def end_with(problems: Sequence[LineProblem], language: Language) -> None:
    """Tell of every bad line, and end the command where there is one."""
    tell(problems, language)
    if problems:
        nothing = _NOTHING.in_language(language)
        raise click.ClickException(nothing.format(count=lines_of(problems)))


_NOTHING = Text(
    fr="Rien n'a été fait ; lignes incorrectes : {count}. Corrigez-les, puis réessayez.",
    nl="Er is niets gedaan; foute regels: {count}. Verbeter ze en probeer opnieuw.",
    de="Nichts wurde getan; fehlerhafte Zeilen: {count}. Berichtigen Sie sie und versuchen Sie es "
    "erneut.",
    en="Nothing was done; bad lines: {count}. Correct them, then try again.",
)
