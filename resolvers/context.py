"""What one operation knows: its caller, its instant, and one snapshot of the database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import (
    AbstractContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from auth.identity import Actor, Scope, scope_of
from auth.notices import Told
from models.canonical import Digest
from models.cpas import Cpas
from models.database import Database
from models.days import day_of
from models.events import LineOfCpas, read_events, read_hashes, read_head
from models.language import Language
from models.outages import OutageError, OutcomeUnknownError, UnavailableError
from models.people import Role
from models.readers import Reader
from models.reading import (
    FormOfReport,
    ReportOfCpas,
    read_cpas,
    read_forms,
    read_reports,
)
from models.seals import Sealing
from models.statements import Statement, TextStatement
from models.store import Store
from models.tail import Tail
from models.turns import take_turn
from resolvers.bounds import Bounds
from resolvers.cache import DocumentCache
from resolvers.denials import Forbidden, NotSignedIn

Found = TypeVar("Found")


class SnapshotClosedError(RuntimeError):
    """The operation is over; what it left behind is not answered any more."""


class Snapshot:
    """One unchanging view of the database; sibling fields take turns on its connection.

    With `turns`, whoever has a view open takes one of them until it is closed. Where the database
    failed one field, those behind it are told so at once: an operation waits once. In one that has
    `written`, nobody is told that nothing was done.
    """

    def __init__(
        self,
        database: Database,
        turns: asyncio.Semaphore | None = None,
        *,
        written: bool = False,
    ) -> None:
        self.following = False
        """Whether it may be a moment behind, as a replica is."""
        self.asks_once = False
        """Whether the operation asks one statement, which sees one instant by itself."""
        self._database = database
        self._turns = turns or nullcontext()
        self._turn = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._reader: Reader | None = None
        self._closed = False
        self._written = written
        self._outage: OutageError | None = None

    async def cpas(self, statement: Statement, **values: Any) -> list[Cpas]:
        """Return the CPAS that the statement finds."""
        return await self._asked(lambda reader: read_cpas(reader, statement, **values))

    async def reports(self, statement: Statement, **values: Any) -> list[ReportOfCpas]:
        """Return the reports that the statement finds."""
        return await self._asked(lambda reader: read_reports(reader, statement, **values))

    async def forms(self, statement: Statement, **values: Any) -> list[FormOfReport]:
        """Return the forms that the statement finds."""
        return await self._asked(lambda reader: read_forms(reader, statement, **values))

    async def events(self, statement: Statement, **values: Any) -> list[LineOfCpas]:
        """Return the lines of the journal that the statement finds."""
        return await self._asked(lambda reader: read_events(reader, statement, **values))

    async def journal_head(self) -> tuple[int, Digest]:
        """Return number and hash of the last line of the journal."""
        return await self._asked(read_head)

    async def hashes(self, numbers: Sequence[int]) -> dict[int, Digest]:
        """Return the hashes of these lines of the journal, as far as they are there."""
        found = await self._asked(lambda reader: read_hashes(reader, numbers))
        if self.following and not found.keys() >= set(numbers):
            async with self._database.snapshot() as reader:  # a replica may be a moment behind
                return await read_hashes(reader, numbers)
        return found

    async def rows(self, statement: Statement, **values: Any) -> list[Any]:
        """Return the rows that the statement finds."""
        return await self._asked(lambda reader: statement.fetch(reader, **values))

    async def text(self, statement: TextStatement, **values: Any) -> str | None:
        """Return the one text that the statement makes, or None where it finds nothing."""
        return await self._asked(lambda reader: statement.fetch(reader, **values))

    async def _asked(self, ask: Callable[[Reader], Awaitable[Found]]) -> Found:
        """Return the answer to a question, which has its turn.

        A field that fails cancels those beside it. What they are asking is asked to the end all the
        same: a statement that is cancelled takes the transaction along, and with it every field.
        """
        if self._needs_no_transaction:
            return await self._asked_by_itself(ask)
        return await _to_the_end(self._asked_in_turn(ask))

    @property
    def _needs_no_transaction(self) -> bool:
        is_of_replica = self.following and self._database.has_replica
        return self.asks_once and self._reader is None and not (self._written or is_of_replica)

    async def _asked_by_itself(self, ask: Callable[[Reader], Awaitable[Found]]) -> Found:
        if self._closed:
            raise SnapshotClosedError
        async with self._turns:
            return await ask(self._database.alone())

    async def _asked_in_turn(self, ask: Callable[[Reader], Awaitable[Found]]) -> Found:
        async with self._turn:
            if self._closed:
                raise SnapshotClosedError
            if self._outage is not None:
                raise self._outage
            try:
                if self._reader is None:
                    self._reader = await self._opened()
                return await ask(self._reader)
            except UnavailableError as error:
                self._outage = OutcomeUnknownError(*error.args) if self._written else error
                raise self._outage from error

    async def _opened(self) -> Reader:
        """Open the view; where that fails, nothing is held of it."""
        async with AsyncExitStack() as opening:
            await opening.enter_async_context(self._turns)
            snapshot = self._database.snapshot(following=self.following)
            reader = await opening.enter_async_context(snapshot)
            self._stack = opening.pop_all()
            return reader

    async def close(self) -> None:
        """Give the connection back, whatever becomes of who asks for it.

        A field that another one's failure left behind may still ask: it gets none any more.
        """
        self._closed = True
        await _to_the_end(self._given_back())

    async def _given_back(self) -> None:
        async with self._turn:
            self._reader = None
            await self._stack.aclose()


_RUNNING: set[asyncio.Task[Any]] = set()
"""What runs to its end; a task that nobody holds may vanish."""


async def _to_the_end(running: Coroutine[Any, Any, Found]) -> Found:
    """Return what the coroutine returns; it runs to its end although whoever waits is cancelled."""
    task = asyncio.create_task(running)
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    return await asyncio.shield(task)


@dataclass(kw_only=True)
class Context:
    """One operation: who asks, in which language, when, and of which database.

    `language` is the one that the caller asked for, if any. `cache` holds what the next run of the
    same document can use again, `told` what the log said already of sign-ins. `loaders` keep what
    this operation has read; a write forgets it, and the snapshot with it. Who may sign is given the
    `sealing` of what is signed, and who may print, what makes the link to a print.

    `bounds` are what its caller may have under way; commands have none.

    A subscription has the `tail` to follow. It begins anew for each event, and holds no connection
    while it waits for the next.
    """

    actor: Actor | None
    language: Language | None
    clock: Callable[[], datetime]
    database: Database
    request_id: str
    tail: Tail | None = None
    told: Told = field(default_factory=Told)
    sealing: Sealing | None = None
    print_link: Callable[[str, Language], str] | None = None
    bounds: Bounds | None = None
    now: datetime = field(init=False)
    snapshot: Snapshot = field(init=False)
    cache: DocumentCache = field(default_factory=DocumentCache)
    writes: bool = False
    """Whether the database may write answers, for who hands them on as they stand."""
    _written: bool = field(init=False, default=False)
    _outage: UnavailableError | None = field(init=False, default=None)
    loaders: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Take the instant of the operation."""
        self._begin()

    @property
    def scope(self) -> Scope:
        """The CPAS that the caller may see."""
        return scope_of(self.actor, self.today)

    @property
    def today(self) -> date:
        """The day on which the operation is run."""
        return day_of(self.now)

    def require(self, any_of: tuple[Role, ...]) -> None:
        """Return when the caller holds one of the roles.

        Raises:
            NotSignedIn: nobody asks.
            Forbidden: the caller holds none of them.
        """
        if self.actor is None:
            raise NotSignedIn
        if self.actor.roles.isdisjoint(any_of):
            raise Forbidden(any_of)

    @asynccontextmanager
    async def writing(self, turn: str | None) -> AsyncIterator[Store]:
        """Give the store of one transaction; what the operation reads afterwards sees it.

        Calls of one person with the same turn follow each other.

        Raises:
            TooMany: of one person too many come at once, or in a while.
        """
        await self.close()
        if self._outage is not None:
            raise self._outage
        try:
            with self._bounded():
                async with self.database.writing() as connection:
                    if turn is not None and self.actor is not None:
                        await take_turn(connection, self.actor.person.subject, turn)
                    yield Store(connection, self.sealing)
            self._written = True
        except OutageError as error:
            self._outage = (
                error if isinstance(error, UnavailableError) else UnavailableError(*error.args)
            )
            raise
        finally:
            self._begin()

    def _bounded(self) -> AbstractContextManager[None]:
        if self.bounds is None or self.actor is None:
            return nullcontext()
        return self.bounds.write(self.actor.person.subject)

    async def renew(self) -> None:
        """Begin anew, at a later instant and with a snapshot that is taken when it is needed."""
        await self.close()
        self._begin()

    async def close(self) -> None:
        """Give back what the operation holds."""
        await self.snapshot.close()

    def _begin(self) -> None:
        self.now = self.clock()
        turns = self.tail.turns if self.tail else None
        self.snapshot = Snapshot(self.database, turns, written=self._written)
        self.loaders.clear()
