"""The journal for clients: pages of it, one line of it, and what comes, as it comes.

Which lines exist for a caller is decided here once, for pages and for what comes alike.
"""

from collections.abc import AsyncGenerator
from functools import cache

from auth.identity import Scope
from models.criteria import FormCriteria
from models.events import SELECT_EVENTS, Behind, conditions_of, could_match, key_of
from models.paging import Page, PageRequest, narrow_to_page, page_of_rows, page_values
from models.statements import Statement
from models.tables import JOURNAL
from models.tail import Tail
from resolvers.context import Context
from resolvers.denials import CursorOutdated
from resolvers.loaders import check_behind, see_event, see_events
from resolvers.scope import lines_for, scope_shape, scope_values
from resolvers.views import EventView

AT_ONCE = 100
"""How many lines a follower takes at once: what it holds while its client is slow."""


async def page_of_events(
    context: Context, criteria: FormCriteria, request: PageRequest, behind: Behind | None = None
) -> Page[EventView]:
    """Return a page of the lines that exist for the caller, in the order of the journal.

    Raises:
        CursorOutdated: the journal does not hold the line behind which they go on.
    """
    await check_behind(context, behind)
    scope = context.scope
    found = await context.snapshot.events(
        _page(scope_shape(scope), criteria.shape, request.shape),
        **page_values(request),
        **criteria.parameters(context.now),
        **scope_values(scope),
    )
    return see_events(context, page_of_rows(found, request, lambda line: line.key))


@cache
def _page(scope: Scope, criteria: FormCriteria, request: PageRequest) -> Statement:
    matching = SELECT_EVENTS.where(lines_for(criteria, scope), *conditions_of(criteria))
    return Statement(narrow_to_page(matching, [JOURNAL.c.number], request))


async def end_of_journal(context: Context) -> tuple[int, str]:
    """Return what names the last line in a cursor: whoever goes on behind it misses nothing."""
    return key_of(*await context.snapshot.journal_head())


# What comes --------------------------------------------------------------------------------------


async def follow_events(
    context: Context, criteria: FormCriteria, behind: Behind | None
) -> AsyncGenerator[EventView, None]:
    """Return what yields the lines behind that one, and then each one as it is written.

    Without one: those that are written from now on. Before each line the context begins
    anew: whatever is read with a line is of the instant at which it is handed out.

    Raises:
        CursorOutdated: the journal does not hold that line, so others would be missed.
    """
    await check_behind(context, behind)
    read_to = behind.number if behind else (await context.snapshot.journal_head())[0]
    return _follow(context, criteria, read_to)


async def _follow(
    context: Context, criteria: FormCriteria, read_to: int
) -> AsyncGenerator[EventView, None]:
    tail = context.tail
    assert tail is not None, "who may subscribe is given the tail"
    wanted = _Wanted(criteria)
    async with tail.followed():
        begun = tail.restores
        while True:
            await tail.beyond(read_to)
            if tail.restores != begun:
                raise CursorOutdated
            views, read_to = await _next(context, tail, wanted, read_to)
            for view in views:
                await context.renew()
                yield view


class _Wanted:
    """What somebody follows: which lines, and whether a line alone tells if it is one of them."""

    def __init__(self, criteria: FormCriteria) -> None:
        self.criteria = criteria
        self.could_match = could_match(criteria)
        self.is_told_by_lines = criteria == FormCriteria(year=criteria.year)


async def _next(
    context: Context, tail: Tail, wanted: _Wanted, read_to: int
) -> tuple[list[EventView], int]:
    """Return the next lines for the caller, and the number up to which nothing else is for them.

    Of lines that are not for them nothing is asked: many may follow what concerns few.
    """
    lines = tail.lines_after(read_to, AT_ONCE)
    if lines is None:
        return await _next_from_database(context, wanted.criteria, read_to)
    possible = [line for line in lines if wanted.could_match(line)]
    views = [view for line in possible if (view := see_event(context, line))]
    if views and not wanted.is_told_by_lines:
        return await _next_from_database(context, wanted.criteria, read_to)
    return views, lines[-1].number


async def _next_from_database(
    context: Context, criteria: FormCriteria, read_to: int
) -> tuple[list[EventView], int]:
    """Return the same as `_next`, of one snapshot: lines and end of the journal belong together."""
    await context.renew()
    request = PageRequest(limit=AT_ONCE, after=(read_to,))
    head, _ = await context.snapshot.journal_head()
    page = await page_of_events(context, criteria, request)
    await context.close()
    return list(page.items), page.items[-1].number if page.has_next else max(head, read_to)
