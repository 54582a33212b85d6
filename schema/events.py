"""The journal: its lines, and pages of them."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import Info

from models.canonical import Digest
from models.events import Behind
from models.journal import EventType
from models.paging import (
    InvalidPageError,
    Page,
    PageRequest,
    decode_cursor,
    encode_cursor,
    page_request,
)
from resolvers.context import Context
from resolvers.denials import BadInput
from resolvers.loaders import load_form, load_report
from resolvers.views import EventView
from schema.arguments import given
from schema.checkpoints import InclusionProof, Lines, inclusion_of
from schema.described import attribute, field
from schema.nodes import Node, NodeType, PageInfo, encode_id, page_info
from schema.people import Person, person_if_known

if TYPE_CHECKING:
    from schema.cpas import Cpas
    from schema.form import Form
    from schema.report import Report


@strawberry.type(
    description="One line of the journal: what happened, to what, by whom, when. Each line carries "
    "the hash of the one before it, so that none can be changed or taken out unseen. It holds no "
    "amount, no contact and no bank account. Lines about advances, contact, account and payments "
    "exist only for who may read those."
)
class Event(Node):
    cursor: str = attribute(
        "Names this line in the journal: give it as `after` to go on behind it."
    )
    type: EventType = attribute("What happened.")
    at: datetime = attribute("When it happened.")
    actor: Person | None = attribute(
        "Who did it, as known then. Null for who may only follow the status, where an amount was "
        "saved or signatures fell by it."
    )
    form_version: int | None = attribute(
        "The version of the form's content then; null where the line is about no form."
    )
    reason: str | None = attribute(
        "Why, where SPP IS gave a reason. Null for who may only follow the status."
    )
    previous_hash: Digest = attribute(
        "The hash of the line before, which need not be one of yours."
    )
    hash: Digest = attribute(
        "SHA-256 of the whole line in canonical JSON, with the hash of the line before. What it "
        "covers includes things that are not shown."
    )
    view: strawberry.Private[EventView]

    @field
    def cpas(self) -> Annotated["Cpas", strawberry.lazy("schema.cpas")]:
        """The CPAS that the line is about."""
        from schema.cpas import cpas  # noqa: PLC0415 - the two types name each other

        return cpas(self.view.of_cpas)

    @field
    async def report(
        self, info: Info[Context, None]
    ) -> Annotated["Report", strawberry.lazy("schema.report")] | None:
        """The report that the line is about, as it is now; null where it is about the CPAS."""
        from schema.report import report  # noqa: PLC0415 - the two types name each other

        report_id = self.view.of_line.report_id
        view = await load_report(info.context, report_id) if report_id else None
        return report(view) if view else None

    @field
    async def form(
        self, info: Info[Context, None]
    ) -> Annotated["Form", strawberry.lazy("schema.form")] | None:
        """The form that the line is about, as it is now; null where it is about the report or the
        CPAS, or the form was withdrawn."""
        from schema.form import form  # noqa: PLC0415 - the two types name each other

        form_id = self.view.of_line.form_id
        view = await load_form(info.context, form_id) if form_id else None
        return form(view) if view else None

    @field
    async def inclusion_proof(
        self, info: Info[Context, None], size: Lines = strawberry.UNSET
    ) -> InclusionProof | None:
        """What proves that the journal holds this line, under a published checkpoint. Null as long
        as the checkpoint does not reach it: a few seconds."""
        return await inclusion_of(info.context, self.view.number, given(size))


def event(view: EventView) -> Event:
    """Return the line as the contract shows it."""
    line = view.of_line.line
    return Event(
        id=encode_id(NodeType.EVENT, line.number),
        cursor=encode_cursor(view.of_line.key),
        type=line.event.type,
        at=line.event.act.at,
        actor=person_if_known(view.actor),
        form_version=line.event.version if line.event.kind else None,
        reason=view.reason,
        previous_hash=line.previous_hash,
        hash=line.hash,
        view=view,
    )


@strawberry.type(description="A line of the journal in a page.")
class EventEdge:
    cursor: str = attribute("Names this line in the journal, as the `cursor` of the line does.")
    node: Event = attribute("The line.")


@strawberry.type(description="A page of the journal, in its order.")
class EventConnection:
    edges: list[EventEdge] = attribute("The lines of the page, with their cursors.")
    nodes: list[Event] = attribute("The lines of the page.")
    page_info: PageInfo = attribute("Where the page stands in the journal.")


def event_connection(page: Page[EventView]) -> EventConnection:
    """Return the page as the contract shows it."""
    nodes = [event(view) for view in page.items]
    edges = [EventEdge(cursor=node.cursor, node=node) for node in nodes]
    return EventConnection(edges=edges, nodes=nodes, page_info=page_info(page))


def line_behind(cursor: str | None) -> Behind | None:
    """Return the line that the cursor names.

    Raises:
        BadInput: it names none.
    """
    if cursor is None:
        return None
    try:
        number, begins = decode_cursor(cursor, (int, str))
    except InvalidPageError as invalid:
        raise BadInput(str(invalid), invalid.argument) from invalid
    return Behind(number=int(number), begins=str(begins))


def page_of_journal(
    first: int | None, after: str | None, *, default: int = 100
) -> tuple[PageRequest, Behind | None]:
    """Return the page that the arguments name, and the line behind which it begins.

    Raises:
        BadInput: they name none.
    """
    behind = line_behind(after)
    try:
        request = page_request(
            first=first, after=None, last=None, before=None, default=default, key_types=()
        )
    except InvalidPageError as invalid:
        raise BadInput(str(invalid), invalid.argument) from invalid
    return replace(request, after=None if behind is None else (behind.number,)), behind
