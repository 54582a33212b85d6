"""The streams that tell an open page to look again: a document, followed as events come."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from rapport_unique.event_stream import EventStream
from rapport_unique.pages.addresses import year_in
from rapport_unique.pages.documents import document
from rapport_unique.pages.session import SignInNeeded
from rapport_unique.pages.site import CAREFUL, CHALLENGE, Site
from rapport_unique.service import Operation


async def followed(site: Site, request: Request, name: str, **wanted: Any) -> Response:
    """Answer with the events of that document, of the year and behind the cursor in the address."""
    try:
        session = await site.sessions.of(request)
    except SignInNeeded as needed:
        return Response(status_code=needed.status, headers={**CAREFUL, **CHALLENGE})
    query = request.query_params
    year = year_in(query.get("year", ""))
    if year is None:
        return Response(status_code=404, headers=CAREFUL)
    variables = {"year": year, "after": query.get("after"), **wanted}
    operation = Operation(query=document(name), variables=variables, name=None)
    return EventStream(site.service, session.token, operation)
