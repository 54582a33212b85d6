"""The content that was signed, in words: what the page of a print is to be compared with."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from auth.findings import Finding, FindingCode
from models.forms import CATALOGUE, title_of
from models.language import Language, Text
from models.spec import FormKind, Line
from models.words import AMOUNTS
from rapport_unique.pages.writing import amount, number

_FIRST_EDITION = 1
_DASH = "–"


def page_not_proven(content: str) -> Finding:
    """Return that a page proves nothing, with what the content says that was found signed."""
    said = json.loads(content)
    figures = {language.lower(): _told(said, language) for language in Language}
    return Finding(code=FindingCode.PAGE_NOT_PROVEN, values={"figures": Text(**figures)})


def _told(said: Mapping[str, Any], language: Language) -> str:
    title = title_of(FormKind(said["form"])).in_language(language)
    return "; ".join([f"{title}, {said['nis']}, {said['year']}", *_figures(said, language)])


def _figures(said: Mapping[str, Any], language: Language) -> Iterable[str]:
    """Yield what was granted and entered on each line, in the order of the form."""
    for line in _lines(said):
        figures = said["lines"].get(line.key, {})
        told = [
            f"{AMOUNTS[name].in_language(language)} {_amount(figures[name], language)}"
            for name in ("advance", "justified")
            if name in figures
        ]
        if "count" in figures:
            told.append(_counted(figures, line, language))
        yield f"{line.label.in_language(language)}: {', '.join(told)}"


def _counted(figures: Mapping[str, Any], line: Line, language: Language) -> str:
    count = figures["count"]
    price = _amount(figures.get("unitPrice", line.unit_price), language)
    return f"{_DASH if count is None else number(count, language)} × {price}"


def _amount(cents: int | None, language: Language) -> str:
    return _DASH if cents is None else amount(cents, language)


def _lines(said: Mapping[str, Any]) -> tuple[Line, ...]:
    wanted = said.get("edition", _FIRST_EDITION)
    editions = CATALOGUE[FormKind(said["form"])]
    return next((spec.lines for spec in editions if spec.edition == wanted), ())
