"""The follow-up across the CPAS: pages of forms, with what there is to say of all that match."""

from dataclasses import dataclass
from typing import Any

import strawberry
from graphql.execution.collect_fields import FieldDetailsList
from strawberry import Info

from models.criteria import FormCriteria
from models.follow_up import FormOrder, OrderDirection
from models.paging import InvalidPageError, PageRequest, encode_cursor, page_request
from resolvers.context import Context
from resolvers.denials import BadInput
from resolvers.events import end_of_journal
from resolvers.follow_up import FormRows, Wanted, count_forms, page_of_forms, views_of_forms
from resolvers.views import FormView
from schema.compiled import Answered
from schema.described import attribute, field
from schema.form import Form, form
from schema.form_rows import Columns, Getter, OtherwiseError, Sheet, Template
from schema.inputs import FormOrder as FormOrderInput
from schema.nodes import PageInfo
from schema.selected import Selection, selection_of
from schema.summaries import Summary, summary


@strawberry.type(description="A form in a page.")
class FormEdge:
    cursor: str = attribute("Names this place in the list.")
    node: Form = attribute("The form.")


@dataclass(frozen=True, kw_only=True, slots=True)
class _FormPage:
    """A page that was read: rows that tell all that is asked of the forms, or their values."""

    rows: FormRows
    templates: "_Templates | None"
    views: list[FormView]

    def nodes(self, selection: Selection, context: Context) -> list[Any]:
        """Return the forms, for a field that holds them."""
        if self.templates is None:
            return [form(view) for view in self.views]
        get = self.templates.getter(selection.details, self._sheet(selection, context))
        return Answered(map(get, self.rows.rows))

    def edges(self, selection: Selection, context: Context) -> list[Any]:
        """Return the forms with their cursors."""
        if self.templates is None:
            forms = zip(self.rows.rows, self.views, strict=True)
            return [FormEdge(cursor=self.rows.cursor(row), node=form(view)) for row, view in forms]
        sheet = self._sheet(selection, context)
        getters = {
            key: self._getter_of_edge(details, sheet)
            for key, details in selection.fields("FormEdge", selection.details).items()
        }
        return Answered({key: get(row) for key, get in getters.items()} for row in self.rows.rows)

    def _getter_of_edge(self, details: FieldDetailsList, sheet: Sheet) -> Getter:
        assert self.templates is not None, "asked only where there are templates"
        match details[0].node.name.value:
            case "node":
                return self.templates.getter(details, sheet)
            case "cursor":
                return self.rows.cursor
            case _:
                return lambda _row: "FormEdge"

    def _sheet(self, selection: Selection, context: Context) -> Sheet:
        return Sheet(context=context, selection=selection)


class _Templates:
    """How the forms of a connection are answered, wherever the operation selects them."""

    def __init__(self, selection: Selection) -> None:
        """Read the selection below the connection.

        Raises:
            OtherwiseError: it asks for more than rows can tell.
        """
        self.columns = Columns()
        self._by_place: dict[tuple[int, ...], Template] = {}
        for details in selection.fields("FormConnection", selection.details).values():
            match details[0].node.name.value:
                case "nodes":
                    self._add(selection, details)
                case "edges":
                    for inner in selection.fields("FormEdge", details).values():
                        if inner[0].node.name.value == "node":
                            self._add(selection, inner)

    def getter(self, details: FieldDetailsList, sheet: Sheet) -> Getter:
        """Return what answers a row in this place."""
        return self._by_place[_place_of(details)].getter(sheet)

    def _add(self, selection: Selection, details: FieldDetailsList) -> None:
        self._by_place[_place_of(details)] = Template(selection, details, self.columns)


def _place_of(details: FieldDetailsList) -> tuple[int, ...]:
    return tuple(id(detail.node) for detail in details)


def _templates(context: Context, selection: Selection) -> _Templates | None:
    """Return how the forms are answered from rows, or None; worked out once for a document."""
    key = ("forms", selection.key)
    if key not in context.kept:
        try:
            context.kept[key] = _Templates(selection)
        except OtherwiseError:
            context.kept[key] = None
    found: _Templates | None = context.kept[key]
    return found


@strawberry.type(description="A page of forms, in the order that was asked for.")
class FormConnection:
    page: strawberry.Private[_FormPage]
    criteria: strawberry.Private[FormCriteria]

    @field
    async def edges(self, info: Info[Context, None]) -> list[FormEdge]:
        """The forms of the page, with their cursors."""
        return self.page.edges(selection_of(info), info.context)

    @field
    async def nodes(self, info: Info[Context, None]) -> list[Form]:
        """The forms of the page."""
        return self.page.nodes(selection_of(info), info.context)

    @field
    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        rows = self.page.rows
        return PageInfo(
            has_next_page=rows.has_next,
            has_previous_page=rows.has_previous,
            start_cursor=rows.cursor(rows.rows[0]) if rows.rows else None,
            end_cursor=rows.cursor(rows.rows[-1]) if rows.rows else None,
        )

    @field
    async def as_of(self, info: Info[Context, None]) -> str:
        """The cursor of the journal at the instant of this answer. Give it as `after` to `events`:
        whatever happens from then on comes, and nothing is missed between reading and following."""
        return encode_cursor(await end_of_journal(info.context))

    @field
    async def total_count(self, info: Info[Context, None]) -> int:
        """How many forms match, over all pages."""
        return await count_forms(info.context, self.criteria)

    @field
    async def summary(self, info: Info[Context, None]) -> Summary:
        """What there is to say of all the forms that match, over all pages."""
        return await summary(info.context, self.criteria)


async def form_connection(info: Info[Context, None], wanted: Wanted) -> FormConnection:
    """Return the page as the contract shows it; it reads no more than what is selected of it."""
    context, selection = info.context, selection_of(info)
    templates = _templates(context, selection)
    columns = templates.columns if templates else Columns()
    rows = await page_of_forms(context, wanted, columns.in_order)
    views = [] if templates else await views_of_forms(context, rows)
    page = _FormPage(rows=rows, templates=templates, views=views)
    return FormConnection(page=page, criteria=wanted.criteria)


def wanted_forms(
    criteria: FormCriteria,
    order: FormOrderInput | None,
    *,
    first: int | None,
    after: str | None,
    last: int | None = None,
    before: str | None = None,
) -> Wanted:
    """Return which page of which forms the arguments ask for.

    Raises:
        BadInput: they name no page.
    """
    ordered = FormOrder()
    if order is not None:
        ordered = FormOrder(field=order.field, descending=order.direction is OrderDirection.DESC)
    try:
        request = page_request(
            first=first, after=after, last=last, before=before, key_types=(str, str, int)
        )
        page = PageRequest(
            limit=request.limit,
            backward=request.backward,
            after=request.after and ordered.bound(request.after),
            before=request.before and ordered.bound(request.before, "before"),
        )
    except InvalidPageError as invalid:
        raise BadInput(str(invalid), invalid.argument) from invalid
    return Wanted(criteria=criteria, order=ordered, page=page)
