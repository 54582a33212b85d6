"""Searching CPAS by a part of a name in any language, or of the NIS code."""

from sqlalchemy import bindparam

from models.folding import alike
from models.tables import CPAS

LONGEST_SEARCH = 100

SEARCHED = CPAS.c.search_text.like(bindparam("search"), escape="/")
"""That the CPAS is what is searched for; `pattern` gives the parameter."""


def pattern(search: str) -> str:
    """Return what a text with the search in it is like; the empty text is like nothing."""
    typed = alike(search[: LONGEST_SEARCH + 1])
    if not _can_be_part_of_a_name(typed):
        return ""
    escaped = (f"/{char}" if char in "/%_" else char for char in typed)
    return f"%{''.join(escaped)}%"


def _can_be_part_of_a_name(text: str) -> bool:
    return bool(text) and len(text) <= LONGEST_SEARCH and text.isprintable()
