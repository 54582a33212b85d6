"""Operations run without HTTP, by any actor: also by those whom no invented person stands for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from strawberry.types import ExecutionResult

from auth.identity import Actor
from models.cpas import NisCode, Region
from models.database import Database
from models.language import Language
from models.people import Person, Role, Subject
from resolvers.context import Context
from schema import PublicSchema
from tests.world import World


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
        enterprise_number=enterprise_number,
        region=region,
    )


READER = actor(Role.SPP_IS_READER)


@asynccontextmanager
async def context_for(
    world: World, who: Actor | None, language: Language | None = None
) -> AsyncIterator[Context]:
    """The context of one operation on the database of that world."""
    database = Database(world.settings.database_url)
    context = Context(
        actor=who, language=language, clock=world.clock, database=database, request_id="request"
    )
    try:
        yield context
    finally:
        await context.close()
        await database.close()


async def run(
    schema: PublicSchema,
    world: World,
    who: Actor | None,
    query: str,
    *,
    language: Language | None = None,
    operation: str | None = None,
    **variables: Any,
) -> ExecutionResult:
    """What the operation answers that actor."""
    async with context_for(world, who, language) as context:
        return await schema.execute(
            query, variables, context_value=context, operation_name=operation
        )
