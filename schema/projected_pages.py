"""A page of forms as the database writes it, with what there is to say of all that match."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList
from sqlalchemy import CTE, ColumnElement, bindparam, func, literal_column, select

from models.events import KEPT_OF_HASH
from models.follow_up import FormOrder, FormOrderField, asked_of_forms
from models.json_text import (
    Piece,
    boolean,
    cursor,
    dumped,
    expression,
    instant,
    list_of,
    number,
    or_else,
    string,
)
from models.paging import PageRequest, narrow_to_page
from models.tables import FORM, JOURNAL_HEAD
from schema.projected_summaries import summary
from schema.projected_types import FORM_FIELDS
from schema.projection import WHOLE, Fields, Projection, Told, told

_LIMIT: ColumnElement[int] = bindparam("page_limit")
"""One more than the page holds: whether that one is there tells if there are more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Which page is asked for: everything of it that the text of a statement depends on."""

    conditions: tuple[ColumnElement[bool], ...]
    order: FormOrder
    page: PageRequest


def connection(asked: Asked, projection: Projection, details: FieldDetailsList) -> Piece:
    """Return what is selected of the connection.

    Raises:
        UntoldError: something else than a statement tells it.
    """
    return projection.object(_Page(asked).fields, details)


class _Page:
    """The keys of a page, and what is written of them."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._keys = _keys(asked)
        self.fields = Fields(
            type_name="FormConnection",
            node=WHOLE,
            told={
                "nodes": lambda place: self._list(place.object(FORM_FIELDS)),
                "edges": lambda place: self._list(place.object(self._edge)),
                "pageInfo": lambda place: place.object(self._info),
                "totalCount": told(self._count()),
                "asOf": told(_end_of_journal()),
                "summary": partial(summary, asked.conditions),
            },
        )
        self._edge = Fields(
            type_name="FormEdge",
            told={
                "cursor": told(self._cursor),
                "node": lambda place: place.object(FORM_FIELDS),
            },
        )
        self._info = Fields(
            type_name="PageInfo",
            told={
                "hasNextPage": self._goes_on(backward=False),
                "hasPreviousPage": self._goes_on(backward=True),
                "startCursor": told(self._end_cursor(last=False)),
                "endCursor": told(self._end_cursor(last=True)),
            },
        )

    def _list(self, text: Piece) -> Piece:
        """Return the rows of the page, each written by itself: it is looked up by its key.

        A join would do the same; the planner, which does not know how long a page is, scans for it.
        """
        keys = self._keys
        of_key = asked_of_forms([expression(text)], [FORM.c.id == keys.c.id])
        row = of_key.correlate(keys).scalar_subquery()
        rows = select(row.label("row")).where(keys.c.place < _LIMIT)
        return list_of(rows.order_by(self._as_shown(reverse=False)))

    def _as_shown(self, *, reverse: bool) -> ColumnElement[Any]:
        """Return by what the rows are ordered; the places of a backward page count from its end."""
        place = self._keys.c.place
        return place.desc() if self._asked.page.backward is not reverse else place.asc()

    @property
    def _cursor(self) -> Piece:
        return _cursor(self._asked.order, self._keys)

    def _end_cursor(self, *, last: bool) -> Piece:
        found = select(expression(self._cursor)).where(self._keys.c.place < _LIMIT)
        ordered = found.order_by(self._as_shown(reverse=last))
        return or_else(ordered.limit(literal_column("1")).scalar_subquery())

    def _goes_on(self, *, backward: bool) -> Told:
        """Write whether there is more on that side of the page."""
        page = self._asked.page
        if page.backward is not backward:
            return told(dumped((page.after if backward else page.before) is not None))
        found = select(func.count()).select_from(self._keys).scalar_subquery()
        return told(boolean(found >= _LIMIT))

    def _count(self) -> Piece:
        counted = asked_of_forms([func.count()], self._asked.conditions)
        return number(counted.scalar_subquery())


def _keys(asked: Asked) -> CTE:
    """Return the keys of the page, in their places from 1; one more than it holds."""
    order, page = asked.order, asked.page
    ordered = order.columns()
    found = narrow_to_page(
        asked_of_forms(ordered, asked.conditions), ordered, page, descending=order.descending
    ).subquery("found")
    nearest = [
        column.desc() if page.backward != order.descending else column.asc()
        for column in (found.c.order_key, found.c.id)
    ]
    near = func.row_number().over(order_by=nearest)
    return select(found.c.order_key, found.c.id, near.label("place")).cte("page")


def _cursor(order: FormOrder, keys: CTE) -> Piece:
    key = keys.c.order_key
    named = order.field in {FormOrderField.CPAS_NAME, FormOrderField.NIS_CODE}
    return cursor(dumped(order.name), string(key) if named else instant(key), number(keys.c.id))


def _end_of_journal() -> Piece:
    begins = func.substr(
        JOURNAL_HEAD.c.hash, literal_column("1"), literal_column(str(KEPT_OF_HASH))
    )
    text = expression(cursor(number(JOURNAL_HEAD.c.number), string(begins)))
    return select(text).select_from(JOURNAL_HEAD).scalar_subquery()
