"""The same bytes: every operation is asked of both, in this process, before anything is measured.

Each has a copy of the same database, and both have the same clock; so answers to saves and
signatures are the same to the last microsecond, and so is every row afterwards.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import select
from sqlmodel import SQLModel
from starlette.applications import Starlette

from bench.callers import LIFETIME_S, SUBJECT_KEY, Tokens
from bench.operations import Call, Operation
from bench.round_trips import RoundTrips, counted_round_trips
from bench.yardstick.app import Yardstick
from models.database import Database
from rapport_unique.app import create_app
from rapport_unique.issuer import load_key
from rapport_unique.settings import Settings
from tests.counting import statements

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_URL = "http://127.0.0.1:8000"
_UNCOUNTED = 8
"""After how many calls a connection has prepared what it is asked for."""


_PROOFS = {
    "proof",
    "checkpoint",
    "checkpoint_timestamp",
    "journal.subtrees",
    "journal_head.tree_size",
    "journal_head.peaks",
    "journal_head.at",
}
"""Seals and the tree of the journal: a yardstick without them is the harder one to meet."""


class DifferentAnswerError(AssertionError):
    """The API and the yardstick do not answer the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a call of an operation asks of the database, on the average."""

    statements: float
    round_trips: float
    """How often it waits; nothing where the database is part of the process."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """What both ask of the database, for the same bytes."""

    ours: Asked
    yardstick: Asked


async def compare(
    ours_url: str,
    yardstick_url: str,
    operations: Sequence[Operation],
    var_dir: Path,
    driver: str = "asyncpg",
) -> dict[str, Compared]:
    """Return what each operation asks of the database, when all answers are the same.

    The addresses are of two copies of one database. Of operations with the same name the last one
    counts: by then every connection has prepared its statements.

    Raises:
        DifferentAnswerError: an answer differs, or what was written.
    """
    tokens = Tokens(_URL, load_key(var_dir / "development-issuer.pem"))
    found: dict[str, Compared] = {}
    async with (
        counted_round_trips(ours_url) as trips,
        counted_round_trips(yardstick_url) as other_trips,
        _ours(trips, var_dir) as ours,
        _yardstick(other_trips, tokens, driver) as yardstick,
    ):
        for operation in operations:
            found[operation.name] = await _compare(operation, ours, yardstick, tokens)
    await _compare_rows(ours_url, yardstick_url)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """One of the two, and what it has asked of its database so far."""

    client: httpx2.AsyncClient
    statements: Callable[[], int]
    trips: RoundTrips

    @property
    def asked(self) -> tuple[int, int]:
        return self.statements(), self.trips.count

    def since(self, before: tuple[int, int], calls: int) -> Asked:
        statements, trips = self.asked
        return Asked(
            statements=(statements - before[0]) / calls, round_trips=(trips - before[1]) / calls
        )


@asynccontextmanager
async def _ours(trips: RoundTrips, var_dir: Path) -> AsyncIterator[_Side]:
    settings = Settings(
        environment="development",
        dev_issuer=True,
        graphiql=False,
        public_url=_URL,
        database_url=trips.url,
        subject_key=SUBJECT_KEY,
        max_token_life_s=LIFETIME_S,
        var_dir=var_dir,
    )
    with statements() as executed:
        async with _client(create_app(settings, clock=lambda: NOW)) as client:
            yield _Side(client=client, statements=lambda: _asking(executed), trips=trips)


def _asking(executed: Sequence[str]) -> int:
    """Return how many of the statements are more than a beginning: that is a round trip only."""
    return sum(not statement.startswith("BEGIN") for statement in executed)


@asynccontextmanager
async def _yardstick(trips: RoundTrips, tokens: Tokens, driver: str) -> AsyncIterator[_Side]:
    yardstick = Yardstick(trips.url, tokens.for_yardstick(), lambda: NOW, driver=driver)
    async with _client(yardstick.app()) as client:
        yield _Side(client=client, statements=lambda: yardstick.statements, trips=trips)


async def _compare(operation: Operation, ours: _Side, yardstick: _Side, tokens: Tokens) -> Compared:
    if not operation.writes:
        await _answer_alike(operation, operation.calls[:_UNCOUNTED], ours, yardstick, tokens)
    before, other_before = ours.asked, yardstick.asked
    await _answer_alike(operation, operation.calls, ours, yardstick, tokens)
    calls = len(operation.calls)
    return Compared(ours=ours.since(before, calls), yardstick=yardstick.since(other_before, calls))


async def _answer_alike(
    operation: Operation, calls: Sequence[Call], ours: _Side, yardstick: _Side, tokens: Tokens
) -> None:
    for call in calls:
        headers = {"authorization": f"Bearer {tokens.of(call.caller)}"}
        mine = await ours.client.post("/graphql", json=api_request(call), headers=headers)
        method = "GET" if call.body is None else "POST"
        path, body = call.path, call.body
        other = await yardstick.client.request(method, path, json=body, headers=headers)
        if mine.content != other.content:
            raise DifferentAnswerError(f"{operation.name}\n{mine.text}\n{other.text}")
        if b'"errors"' in mine.content or b'"userErrors":[{' in mine.content:
            raise DifferentAnswerError(f"{operation.name} is refused\n{mine.text}")


def api_request(call: Call) -> dict[str, Any]:
    """Return what is posted to the API for the call."""
    return {"query": call.query, "variables": call.variables}


@asynccontextmanager
async def _client(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url=_URL) as client,
    ):
        yield client


async def _compare_rows(ours_url: str, yardstick_url: str) -> None:
    """Compare every table, now that both have written; the yardstick proves nothing."""
    ours, theirs = Database(ours_url), Database(yardstick_url)
    try:
        async with ours.reading() as one, theirs.reading() as other:
            for table in SQLModel.metadata.sorted_tables:
                if table.name in _PROOFS:
                    continue
                compared = [of for of in table.columns if f"{table.name}.{of.name}" not in _PROOFS]
                statement = select(*compared).order_by(*table.primary_key)
                rows = (await one.execute(statement)).all()
                others = (await other.execute(statement)).all()
                for row, same in zip(rows, others, strict=True):
                    if row != same:
                        raise DifferentAnswerError(f"{table.name}\n{row}\n{same}")
    finally:
        await ours.close()
        await theirs.close()
