"""What the tests stand on: the demo country, a clock that can be set, and callers of the API."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from models.patience import UNHURRIED
from rapport_unique.app import create_app, development_issuer
from rapport_unique.personas import persona_named
from rapport_unique.settings import Settings
from tests.databases import copy_of_database, drop_database, everything, run

NOON = datetime.fromisoformat("2026-11-23T12:00:00+00:00")
"""The instant at which the tests begin; the demo reports close at the end of the year after."""


@dataclass
class Clock:
    """A clock that stands still until it is told otherwise."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    headers: httpx2.Headers
    body: dict[str, Any]

    @property
    def data(self) -> dict[str, Any]:
        """The data of an answer without errors."""
        assert "errors" not in self.body, self.body["errors"]
        data: dict[str, Any] = self.body["data"]
        return data

    @property
    def errors(self) -> list[dict[str, Any]]:
        return list(self.body.get("errors", []))

    @property
    def error_codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]


@dataclass
class Caller:
    """One person, or nobody, who calls the API."""

    client: httpx2.AsyncClient
    token: str | None
    language: str | None = None

    async def __call__(self, query: str, **variables: object) -> Answer:
        return await self.post({"query": query, "variables": variables})

    async def post(self, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"accept": "application/json", **(headers or {})}
        if self.token is not None:
            sent.setdefault("authorization", f"Bearer {self.token}")
        if self.language is not None:
            sent.setdefault("accept-language", self.language)
        response = await self.client.post("/graphql", json=body, headers=sent)
        return Answer(response.status_code, response.headers, response.json())


@dataclass
class World:
    """A running application in this process, on a database of its own."""

    settings: Settings
    clock: Clock
    client: httpx2.AsyncClient = field(init=False)
    known_since: datetime | None = None
    """Until when its persons had other pseudonyms, if they had."""

    def __post_init__(self) -> None:
        self.app = create_app(
            self.settings,
            clock=self.clock,
            known_since=self.known_since,
            publish_every=timedelta(days=1),  # else a slow test would write what it did not ask for
        )
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, raise_app_exceptions=False),
            base_url=self.settings.base_url,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator["World"]:
        """This world while its application runs; afterwards it holds no connection."""
        async with self.app.router.lifespan_context(self.app), self.client:
            yield self

    def as_(self, persona: str, language: str | None = None) -> Caller:
        return Caller(self.client, self.token(persona), language)

    def as_nobody(self, language: str | None = None) -> Caller:
        return Caller(self.client, None, language)

    def token(self, persona: str) -> str:
        found = persona_named(persona)
        assert found is not None, f"no persona {persona}"
        issuer = development_issuer(self.settings)
        return issuer.issue_token(found, now=self.clock.now)

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """What the database holds, read past the application."""
        return run(self.settings.database_url, sql, *parameters)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, to show that nothing was written."""
        return everything(self.settings.database_url)


@asynccontextmanager
async def copied_world(template: Path, folder: Path, clock: Clock) -> AsyncIterator[World]:
    """A world on a copy of the template in that folder, which goes afterwards."""
    world = World(copy_of(template, folder), clock)
    async with world.running():
        yield world
    drop_database(world.settings.database_url)


def copy_of(template: Path, folder: Path) -> Settings:
    """Settings for a copy of the demo country in that folder."""
    return development_settings(folder, database_url=copy_of_database(template, folder))


def development_settings(folder: Path, *, database_url: str) -> Settings:
    return Settings(
        environment="development",
        dev_issuer=True,
        var_dir=folder,
        database_url=database_url,
        max_operations=1_000,  # what a test does at once, and how often, is for the test to say
        max_writes_per_minute=100_000,
        database_lock_timeout_s=UNHURRIED.lock_s,  # nor is a machine at fault that has much to do
        database_statement_timeout_s=UNHURRIED.statement_s,
        database_idle_timeout_s=UNHURRIED.idle_s,
        database_timeout_s=UNHURRIED.whole_s,
    )
