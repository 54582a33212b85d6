"""What can be followed: the journal, as it is written."""

from collections.abc import AsyncGenerator

import strawberry
from strawberry import Info

from models.people import Role
from resolvers.context import Context
from resolvers.events import follow_events
from resolvers.views import EventView
from schema.arguments import Behind, EventsWanted, Year, given
from schema.criteria import form_criteria
from schema.described import followed
from schema.directives import RequiresRole
from schema.events import Event, event, line_behind


@strawberry.type(
    description="What can be followed, over a WebSocket (graphql-transport-ws) or as an event "
    "stream (GraphQL over SSE). Both run subscriptions only, and end when the token expires."
)
class Subscription:
    @followed(RequiresRole(*Role))
    async def events(
        self,
        info: Info[Context, None],
        year: Year,
        filter: EventsWanted = strawberry.UNSET,  # noqa: A002 - the contract's word
        after: Behind = strawberry.UNSET,
    ) -> AsyncGenerator[Event, None]:
        """Replays the journal from the cursor, then follows it live: every line once, in order.
        Without cursor: only what comes. Keep the `cursor` of the last line, to go on behind it
        after a connection ended."""
        criteria = form_criteria(year, given(filter))
        behind = line_behind(given(after))
        return _events(await follow_events(info.context, criteria, behind))


async def _events(views: AsyncGenerator[EventView, None]) -> AsyncGenerator[Event, None]:
    async for view in views:
        yield event(view)
