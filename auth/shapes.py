"""Reading a claim in the shapes that identity providers give it.

What can mean one thing only is read: a code as a number, as a list of one, as text with blanks
around it. What could mean two things, or nothing known, is unclear, and never guessed.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from models.cpas import NIS_CODE, EnterpriseNumber, NisCode, Region
from models.enterprise import read_enterprise_number
from models.language import Language
from models.people import LONGEST_ASSURANCE_LEVEL, LONGEST_DISPLAY_NAME, Role
from models.words import region_named

Value = TypeVar("Value")
Said_co = TypeVar("Said_co", covariant=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading(Generic[Said_co]):
    """What a claim says, None where it says nothing; `unclear` when nobody can tell what."""

    value: Said_co | None = None
    unclear: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RolesRead:
    """The roles that a claim gives, and the names in it that are none of ours."""

    roles: frozenset[Role] = frozenset()
    unknown: tuple[str, ...] = ()
    unclear: bool = False


def nis_code(claim: object) -> Reading[NisCode]:
    """Read the NIS code of a CPAS: five digits."""
    return _one(claim, lambda text: NisCode(text) if NIS_CODE.fullmatch(text) else None)


def enterprise_number(claim: object) -> Reading[EnterpriseNumber]:
    """Read an enterprise number as in the register, also as VAT number or without its zero."""
    return _one(claim, read_enterprise_number)


def region(claim: object) -> Reading[Region]:
    """Read a region by its name in any of the languages, or by its official code."""
    return _one(claim, region_named)


def language(claim: object) -> Reading[Language]:
    """Read a language tag, as in fr-BE, or the first of several; other languages are none."""
    texts, unclear = _texts(claim)
    if unclear or not texts:
        return Reading(unclear=unclear)
    primary = re.split(r"[-_\s]", texts[0], maxsplit=1)[0].upper()
    return Reading(value=next((known for known in Language if known.value == primary), None))


def assurance_level(claim: object) -> Reading[str]:
    """Read the level as it stands: it is compared, and kept with every act."""
    return _one(claim, _level)


def _level(text: str) -> str | None:
    fits = len(text) <= LONGEST_ASSURANCE_LEVEL and text.isascii() and plain_text(text) == text
    return text if fits else None


def display_name(given: object, family: object, whole: object) -> Reading[str]:
    """Read the name to show: given and family name, else the whole; it has a letter at least."""
    for parts in ((given, family), (whole,)):
        texts = [text for part in parts for text in _texts(part)[0]]
        name = plain_text(" ".join(texts))[:LONGEST_DISPLAY_NAME].rstrip()
        if any(character.isalpha() for character in name):
            return Reading(value=name)
    return Reading(unclear=any(part is not None for part in (given, family, whole)))


def roles(claim: object, names: Mapping[str, Role]) -> RolesRead:
    """Read roles: a list of names, of objects with a name, or one text with blanks or commas."""
    texts, unclear = _texts(claim)
    known = _Names(names)
    given = {name: known.role(name) for text in texts for name in known.in_text(text)}
    return RolesRead(
        roles=frozenset(role for role in given.values() if role),
        unknown=tuple(name for name, role in given.items() if not role),
        unclear=unclear,
    )


class _Names:
    """The names of the roles: to the character, or in other capitals where that means one role."""

    def __init__(self, names: Mapping[str, Role]) -> None:
        self._names = names
        self._folded: dict[str, set[Role]] = {}
        for name, role in names.items():
            self._folded.setdefault(_folded_name(name), set()).add(role)

    def role(self, name: str) -> Role | None:
        if name in self._names:
            return self._names[name]
        several = self._folded.get(_folded_name(name), set())
        return next(iter(several)) if len(several) == 1 else None

    def in_text(self, text: str) -> Iterator[str]:
        """Yield the names that stand in a text: a name of ours may have blanks itself."""
        for part in [text] if self.role(text) else re.split("[,;]", text):
            if self.role(part.strip()):
                yield part.strip()
            else:
                yield from part.split()


def _folded_name(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def plain_text(text: str) -> str:
    """Return the text in NFC, without control characters and national register numbers."""
    shown = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    # Eleven digits, whatever stands between them; a longer row of digits is no name either.
    without_numbers = re.sub(r"\d(?:[\W_]*\d){10,}", " ", shown)
    return unicodedata.normalize("NFC", " ".join(without_numbers.split()))


def _one(claim: object, read: Callable[[str], Value | None]) -> Reading[Value]:
    """Read a claim that holds one value, however often it is repeated."""
    texts, unclear = _texts(claim)
    values = {read(text) for text in texts}
    if unclear or len(values) > 1 or None in values:
        return Reading(unclear=True)
    return Reading(value=next(iter(values), None))


def _texts(claim: object) -> tuple[list[str], bool]:
    """Return the texts in a claim, without blanks around them, and whether more was in it."""
    match claim:
        case None:
            return [], False
        case str():
            return _in_text(claim.strip())
        case list():
            return _in_list(claim)
        case int() | float() if not isinstance(claim, bool) and _is_exact(claim):
            return [str(int(claim))], False
        case _:
            return [], True


def _is_exact(number: float) -> bool:
    """Whether a JSON number is a whole one that is the same everywhere."""
    return abs(number) < 2**53 and float(number).is_integer()


def _in_text(text: str) -> tuple[list[str], bool]:
    """Return the texts of a list that was written as one text, else the text itself."""
    if not (text.startswith("[") and text.endswith("]")):
        return ([text] if text else []), False
    try:
        return _in_list(json.loads(text))
    except (ValueError, RecursionError):
        parts = (part.strip().strip("'\"") for part in text[1:-1].split(","))
        return [part for part in parts if part], False


def _in_list(entries: list[object]) -> tuple[list[str], bool]:
    texts: list[str] = []
    unclear = False
    for entry in entries:
        named = entry.get("name") if isinstance(entry, dict) else entry
        inside, odd = ([], True) if isinstance(named, list) else _texts(named)
        texts.extend(inside)
        unclear |= odd or (named is None and entry is not None)
    return texts, unclear
