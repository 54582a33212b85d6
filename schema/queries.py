"""What can be read: the viewer, one CPAS, all CPAS, any object by its id."""

import asyncio
from collections.abc import Sequence
from functools import partial

import strawberry
from graphql.execution.collect_fields import FieldDetailsList
from strawberry import Info

from auth.identity import Actor
from models.campaign import is_year
from models.cpas import Region
from models.criteria import FormCriteria
from models.form import FormId
from models.paging import InvalidPageError, page_request
from models.people import Role
from resolvers.context import Context
from resolvers.country import (
    CpasName,
    conditions_for_cpas,
    cpas_named,
    notices_of,
    own_cpas,
    own_name,
    page_of_cpas,
)
from resolvers.denials import BadInput
from resolvers.events import page_of_events
from resolvers.follow_up import awaiting_signature
from resolvers.history import load_signature
from resolvers.loaders import load_form
from resolvers.security import not_theirs
from schema.arguments import (
    After,
    Before,
    CpasWanted,
    EventsWanted,
    First,
    FormsOrdered,
    FormsWanted,
    Last,
    NodeId,
    NodeIds,
    WhichCpas,
    Year,
    given,
)
from schema.campaign_list import CampaignConnection, campaign_connection
from schema.checkpoints import CheckpointQuery
from schema.cpas import Cpas, CpasConnection, cpas, cpas_connection
from schema.criteria import cpas_criteria, form_criteria
from schema.described import field, operation
from schema.directives import RequiresRole
from schema.events import EventConnection, event_connection, page_of_journal
from schema.follow_up import FormConnection, form_connection, wanted_forms
from schema.form import signature
from schema.inputs import CpasBy
from schema.lengths import check_given
from schema.nodes import Node, NodeType, as_number, decode_id, number_of
from schema.notices import Notice, notice
from schema.numbered import numbered_node
from schema.projected_types import one_cpas
from schema.selected import Selection, selected_below
from schema.verification import VerificationQuery
from schema.written import written

_EVERY_ROLE = RequiresRole(*Role)


@strawberry.type(description="Who the token says you are.")
class Viewer:
    @field
    def display_name(self, info: Info[Context, None]) -> str:
        """Given name and family name."""
        return _actor(info).person.display_name

    @field
    def roles(self, info: Info[Context, None]) -> list[Role]:
        """The roles of the token."""
        return [role for role in Role if role in _actor(info).roles]

    @field
    async def cpas(self, info: Info[Context, None]) -> Cpas | None:
        """The CPAS for which the token was given; none for federations and SPP IS."""
        view = await own_cpas(info.context)
        return cpas(view) if view else None

    @field
    def region(self, info: Info[Context, None]) -> Region | None:
        """The region that a federation follows."""
        return info.context.scope.region

    @field
    def assurance_level(self, info: Info[Context, None]) -> str | None:
        """How strongly you signed in."""
        return _actor(info).person.assurance_level

    @field
    async def notices(self, info: Info[Context, None]) -> list[Notice]:
        """What your sign-in leaves unsaid or says unclearly, although it matters here; empty when
        all is well."""
        return [notice(code, info.context) for code in await notices_of(info.context)]

    @field
    async def awaiting_my_signature(
        self,
        info: Info[Context, None],
        first: First = 50,
        after: After = strawberry.UNSET,
    ) -> FormConnection:
        """The forms that you may sign now, of any year: the signer's inbox."""
        ids = await awaiting_signature(info.context)
        criteria = FormCriteria(year=None, ids=ids)
        wanted = wanted_forms(criteria, None, first=given(first), after=given(after))
        return await form_connection(info, wanted)


