"""The addresses of the status page: what they ask for, and links to others beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from models.cpas import Region
from models.form import FormStatus
from models.language import Language
from models.paging import InvalidPageError, PageRequest, decode_cursor
from models.people import Signatory
from models.progress import ProgressCriteria, Shown
from models.spec import FormKind
from rapport_unique.pages.documents import NoSuchPageError
from rapport_unique.pages.site import language_named
from resolvers.status import FIRST_PAGE, Asked

_LONGEST = 60
_NAMES = ("year", "kind", "region", "province", "show", "language", "after", "before")
_PAGES = {"after": None, "before": None}

Name = TypeVar("Name", bound=StrEnum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """An address of the page, as what it asks for and as the words in which it does."""

    asked: Asked
    language: Language | None
    words: Mapping[str, str]

    def link(self, **changes: str | None) -> str:
        """Return the address with these changes, on the first page of its list unless they say."""
        words = {**self.words, **_PAGES, **changes}
        query = urlencode([(name, words[name]) for name in _NAMES if words.get(name)])
        return f"?{query}"

    def of_file(self, year: int) -> str | None:
        """Return the query of a file of the forms that are shown, in the words of the exports.

        None where no file holds just these: files know no provinces.
        """
        criteria = self.asked.criteria
        if criteria.province is not None:
            return None
        words = [
            ("year", str(year)),
            *(("kind", kind.name) for kind in (criteria.kind,) if kind),
            *(("region", region.name) for region in (criteria.region,) if region),
            *_IN_A_FILE.get(criteria.shown, ()),
            *(("language", language.name) for language in (self.language,) if language),
        ]
        return f"?{urlencode(words)}"


_WAITS = (("status", FormStatus.ENCODED.name), ("status", FormStatus.PARTIALLY_SIGNED.name))
_IN_A_FILE: Mapping[Shown | None, Sequence[tuple[str, str]]] = {
    **{Shown[status.name]: [("status", status.name)] for status in FormStatus},
    Shown.WAITING_FOR_PRESIDENT: [*_WAITS, ("missingSignature", Signatory.PRESIDENT.name)],
    Shown.WAITING_FOR_DIRECTOR_GENERAL: [
        *_WAITS,
        ("missingSignature", Signatory.DIRECTOR_GENERAL.name),
    ],
}


def address_of(query: Mapping[str, str]) -> Address:
    """Return what the query of an address asks for; what is unknown or empty asks for nothing.

    Raises:
        NoSuchPageError: a word of it has no meaning.
    """
    language = language_named(query.get("language"))
    words = {name: query[name] for name in _NAMES if query.get(name)}
    if language is None:
        words.pop("language", None)
    criteria = ProgressCriteria(
        kind=_named(FormKind, words.get("kind")),
        region=_named(Region, words.get("region")),
        province=_province(words.get("province")),
        shown=_named(Shown, words.get("show")),
    )
    return Address(
        asked=Asked(year=_year(words.get("year")), criteria=criteria, page=_page(words)),
        language=language,
        words=words,
    )


def _named(kind: type[Name], word: str | None) -> Name | None:
    if word is None:
        return None
    if word not in kind.__members__:
        raise NoSuchPageError
    return kind[word]


def _year(word: str | None) -> int | None:
    if word is None:
        return None
    if not (word.isascii() and word.isdigit() and len(word) == 4):
        raise NoSuchPageError
    return int(word)


def _province(word: str | None) -> str | None:
    if word is not None and not (word.isprintable() and len(word) <= _LONGEST):
        raise NoSuchPageError
    return word


def _page(words: Mapping[str, str]) -> PageRequest:
    """Return the page that begins behind a key, or that ends before one."""
    try:
        if "before" in words:
            before = decode_cursor(words["before"], (str, str))
            return replace(FIRST_PAGE, backward=True, before=before)
        if "after" in words:
            return replace(FIRST_PAGE, after=decode_cursor(words["after"], (str, str)))
    except InvalidPageError:
        raise NoSuchPageError from None
    return FIRST_PAGE
