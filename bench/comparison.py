"""The same bytes: every operation is asked of both, in this process, before anything is measured.

Each has a copy of the same database, and both have the same clock; so answers to saves and
signatures are the same to the last microsecond, and so is every row afterwards.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import Engine, event, select
from sqlmodel import SQLModel
from starlette.applications import Starlette

from bench.callers import SUBJECT_KEY, Tokens
from bench.operations import Call, Operation
from bench.yardstick.app import Yardstick
from models.database import Database
from rapport_unique.app import create_app
from rapport_unique.issuer import load_key
from rapport_unique.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_URL = "http://127.0.0.1:8000"


class DifferentAnswerError(AssertionError):
    """The API and the yardstick do not answer the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statements:
    """How many statements a call of an operation takes, on the average."""

    ours: float
    yardstick: float


async def compare(
    ours_url: str, yardstick_url: str, operations: Sequence[Operation], var_dir: Path
) -> dict[str, Statements]:
    """Return how many statements each operation takes, when all answers are the same.

    The addresses are of two copies of one database.

    Raises:
        DifferentAnswerError: an answer differs, or what was written.
    """
    settings = Settings(
        environment="development",
        dev_issuer=True,
        graphiql=False,
        public_url=_URL,
        database_url=ours_url,
        subject_key=SUBJECT_KEY,
        var_dir=var_dir,
    )
    tokens = Tokens(_URL, load_key(var_dir / "development-issuer.pem"))
    yardstick = Yardstick(yardstick_url, tokens.for_yardstick(), lambda: NOW)
    found: dict[str, Statements] = {}
    async with (
        _client(create_app(settings, clock=lambda: NOW)) as ours,
        _client(yardstick.app()) as theirs,
    ):
        for operation in operations:
            found[operation.name] = await _compare(operation, ours, theirs, yardstick, tokens)
    await _compare_rows(ours_url, yardstick_url)
    return found


async def _compare(
    operation: Operation,
    ours: httpx2.AsyncClient,
    theirs: httpx2.AsyncClient,
    yardstick: Yardstick,
    tokens: Tokens,
) -> Statements:
    before = yardstick.statements
    with _counted() as executed:
        for call in operation.calls:
            headers = {"authorization": f"Bearer {tokens.of(call.caller)}"}
            mine = await ours.post("/graphql", json=api_request(call), headers=headers)
            method = "GET" if call.body is None else "POST"
            other = await theirs.request(method, call.path, json=call.body, headers=headers)
            if mine.content != other.content:
                raise DifferentAnswerError(f"{operation.name}\n{mine.text}\n{other.text}")
            if b'"errors"' in mine.content or b'"userErrors":[{' in mine.content:
                raise DifferentAnswerError(f"{operation.name} is refused\n{mine.text}")
    calls = len(operation.calls)
    return Statements(
        ours=executed["statements"] / calls, yardstick=(yardstick.statements - before) / calls
    )


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


@contextmanager
def _counted() -> Iterator[Counter[str]]:
    """Count the statements that SQLAlchemy executes meanwhile."""
    executed: Counter[str] = Counter()

    def count(*_: object) -> None:
        executed["statements"] += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield executed
    finally:
        event.remove(Engine, "before_cursor_execute", count)


async def _compare_rows(ours_url: str, yardstick_url: str) -> None:
    """Compare every table, now that both have written."""
    ours, theirs = Database(ours_url), Database(yardstick_url)
    try:
        async with ours.reading() as one, theirs.reading() as other:
            for table in SQLModel.metadata.sorted_tables:
                statement = select(table).order_by(*table.primary_key)
                rows = (await one.execute(statement)).all()
                others = (await other.execute(statement)).all()
                for row, same in zip(rows, others, strict=True):
                    if row != same:
                        raise DifferentAnswerError(f"{table.name}\n{row}\n{same}")
    finally:
        await ours.close()
        await theirs.close()