@strawberry.type(description="What can be read. Every operation ends with the roles for it.")
class Query(CheckpointQuery, VerificationQuery):
    @operation()
    async def viewer(self, info: Info[Context, None]) -> Viewer | None:
        """Who the token says you are; null without a token. Open to all."""
        return Viewer() if info.context.actor else None

    @operation()
    async def node(
        self,
        info: Info[Context, None],
        id: NodeId,  # noqa: A002 - Relay's word
    ) -> Node | None:
        """The object with that id; null where there is none for you. Open to all."""
        selection, details = selected_below(info)
        asks_once = _asks_once(info.context, selection, details)
        info.context.snapshot.asks_once = asks_once and _is_form(id)
        (found,) = await _nodes(info.context, [id])
        return found

    @operation()
    async def nodes(self, info: Info[Context, None], ids: NodeIds) -> list[Node | None]:
        """The objects with those ids, in the same order; null where there is none for you. At most
        600. Open to all."""
        check_given("ids", ids, of="")
        return await _nodes(info.context, ids)

    @operation(_EVERY_ROLE)
    async def cpas(
        self,
        info: Info[Context, None],
        by: WhichCpas = strawberry.UNSET,
    ) -> Cpas | None:
        """Home page of one CPAS. Without argument, the viewer's own. Another CPAS than one's own
        does not exist."""
        context = info.context
        selection, details = selected_below(info)
        name = _cpas_name(by) if by else own_name(context)

        async def otherwise() -> Cpas | None:
            year = _year_of_report(selection, details)
            if by:
                view = await cpas_named(context, name, with_report=year)
            else:
                view = await own_cpas(context, with_report=year)
            return cpas(view) if view else None

        if name is None or not name.is_possible:
            return await otherwise()
        named = partial(one_cpas, name.column, conditions_for_cpas(context))
        found: Cpas | None = await written(
            context, selection, details, named, name.column, otherwise=otherwise, named=name.value
        )
        return found

    @operation(_EVERY_ROLE)
    async def all_cpas(  # noqa: PLR0917 - the arguments of a connection
        self,
        info: Info[Context, None],
        filter: CpasWanted = strawberry.UNSET,  # noqa: A002 - the contract's word
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> CpasConnection:
        """The CPAS that exist for the viewer - own, own region, or the whole country - by NIS code,
        in pages of at most 600 (100 unless told)."""
        try:
            request = page_request(
                first=given(first),
                after=given(after),
                last=given(last),
                before=given(before),
                key_types=(str,),
            )
        except InvalidPageError as invalid:
            raise BadInput(str(invalid), invalid.argument) from invalid
        criteria = cpas_criteria(filter)
        return cpas_connection(await page_of_cpas(info.context, criteria, request), criteria)

    @operation(_EVERY_ROLE)
    async def campaigns(
        self,
        info: Info[Context, None],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> CampaignConnection:
        """The campaigns with a report that exists for the viewer, the latest first, in pages of at
        most 600 (20 unless told)."""
        return await campaign_connection(info.context, given(first), given(after))

    @operation(_EVERY_ROLE)
    async def forms(  # noqa: PLR0917 - the arguments of a connection
        self,
        info: Info[Context, None],
        year: Year,
        filter: FormsWanted = strawberry.UNSET,  # noqa: A002 - the contract's word
        order_by: FormsOrdered = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> FormConnection:
        """Follow-up across the CPAS that exist for the viewer - own, own region, or the whole
        country - in pages of at most 600 (100 unless told)."""
        wanted = wanted_forms(
            form_criteria(year, given(filter)),
            given(order_by),
            first=given(first),
            after=given(after),
            last=given(last),
            before=given(before),
        )
        return await form_connection(info, wanted)

    @operation(_EVERY_ROLE)
    async def events(
        self,
        info: Info[Context, None],
        year: Year,
        filter: EventsWanted = strawberry.UNSET,  # noqa: A002 - the contract's word
        first: First = 100,
        after: After = strawberry.UNSET,
    ) -> EventConnection:
        """The journal in order, for clients that poll: the lines about CPAS that exist for the
        viewer, in pages of at most 600. A line never appears before a cursor that was given."""
        criteria = form_criteria(year, given(filter))
        request, behind = page_of_journal(first, given(after))
        return event_connection(await page_of_events(info.context, criteria, request, behind))


def _cpas_name(by: CpasBy) -> CpasName | None:
    if by.nis_code:
        return CpasName("nis_code", by.nis_code)
    if by.enterprise_number:
        return CpasName("enterprise_number", by.enterprise_number)
    number = number_of(by.id or "", NodeType.CPAS)
    return None if number is None else CpasName("id", number)


def _year_of_report(selection: Selection, details: FieldDetailsList) -> int | None:
    """Return the year of the first report that is asked of the CPAS."""
    for selected in selection.fields("Cpas", details).values():
        if selected[0].node.name.value == "report":
            year = selection.arguments("Cpas", selected)["year"]
            return int(year) if is_year(year) else None
    return None


def _asks_once(context: Context, selection: Selection, details: FieldDetailsList) -> bool:
    """Return whether a form is all that has to be read for the operation."""
    return context.cache.find(
        selection.operation,
        ("asks once", selection.key(details)),
        lambda: selection.is_of_one_field and selection.is_at_hand("Form", details),
    )


def _is_form(node_id: str) -> bool:
    return number_of(node_id, NodeType.FORM) is not None


async def _nodes(context: Context, ids: Sequence[str]) -> list[Node | None]:
    """Return the objects; the log tells of those who ask for what is not there for them."""
    if context.actor is None:
        return [None for _ in ids]  # nothing exists for who is not signed in
    found = list(await asyncio.gather(*(_node(context, id_) for id_ in ids)))
    not_theirs(context, found.count(None))
    return found


async def _node(context: Context, node_id: str) -> Node | None:
    match decode_id(node_id):
        case (NodeType.SIGNATURE, [form_number, version, role]):
            return await _signature(context, as_number(form_number), as_number(version), role)
        case (type_, [key]) if (number := as_number(key)) is not None:
            return await numbered_node(context, type_, number)
        case _:
            return None


async def _signature(
    context: Context, form_number: int | None, version: int | None, role: str
) -> Node | None:
    if form_number is None or version is None:
        return None
    view = await load_form(context, FormId(form_number))
    if view is None:
        return None
    value = view.signature(version, role) or await load_signature(context, view, version, role)
    return signature(view, value) if value else None


def _actor(info: Info[Context, None]) -> Actor:
    actor = info.context.actor
    assert actor is not None, "a viewer is given only to who is signed in"
    return actor
