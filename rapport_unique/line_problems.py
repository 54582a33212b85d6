"""What is wrong on a line of a file, with what to do about it, and the cells that files share."""

import re
from dataclasses import dataclass
from enum import StrEnum

from models.language import Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong, and what to do about it, wherever it stands."""

    code: StrEnum
    message: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class LineProblem:
    """What is wrong on one line of the file, counted from 1, and what to do about it."""

    line_number: int
    code: StrEnum
    message: Text


_KEPT_AS_TEXT = re.compile(r"""'(.*)|=?"\s*(.*?)\s*\"""", re.DOTALL)


def code_in(cell: str) -> str:
    """Return the code in a cell, without what makes a spreadsheet keep its zeros."""
    match = _KEPT_AS_TEXT.fullmatch(cell)
    return (match[1] or match[2] or "") if match else cell
