"""A CPAS: the public centre for social welfare of one municipality."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from models.language import Language, Text

CpasId = NewType("CpasId", int)
NisCode = NewType("NisCode", str)

NIS_CODE = re.compile("[0-9]{5}")
"""What a NIS code is made of: five digits."""


class Region(StrEnum):
    """The three regions of Belgium."""

    BRUSSELS = "BRUSSELS"
    FLANDERS = "FLANDERS"
    WALLONIA = "WALLONIA"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cpas:
    """One CPAS. The NIS code changes when municipalities merge: an attribute, never the key."""

    id: CpasId
    nis_code: NisCode
    enterprise_number: str | None
    name: Text
    language: Language
    region: Region
    province: str | None
    since_year: int | None = None
    """The first year of its reports, where it came out of a merger."""
    until_year: int | None = None
    """The last year of its reports, where it ended in a merger."""
    successor_id: CpasId | None = None
    successor_nis_code: NisCode | None = None

    def reports_on(self, year: int) -> bool:
        """Return whether the CPAS existed in that year."""
        begun = self.since_year is None or self.since_year <= year
        return begun and (self.until_year is None or year <= self.until_year)


def named(*, fr: str, nl: str, de: str, own: Language) -> Text:
    """Return the name of a CPAS in every language, from those it has.

    English has no names of its own for municipalities: it uses the local one, `own`.
    """
    names = {Language.FR: fr, Language.NL: nl, Language.DE: de}
    return Text(fr=fr, nl=nl, de=de, en=names[own])


def folded(text: str) -> str:
    """Return the text as it is searched: without accents and capitals."""
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(bare).casefold()
