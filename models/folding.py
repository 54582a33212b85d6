"""Names as people type them: compared without accents, capitals, and what separates words."""

import re
import unicodedata

_SEPARATORS = frozenset("'’‘‛ʼ`´′./")
_BLANKS = re.compile(" +")
_SAINTS = re.compile(r"\b(?:sainte|saint|sint|sankt)\b")


def folded(text: str) -> str:
    """Return the text as it is searched: without accents and capitals."""
    bare = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "".join(bare).casefold()


def alike(text: str) -> str:
    """Return the text as people type names: whatever separates two words is one blank.

    Apostrophes, hyphens and blanks of every kind, points and slashes: word processors replace them.
    What is pasted brings along tabs, ends of lines, and what nobody sees.
    """
    seen = (char for char in folded(text) if unicodedata.category(char) != "Cf")
    return _BLANKS.sub(" ", "".join(" " if _separates(char) else char for char in seen)).strip()


def letters(text: str) -> str:
    """Return the letters and digits of the text alone, folded: for titles, and for words."""
    return "".join(char for char in folded(text) if char.isalnum())


def searched(*names: str) -> str:
    """Return in what a part of a name is looked for: the names, and with saints abbreviated."""
    text = alike(" ".join(names))
    short = _SAINTS.sub(lambda saint: "ste" if saint[0].endswith("e") else "st", text)
    return text if short == text else f"{text} {short}"


def _separates(char: str) -> bool:
    return char in _SEPARATORS or char.isspace() or unicodedata.category(char) == "Pd"
