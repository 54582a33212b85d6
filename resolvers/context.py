"""What one operation knows: its caller, its instant, and one snapshot of the database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from auth.identity import Actor, Scope, scope_of
from models.cpas import Cpas
from models.database import Database
from models.language import Language
from models.people import Role
from models.reading import (
    FormOfReport,
    ReportOfCpas,
    read_cpas,
    read_forms,
    read_reports,
)
from models.statements import Statement
from models.store import Store
from resolvers.denials import Forbidden, NotSignedIn


class Snapshot:
    """One unchanging view of the database; sibling fields take turns on its connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._connection: AsyncConnection | None = None

    @asynccontextmanager
    async def _turn_taken(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn:
            if self._connection is None:
                self._connection = await self._stack.enter_async_context(self._database.reading())
            yield self._connection

    async def cpas(self, statement: Statement, **values: Any) -> list[Cpas]:
        """Return the CPAS that the statement finds."""
        async with self._turn_taken() as connection:
            return await read_cpas(connection, statement, **values)

    async def reports(self, statement: Statement, **values: Any) -> list[ReportOfCpas]:
        """Return the reports that the statement finds."""
        async with self._turn_taken() as connection:
            return await read_reports(connection, statement, **values)

    async def forms(self, statement: Statement, **values: Any) -> list[FormOfReport]:
        """Return the forms that the statement finds."""
        async with self._turn_taken() as connection:
            return await read_forms(connection, statement, **values)

    async def rows(self, statement: Statement, **values: Any) -> list[Any]:
        """Return the rows that the statement finds."""
        async with self._turn_taken() as connection:
            return await statement.fetch(connection, **values)

    async def plain_rows(self, statement: Statement, **values: Any) -> list[Any]:
        """Return the rows that the statement finds, as the driver gives them."""
        async with self._turn_taken() as connection:
            return await statement.fetch_plain(connection, **values)

    async def close(self) -> None:
        """Give the connection back."""
        async with self._turn:
            self._connection = None
            await self._stack.aclose()


@dataclass(kw_only=True)
class Context:
    """One operation: who asks, in which language, when, and of which database.

    `language` is the one that the caller asked for, if any. `kept` holds what the next run of the
    same document can use again. `loaders` keep what this operation has read; a write forgets it,
    and the snapshot with it.
    """

    actor: Actor | None
    language: Language | None
    clock: Callable[[], datetime]
    database: Database
    request_id: str
    now: datetime = field(init=False)
    snapshot: Snapshot = field(init=False)
    kept: dict[object, Any] = field(default_factory=dict)
    loaders: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Take the instant of the operation."""
        self._begin()

    @property
    def scope(self) -> Scope:
        """The CPAS that the caller may see."""
        return scope_of(self.actor)

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
    async def writing(self) -> AsyncIterator[Store]:
        """Give the store of one transaction; what the operation reads afterwards sees it."""
        await self.close()
        try:
            async with self.database.writing() as connection:
                yield Store(connection)
        finally:
            self._begin()

    async def close(self) -> None:
        """Give back what the operation holds."""
        await self.snapshot.close()

    def _begin(self) -> None:
        self.now = self.clock()
        self.snapshot = Snapshot(self.database)
        self.loaders.clear()
