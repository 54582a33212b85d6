"""Short ways to read a file of advances, for its tests."""

import pytest

from models.language import Language
from rapport_unique.advances_file import read_advances
from rapport_unique.csv_records import UnreadableFileError

NARROW = "\u202f"
NO_BREAK = "\u00a0"


def lines(content: str | bytes) -> list[tuple[int, str, int, str | None]]:
    """Read a file in which nothing is wrong."""
    file = read_advances(content.encode() if isinstance(content, str) else content)
    assert file.problems == ()
    return [(line.line_number, line.nis_code, line.advance, line.line_key) for line in file.lines]


def problems(content: str) -> list[tuple[int, str]]:
    """Read a file in which nothing is right."""
    file = read_advances(content.encode())
    assert file.lines == ()
    return [(each.line_number, each.code) for each in file.problems]


def advance(written: str, separator: str = ";") -> int:
    [(_, _, cents, _)] = lines(f'nis{separator}advance\n11001{separator}"{written}"\n')
    return cents


def amount_problem(written: str) -> str:
    [(_, code)] = problems(f'nis;advance\n11001;"{written}"\n')
    return code


def reason(content: str | bytes) -> str:
    with pytest.raises(UnreadableFileError) as error:
        read_advances(content.encode() if isinstance(content, str) else content)
    assert all(error.value.message.in_language(language) for language in Language)
    return str(error.value)
