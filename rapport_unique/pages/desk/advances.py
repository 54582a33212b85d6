"""The file of advances on the desk: it is read, shown, and kept by the page until granted."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.language import Language
from rapport_unique.advances_file import AdvanceLine, read_advances
from rapport_unique.csv_records import UnreadableFileError


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """A line that is not granted: where it stands, and why."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Advances:
    """What a file says for certain, and every line of it that is refused."""

    lines: Sequence[AdvanceLine] = ()
    refused: Sequence[Refused] = ()
    unreadable: str | None = None
    """Why nothing of it can be read."""

    @property
    def given(self) -> list[dict[str, Any]]:
        """The lines as the operation takes them."""
        return [
            {"nisCode": one.nis_code, "advance": one.euro, "line": one.line_key}
            for one in self.lines
        ]

    def without(self, places: Mapping[int, Refused]) -> "Advances":
        """Return the advances without the lines at these places, which are refused."""
        kept = [line for place, line in enumerate(self.lines) if place not in places]
        return Advances(lines=kept, refused=(*self.refused, *places.values()))


def advances_in(content: bytes, language: Language) -> Advances:
    """Return what the file says, line by line."""
    try:
        file = read_advances(content)
    except UnreadableFileError as error:
        return Advances(unreadable=error.message.in_language(language))
    return Advances(
        lines=file.lines,
        refused=[
            Refused(
                line=problem.line_number,
                column=problem.column,
                code=problem.code,
                message=problem.message.in_language(language),
            )
            for problem in file.problems
        ],
    )


def table_of(advances: Advances) -> str:
    """Return the lines as a table that `advances_in` reads."""
    rows = [(one.nis_code, one.euro, one.line_key or "") for one in advances.lines]
    return _as_csv([("nis", "advance", "line"), *rows])


def refused_as_csv(refused: Sequence[Refused], titles: Sequence[str]) -> str:
    """Return the refused lines as a file for a spreadsheet."""
    rows = [(one.line, one.column, one.code, one.message) for one in refused]
    return "\ufeff" + _as_csv([titles, *rows])


def changes_as_csv(changes: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> str:
    """Return the changed advances as a file for a spreadsheet."""
    rows = [
        (
            *(change["cpas"]["nisCode"], change["cpas"]["name"], change["label"]),
            *((change[name] or "").replace(".", ",") for name in ("before", "after")),
        )
        for change in changes
    ]
    return "\ufeff" + _as_csv([titles, *rows])


def _as_csv(rows: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()
