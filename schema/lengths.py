"""How many items each list of the contract holds, at the most or as a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from graphql import FieldNode, IntValueNode, ListValueNode, ValueNode, VariableNode

from models.cpas import Region
from models.forms import CATALOGUE
from models.gathering import MOST_EXAMPLES
from models.history import MOST_VERSIONS
from models.paging import LARGEST_PAGE
from models.people import Signatory
from models.words import PROVINCES
from resolvers.denials import BadInput

MOST_ADVANCES = 5_000
"""How many advances are granted at once."""
LISTS: Mapping[str, int] = {
    "forms": len(CATALOGUE),
    "lines": max(len(spec.lines) for editions in CATALOGUE.values() for spec in editions),
    "signatures": len(Signatory),
    "invalidatedSignatures": len(Signatory),
    "signatureHistory": 3 * len(Signatory),
    "payments": 3,
    "submissions": 2,
    "byRegion": len(Region),
    "byProvince": len(PROVINCES) + 1,
    "byKind": len(CATALOGUE),
    "byCpas": LARGEST_PAGE,
    "overTime": 250,
    "userErrors": 10,
    "examples": MOST_EXAMPLES,
    "predecessors": 3,
    "notReporting": 5,
    "notices": 5,
    "versions": MOST_VERSIONS,
    "findings": 8,
    "held": LARGEST_PAGE,
    "claims": LARGEST_PAGE,
    "refused": MOST_ADVANCES,
    "changes": MOST_ADVANCES,
}
"""Lists that are answered as a whole."""
MOST_GIVEN: Mapping[str, int] = {
    "advances": MOST_ADVANCES,
    "cpas": LARGEST_PAGE,
    "nisCode": LARGEST_PAGE,
    "province": 2 * len(PROVINCES),
    "ids": LARGEST_PAGE,
    "lines": LISTS["lines"],
    "mergers": LARGEST_PAGE,
}
"""How many of each may be given at once, where the type does not say it."""
PAGES: Mapping[str, int] = {
    "allCpas": 100,
    "reports": 5,
    "forms": 100,
    "awaitingMySignature": 50,
    "events": 100,
    "campaigns": 20,
}
"""Connections, and what their page holds, or as a rule, where its size is not given."""
ITEMS = frozenset({"edges", "nodes"})
COUNTED = frozenset({"totalCount", "summary", "byCpas", "overTime"})
"""What is said of all the pages of a list together."""

Sizes = Mapping[str, object] | None
"""What the variables hold by which sizes are given; None while nothing is known of them."""


def check_given(name: str, given: Sequence[Any], *, of: str = "input") -> None:
    """Return when the list that was given for that argument may be as long as it is.

    It is part of the argument `of`, or stands alone where that is empty.

    Raises:
        BadInput: it is longer; nothing was read or written for it.
    """
    if len(given) > MOST_GIVEN[name]:
        raise BadInput(f"At most {MOST_GIVEN[name]} {name}.", *filter(None, (of, name)))


class Kind(Enum):
    """What a field holds."""

    ONE = auto()
    LIST = auto()
    PAGE = auto()
    """A connection: what stands in its items counts once for each of them."""
    ITEMS = auto()
    """The items of the connection around it."""


@dataclass(frozen=True, slots=True)
class Length:
    """What a field holds, and how often."""

    kind: Kind
    items: int = 1
    varies: bool = False
    """Whether a variable tells, of which nothing is known."""


_ONE = Length(Kind.ONE)
_ITEMS = Length(Kind.ITEMS)


def length_of(node: FieldNode, sizes: Sizes = None) -> Length:
    """Return what the field holds, and how often at the most."""
    name = node.name.value
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    if name in ITEMS:
        return _named(given["ids"], sizes) if "ids" in given else _ITEMS
    if name in PAGES and (given or name not in LISTS):
        return _page(given.get("first") or given.get("last"), PAGES[name], sizes)
    return Length(Kind.LIST, LISTS[name]) if name in LISTS else _ONE


def _named(ids: ValueNode, sizes: Sizes) -> Length:
    match ids:
        case ListValueNode():
            return Length(Kind.LIST, len(ids.values))
        case VariableNode(name=name):
            given = None if sizes is None else sizes.get(name.value)
            many = len(given) if isinstance(given, list) else LARGEST_PAGE
            return Length(Kind.LIST, many, varies=sizes is None)
        case _:
            return Length(Kind.LIST, LARGEST_PAGE)


def _page(size: ValueNode | None, usual: int, sizes: Sizes) -> Length:
    match size:
        case None:
            return Length(Kind.PAGE, usual)
        case IntValueNode(value=digits) if len(digits) < 5:
            return Length(Kind.PAGE, _at_most(int(digits)))
        case VariableNode(name=name):
            given = None if sizes is None else sizes.get(name.value)
            many = _at_most(given) if isinstance(given, int) else LARGEST_PAGE
            return Length(Kind.PAGE, many, varies=sizes is None)
        case _:
            return Length(Kind.PAGE, LARGEST_PAGE)


def _at_most(items: int) -> int:
    return min(abs(items), LARGEST_PAGE)
