"""The addresses of the follow-up: what they ask for, and links to others beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from rapport_unique.pages.addresses import year_in
from rapport_unique.pages.documents import NoSuchPageError
from rapport_unique.pages.visit import language_named

PAGE_SIZE = 96
"""So many forms are listed at once: sixteen CPAS with six forms each, or 96 with one."""
STANDS = ("SENT", "PARTIALLY_SIGNED", "ENCODED", "PARTIALLY_ENCODED", "NOT_STARTED")
"""Where forms stand, from what has come furthest to what has not begun, as on the bar."""
WAITS = {
    "WAITING_FOR_PRESIDENT": "PRESIDENT",
    "WAITING_FOR_DIRECTOR_GENERAL": "DIRECTOR_GENERAL",
}
"""Lists of what waits for a signature, and for whose."""
UNSENT = "UNSENT"
SHOWN: Mapping[str, Mapping[str, Any]] = {
    UNSENT: {"sent": False},
    **{
        name: {"status": ["ENCODED", "PARTIALLY_SIGNED"], "missingSignature": [role]}
        for name, role in WAITS.items()
    },
    **{status: {"status": [status]} for status in STANDS},
}
"""Which forms a list shows, where it does not show all, as a filter of the contract."""
LONGEST_FIRST = "WAITING_SINCE"
_BY_NAME = "CPAS_NAME"
_NAMES = (
    *("year", "kind", "region", "province", "search", "show", "order", "language"),
    *("after", "before"),
)
_PAGES = {"after": None, "before": None}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the page, as the words in which it asks."""

    words: Mapping[str, str]

    def __getitem__(self, name: str) -> str | None:
        """Return the word with that name, None where it is not given."""
        return self.words.get(name)

    def link(self, **changes: str | None) -> str:
        """Return the address with these changes, on the first page of its list unless they say."""
        words = {**self.words, **_PAGES, **changes}
        query = urlencode([(name, words[name]) for name in _NAMES if words.get(name)])
        return f"?{query}"

    @property
    def counted(self) -> dict[str, Any]:
        """The filter for everything that is counted."""
        names = ("kind", "region", "province")
        return {name: [word] for name in names if (word := self[name])}

    @property
    def listed(self) -> dict[str, Any]:
        """The filter for what is listed of it."""
        searched = {"search": self["search"]} if self["search"] else {}
        return {**self.counted, **searched, **SHOWN.get(self["show"] or "", {})}

    @property
    def is_part(self) -> bool:
        """Whether a part of what the person may follow is asked for, and so a list of it."""
        names = ("region", "province", "search", "show", "order", "after", "before")
        return any(self[name] for name in names)

    def variables(self, year: int, *, with_list: bool) -> dict[str, Any]:
        """Return what the document of the page asks for."""
        size = {"last": PAGE_SIZE} if self["before"] else {"first": PAGE_SIZE}
        return {
            "year": year,
            "counted": self.counted,
            "listed": self.listed,
            "withList": with_list,
            "order": self["order"] or _BY_NAME,
            "after": self["after"],
            "before": self["before"],
            **size,
        }

    def of_file(self, year: int) -> str:
        """Return the query of a file of the forms that are listed, in the words of the exports."""
        words = [("year", str(year)), *_in_a_file(self.listed)]
        if self["order"]:
            words.append(("orderBy", self["order"]))
        if language := language_named(self["language"]):
            words.append(("language", language.name))
        return f"?{urlencode(words)}"


def _in_a_file(listed: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, str(each).lower() if isinstance(each, bool) else str(each))
        for name, value in listed.items()
        for each in (value if isinstance(value, list) else [value])
    ]


def address_of(query: Mapping[str, str]) -> Address:
    """Return what the query of an address asks for; what is unknown or empty asks for nothing.

    Raises:
        NoSuchPageError: a word of it has no meaning; of some, only the API can tell.
    """
    words = {name: query[name] for name in _NAMES if query.get(name)}
    year, order = words.get("year", "2000"), words.get("order", LONGEST_FIRST)
    if year_in(year) is None:
        raise NoSuchPageError
    if words.get("show", UNSENT) not in SHOWN or order != LONGEST_FIRST:
        raise NoSuchPageError
    return Address(words)
