"""Pages by key: the next page begins after the key of the last row, whatever was added meanwhile.

Source: GraphQL Cursor Connections Specification (Relay).
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_

from models.json_text import base64url

LARGEST_PAGE = 600
"""Room for all 581 CPAS in one page."""
_LARGEST_NUMBER = 2**31 - 1

Item_co = TypeVar("Item_co", covariant=True)
Key = tuple[str | int, ...]
"""The key of a row as it stands in a cursor."""
Bound = tuple[str | int | datetime, ...]
"""The key of a row as it is compared in a statement."""


class InvalidPageError(ValueError):
    """The arguments of a connection do not name a page: which of them, and why."""

    def __init__(self, reason: str, argument: str = "after") -> None:
        super().__init__(reason)
        self.argument = argument


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRequest:
    """Which page is asked for: so many after a key, or so many before one."""

    limit: int
    backward: bool = False
    after: Bound | None = None
    before: Bound | None = None

    @property
    def shape(self) -> "PageRequest":
        """What the text of a statement for the page depends on: everything but the values."""
        return PageRequest(
            limit=0,
            backward=self.backward,
            after=self.after and (),
            before=self.before and (),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Page(Generic[Item_co]):
    """Consecutive items in their order, each with its cursor."""

    items: Sequence[Item_co]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


def page_request(
    *,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    default: int = 100,
    key_types: tuple[type, ...],
) -> PageRequest:
    """Return the page that the arguments name; `key_types` are those of the keys in its cursors.

    Raises:
        InvalidPageError: both directions at once, a size out of bounds, or a foreign cursor.
    """
    if first is not None and last is not None:
        raise InvalidPageError("Give either first or last, not both.", "last")
    size = last if last is not None else first
    if size is not None and not 0 <= size <= LARGEST_PAGE:
        argument = "first" if last is None else "last"
        raise InvalidPageError(f"A page holds 0 to {LARGEST_PAGE} items.", argument)
    return PageRequest(
        limit=default if size is None else size,
        backward=last is not None,
        after=None if after is None else decode_cursor(after, key_types),
        before=None if before is None else decode_cursor(before, key_types, "before"),
    )


def encode_cursor(key: Key) -> str:
    """Return the opaque text that names a row by its key."""
    return base64url(json.dumps(key, ensure_ascii=False))


def decode_cursor(cursor: str, key_types: tuple[type, ...], argument: str = "after") -> Key:
    """Return the key that the cursor names, given as that argument.

    Raises:
        InvalidPageError: it is no cursor of such a list.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        key = None
    if not isinstance(key, list) or tuple(type(part) for part in key) != key_types:
        raise InvalidPageError("This is not a cursor of this list.", argument)
    if not all(_can_be_kept(part) for part in key):
        raise InvalidPageError("This is not a cursor of this list.", argument)
    return tuple(key)


def _can_be_kept(part: str | int) -> bool:
    """Whether a database can hold the part at all: no endless number, no NUL, no half character."""
    if isinstance(part, int):
        return abs(part) <= _LARGEST_NUMBER
    return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in part)


def narrow_to_page(
    statement: Select[Any],
    order: Sequence[ColumnElement[Any]],
    request: PageRequest,
    *,
    descending: bool = False,
) -> Select[Any]:
    """Return the statement for such a page, with one row more than asked to know if there are more.

    Its text depends on the kind of page alone: `page_values` gives the parameters. The rows of a
    backward page come in reverse; `page_of_rows` turns them round.
    """
    if request.after is not None:
        statement = statement.where(_beyond(order, "after", less=descending))
    if request.before is not None:
        statement = statement.where(_beyond(order, "before", less=not descending))
    reverse = request.backward != descending
    directed = [column.desc() if reverse else column.asc() for column in order]
    return statement.order_by(*directed).limit(bindparam("page_limit"))


def page_values(request: PageRequest) -> dict[str, Any]:
    """Return the parameters of a statement that was narrowed to such a page."""
    return {
        "page_limit": request.limit + 1,
        **{f"after_{place}": part for place, part in enumerate(request.after or ())},
        **{f"before_{place}": part for place, part in enumerate(request.before or ())},
    }


def page_of_rows(
    rows: Sequence[Item_co], request: PageRequest, key: Callable[[Item_co], Key]
) -> Page[Item_co]:
    """Return the page from the rows that `narrow_to_page` finds."""
    more = len(rows) > request.limit
    items = list(rows[: request.limit])
    if request.backward:
        items.reverse()
    return Page(
        items=items,
        cursors=[encode_cursor(key(item)) for item in items],
        has_next=request.before is not None if request.backward else more,
        has_previous=more if request.backward else request.after is not None,
    )


def page_of_list(
    items: Sequence[Item_co], request: PageRequest, key: Callable[[Item_co], Key]
) -> Page[Item_co]:
    """Return the page of a list that is at hand as a whole, in the order of its keys."""
    chosen = [
        item
        for item in items
        if (request.after is None or key(item) > request.after)
        and (request.before is None or key(item) < request.before)
    ]
    if request.backward:
        chosen.reverse()
    return page_of_rows(chosen[: request.limit + 1], request, key)


def _beyond(order: Sequence[ColumnElement[Any]], bound: str, *, less: bool) -> ColumnElement[bool]:
    """Return the condition that a row stands behind the bound, or before it."""
    condition: ColumnElement[bool] = false()
    for place, column in reversed(list(enumerate(order))):
        part = bindparam(f"{bound}_{place}", type_=column.type)
        beyond = column < part if less else column > part
        condition = or_(beyond, and_(column == part, condition))
    return condition
