"""How many items each list of the contract holds, at the most or as a rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from graphql import FieldNode, IntValueNode, ListValueNode, ValueNode

from models.cpas import Region
from models.forms import CATALOGUE
from models.gathering import MOST_EXAMPLES
from models.paging import LARGEST_PAGE
from models.people import Signatory

LISTS: Mapping[str, int] = {
    "forms": len(CATALOGUE),
    "lines": max(len(spec.lines) for editions in CATALOGUE.values() for spec in editions),
    "signatures": len(Signatory),
    "invalidatedSignatures": len(Signatory),
    "signatureHistory": 3 * len(Signatory),
    "payments": 3,
    "submissions": 2,
    "byRegion": len(Region),
    "userErrors": 10,
    "examples": MOST_EXAMPLES,
    "predecessors": 3,
    "notReporting": 5,
    "notices": 5,
    "held": LARGEST_PAGE,
    "claims": LARGEST_PAGE,
}
"""Lists that are answered as a whole."""
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


_ONE = Length(Kind.ONE)
_ITEMS = Length(Kind.ITEMS)


def length_of(node: FieldNode) -> Length:
    """Return what the field holds, and how often at the most."""
    name = node.name.value
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    if name in ITEMS:
        return Length(Kind.LIST, _named(given["ids"])) if "ids" in given else _ITEMS
    if name in PAGES and (given or name not in LISTS):
        return Length(Kind.PAGE, _page(given.get("first") or given.get("last"), PAGES[name]))
    return Length(Kind.LIST, LISTS[name]) if name in LISTS else _ONE


def _named(ids: ValueNode) -> int:
    return len(ids.values) if isinstance(ids, ListValueNode) else LARGEST_PAGE


def _page(size: ValueNode | None, usual: int) -> int:
    if size is None:
        return usual
    if isinstance(size, IntValueNode) and len(size.value) < 5:
        return min(abs(int(size.value)), LARGEST_PAGE)
    return LARGEST_PAGE
