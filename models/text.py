"""Text on one line: as a person typed it and as it is kept, NFC, stripped, nothing invisible."""

import unicodedata

from models.entry_refusals import InvalidCharacters, Required, TooLong
from models.refusals import Path, Refusal

# Controls, formats (among them those that reverse the direction of a text), surrogates, private
# use, unassigned, and the two separators that break a line.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_SEPARATING = frozenset({"Zs", "Pd"})

# Composing never makes one character out of more than four.
_LARGEST_COMPOSITION = 4


def read_line(text: str, *, limit: int, path: Path) -> str | Refusal:
    """Return the text in NFC and stripped, or the first reason why it is not accepted.

    The limit is in characters (code points) of the result.
    """
    stripped = text.strip()
    if not stripped:
        return Required(path=path)
    # Looked at before composing, whose cost grows with the square of some hostile texts.
    if len(stripped) > limit * _LARGEST_COMPOSITION:
        return TooLong(path=path, limit=limit)
    line = unicodedata.normalize("NFC", stripped)
    if len(line) > limit:
        return TooLong(path=path, limit=limit)
    if any(unicodedata.category(char) in _INVISIBLE for char in line):
        return InvalidCharacters(path=path)
    return line


def visible(text: str) -> str:
    """Return the text on one line, with a blank in place of each character that cannot be seen."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(char) in _INVISIBLE else char for char in text)


def has_latin(line: str) -> bool:
    """Return whether a letter or digit of the line is one of those that every bank can write."""
    decomposed = unicodedata.normalize("NFKD", line)
    return any(char.isascii() and char.isalnum() for char in decomposed)


def without_separators(line: str) -> str:
    """Return the line without the blanks, dashes and points that group the digits of a number.

    Every kind of blank and dash counts, as word processors replace the plain ones. Nothing else
    is touched: a digit of another script stays what it is.
    """
    return "".join(
        char for char in line if char != "." and unicodedata.category(char) not in _SEPARATING
    )
