"""Ids that name one object of the whole API, and pages of objects.

Source: Relay: Global Object Identification, and GraphQL Cursor Connections.
"""

import base64
import binascii
from enum import StrEnum
from functools import lru_cache

import strawberry

from models.paging import Page
from resolvers.denials import NotFound
from schema.described import attribute

_LARGEST_ID = 2**31 - 1


class NodeType(StrEnum):
    """The types of object that have an id."""

    CPAS = "Cpas"
    REPORT = "Report"
    FORM = "Form"
    SIGNATURE = "Signature"
    EVENT = "Event"


@strawberry.interface(description="An object that can be fetched again by its id.")
class Node:
    id: strawberry.ID = attribute("Opaque, and the same for ever.")


@lru_cache(maxsize=65_536)
def encode_id(type_: NodeType, *key: int | str) -> strawberry.ID:
    """Return the id of an object: its type and its key, opaque."""
    text = ":".join([type_.value, *map(str, key)])
    return strawberry.ID(base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))


def decode_id(node_id: str) -> tuple[NodeType, list[str]] | None:
    """Return type and key of the object that the id names, or None where it names none."""
    try:
        padded = node_id + "=" * (-len(node_id) % 4)
        text = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode()
        type_, *key = text.split(":")
        return NodeType(type_), key
    except (binascii.Error, UnicodeError, ValueError):
        return None


def number_of(node_id: str, type_: NodeType) -> int | None:
    """Return the number of the object that the id names, or None where it is no such object."""
    match decode_id(node_id):
        case (found, [number]) if found is type_:
            return as_number(number)
        case _:
            return None


def number_named(node_id: str, type_: NodeType) -> int:
    """Return the number of the object that the id names.

    Raises:
        NotFound: it names no such object.
    """
    number = number_of(node_id, type_)
    if number is None:
        raise NotFound
    return number


def as_number(text: str) -> int | None:
    """Return the number that a part of a key says, or None."""
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    number = int(text)
    return number if number <= _LARGEST_ID else None


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = attribute("Whether the list goes on behind this page.")
    has_previous_page: bool = attribute("Whether the list has something before this page.")
    start_cursor: str | None = attribute("Names the first item of the page.")
    end_cursor: str | None = attribute("Names the last item of the page.")


def page_info(page: Page[object]) -> PageInfo:
    """Return where the page stands."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
