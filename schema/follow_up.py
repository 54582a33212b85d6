"""The follow-up across the CPAS: pages of forms, with what there is to say of all that match."""

from functools import partial

import strawberry
from strawberry import Info

from models.criteria import FormCriteria
from models.follow_up import FormOrder, OrderDirection
from models.paging import (
    InvalidPageError,
    Page,
    PageRequest,
    encode_cursor,
    page_request,
    page_values,
)
from resolvers.context import Context
from resolvers.denials import BadInput
from resolvers.events import end_of_journal
from resolvers.follow_up import Wanted, conditions_of, count_forms, page_of_forms
from resolvers.views import FormView
from schema.described import attribute, field
from schema.form import Form, form
from schema.inputs import FormOrder as FormOrderInput
from schema.nodes import PageInfo, page_info
from schema.projected_pages import Asked, connection
from schema.selected import selected_below
from schema.summaries import Summary, summary
from schema.written import written


@strawberry.type(description="A form in a page.")
class FormEdge:
    cursor: str = attribute("Names this place in the list.")
    node: Form = attribute("The form.")


@strawberry.type(description="A page of forms, in the order that was asked for.")
class FormConnection:
    page: strawberry.Private[Page[FormView]]
    criteria: strawberry.Private[FormCriteria]

    @field
    def edges(self) -> list[FormEdge]:
        """The forms of the page, with their cursors."""
        forms = zip(self.page.cursors, self.page.items, strict=True)
        return [FormEdge(cursor=cursor, node=form(view)) for cursor, view in forms]

    @field
    def nodes(self) -> list[Form]:
        """The forms of the page."""
        return [form(view) for view in self.page.items]

    @field
    def page_info(self) -> PageInfo:
        """Where the page stands in the list."""
        return page_info(self.page)

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


_UNREAD: Page[FormView] = Page(items=(), cursors=(), has_next=False, has_previous=False)
"""For what is left out of a page that was written: none of it asks for the page."""


async def form_connection(info: Info[Context, None], wanted: Wanted) -> FormConnection:
    """Return the page as the contract shows it, written by the database where it can be."""
    context, criteria = info.context, wanted.criteria
    asked = Asked(
        conditions=conditions_of(context, criteria), order=wanted.order, page=wanted.page.shape
    )
    selection, details = selected_below(info)

    async def otherwise() -> FormConnection:
        return FormConnection(page=await page_of_forms(context, wanted), criteria=criteria)

    found: FormConnection = await written(
        context,
        selection,
        details,
        partial(connection, asked),
        (criteria.shape, wanted.order, wanted.page.shape),
        whole=FormConnection(page=_UNREAD, criteria=criteria),
        otherwise=otherwise,
        **criteria.parameters(context.now),
        **page_values(wanted.page),
    )
    return found


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
