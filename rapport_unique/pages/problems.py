"""What is wrong with what was filled in: in a summary at the top, and at its field.

A field is named as the argument of the operation that it fills: where an error says it stands,
there it is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """A sentence about what was filled in, and the field that it is about, if it is about one."""

    message: str
    field: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Problems:
    """Everything that is wrong, in the order in which it is told."""

    all: Sequence[Problem] = ()

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.all)

    def at(self, field: str) -> list[Problem]:
        """Return what is wrong with that field."""
        return [problem for problem in self.all if problem.field == field]

    def has(self, code: str) -> bool:
        """Return whether one of them has that code."""
        return any(problem.code == code for problem in self.all)


def problems_of(errors: Iterable[Mapping[str, Any]], fields: Iterable[str]) -> Problems:
    """Return the errors of an operation, each at the one of these fields that it is about."""
    names = list(fields)
    return Problems([_problem(error, names) for error in errors])


def _problem(error: Mapping[str, Any], names: Sequence[str]) -> Problem:
    path = ".".join(error["path"][1:])
    # What is wrong with a whole is shown at its first part.
    at = next((name for name in names if name == path or name.startswith(f"{path}.")), None)
    return Problem(message=error["message"], field=at if path else None, code=error["code"])
