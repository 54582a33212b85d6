"""What both kinds of file have in common: the sheet, and the time in which Belgium reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, ClassVar, Protocol
from zoneinfo import ZoneInfo

from models.exported import ExportedForm
from models.language import Language
from models.words import FORMS
from rapport_unique.exports import words
from rapport_unique.exports.columns import Column

_BRUSSELS = ZoneInfo("Europe/Brussels")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What is to be written, for whom and when: everything but its lines."""

    year: int
    columns: Sequence[Column]
    language: Language
    made_at: datetime
    of_lines: bool = False
    """Whether it lists the lines of the forms rather than the forms."""

    @property
    def title(self) -> str:
        """The title of the document."""
        title = words.TITLE_OF_LINES if self.of_lines else words.TITLE
        return f"{title.in_language(self.language)} {self.year}"

    @property
    def tab(self) -> str:
        """The name of the sheet within a workbook."""
        return (words.LINES if self.of_lines else FORMS).in_language(self.language)

    @property
    def titles(self) -> list[str]:
        """The titles of the columns."""
        return [column.title.in_language(self.language) for column in self.columns]

    def file_name(self, suffix: str) -> str:
        """Return the name under which the file is kept, with the day in Belgium."""
        name = "rapport-unique-lines" if self.of_lines else "rapport-unique"
        return f"{name}-{self.year}-{in_belgium(self.made_at):%Y-%m-%d}.{suffix}"


class SheetFile(Protocol):
    """A file that is written line by line; nothing of it is whole before it is closed."""

    suffix: ClassVar[str]
    media_type: ClassVar[str]

    def __init__(self, file: IO[bytes], sheet: Sheet) -> None:
        """Begin the file."""

    def write(self, forms: Sequence[ExportedForm]) -> None:
        """Write a line for each of these forms."""

    def close(self) -> None:
        """Write what comes last; the file that was given stays open."""


def in_belgium(at: datetime) -> datetime:
    """Return the instant as clocks in Belgium show it, to the second."""
    return at.astimezone(_BRUSSELS).replace(tzinfo=None, microsecond=0)
