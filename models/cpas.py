"""A CPAS: the public centre for social welfare of one municipality."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

from models.language import Language, Text

CpasId = NewType("CpasId", int)
NisCode = NewType("NisCode", str)
EnterpriseNumber = NewType("EnterpriseNumber", str)

NIS_CODE = re.compile("[0-9]{5}")
"""What a NIS code is made of: five digits."""


LONGEST_NAME = 120


class Region(StrEnum):
    """The three regions of Belgium."""

    BRUSSELS = "BRUSSELS"
    FLANDERS = "FLANDERS"
    WALLONIA = "WALLONIA"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heir:
    """A CPAS that took another one over, itself or through those in between, and since when."""

    id: CpasId
    nis_code: NisCode
    enterprise_number: EnterpriseNumber | None
    since: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Cpas:
    """One CPAS. The NIS code changes when municipalities merge: an attribute, never the key."""

    id: CpasId
    nis_code: NisCode
    enterprise_number: EnterpriseNumber | None
    name: Text
    language: Language
    region: Region
    province: str | None
    valid_from: date | None = None
    """Its first day, where it came out of a merger."""
    valid_until: date | None = None
    """Its last day, where it ended."""
    heirs: tuple[Heir, ...] = ()
    """Who took it over, step by step: its successor, the successor of that one, and so on."""

    def exists_on(self, day: date) -> bool:
        """Return whether the CPAS exists on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def begins_after(self, year: int) -> bool:
        """Return whether the CPAS begins only after that year."""
        return self.valid_from is not None and self.valid_from.year > year

    def reports_on(self, year: int) -> bool:
        """Return whether the CPAS accounts for that year: it existed on a day of it."""
        has_ended = self.valid_until is not None and self.valid_until.year < year
        return not has_ended and not self.begins_after(year)


def heir_on(heirs: Sequence[Heir], day: date) -> Heir | None:
    """Return who has taken the place of the CPAS on that day, None where nobody has yet."""
    return next((heir for heir in reversed(heirs) if heir.since <= day), None)


def named(*, fr: str, nl: str, de: str, own: Language) -> Text:
    """Return the name of a CPAS in every language, from those it has.

    English has no names of its own for municipalities: it uses the local one, `own`.
    """
    names = {Language.FR: fr, Language.NL: nl, Language.DE: de}
    return Text(fr=fr, nl=nl, de=de, en=names[own])
