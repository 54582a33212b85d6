"""Operations run without HTTP, by any actor: also by those whom no invented person stands for."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import ExecutionResult

from auth.identity import Actor
from models.cpas import EnterpriseNumber, NisCode, Region
from models.database import Database
from models.language import Language
from models.people import Person, Role, Subject
from resolvers.context import Context
from schema import PublicSchema, make_schema
from tests.sealing import SEALING
from tests.world import Clock


def actor(
    *roles: Role,
    nis_code: str | None = None,
    enterprise_number: str | None = None,
    region: Region | None = None,
) -> Actor:
    """Somebody with exactly these roles, at that place."""
    person = Person(subject=Subject("s"), display_name="Somebody", roles=frozenset(roles))
    return Actor(
        person=person,
        nis_code=None if nis_code is None else NisCode(nis_code),
        enterprise_number=None
        if enterprise_number is None
        else EnterpriseNumber(enterprise_number),
        region=region,
    )


READER = actor(Role.SPP_IS_READER)


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Runs operations on one database, as the server does."""

    database: Database
    clock: Clock
    schema: PublicSchema = field(default_factory=make_schema)

    @asynccontextmanager
    async def context(
        self, who: Actor | None, language: Language | None = None
    ) -> AsyncIterator[Context]:
        """The context of one operation."""
        context = Context(
            actor=who,
            language=language,
            clock=self.clock,
            database=self.database,
            request_id="request",
            sealing=SEALING,
        )
        try:
            yield context
        finally:
            await context.close()

    async def run(
        self,
        who: Actor | None,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        language: Language | None = None,
        operation: str | None = None,
    ) -> ExecutionResult:
        """What the operation answers that actor."""
        async with self.context(who, language) as context:
            prepared = self.schema.prepare(query, operation, signed_in=who is not None)
            given = dict(variables or {})
            result = await self.schema.run(
                prepared, variables=given, name=operation, context=context
            )
            return ExecutionResult(orjson.loads(orjson.dumps(result.data)), result.errors)

    async def data(
        self,
        who: Actor | None,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        language: Language | None = None,
    ) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.run(who, query, variables, language=language)
        assert answer.errors is None, answer.errors
        assert answer.data is not None
        return answer.data
