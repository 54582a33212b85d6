"""What clients see: the assembled schema."""

from functools import cache
from typing import Any

import strawberry
from graphql import ExecutionResult, GraphQLError
from strawberry.schema.config import StrawberryConfig

from schema.enums import describe_enums

describe_enums()  # before any type names them

from resolvers.context import Context
from schema.cpas import Cpas
from schema.events import Event
from schema.execution import Operations, Prepared
from schema.following import Answers, follow
from schema.form import Form, Signature
from schema.mutations import Mutation
from schema.queries import Query
from schema.report import Report
from schema.scalars import SCALARS
from schema.subscriptions import Subscription
from schema.user_errors import USER_ERRORS


class PublicSchema(strawberry.Schema):
    """The schema; errors are logged where they are published, and nowhere else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._operations = Operations(self._schema)

    def prepare(self, query: str, name: str | None, *, signed_in: bool) -> Prepared:
        """Return the operation of that name in the text, or why it cannot be run."""
        return self._operations.prepare(query, name, signed_in=signed_in)

    async def run(
        self,
        prepared: Prepared,
        *,
        variables: dict[str, Any] | None,
        name: str | None,
        context: Context | None,
    ) -> ExecutionResult:
        """Run one query or mutation; its errors are published. Introspection needs no context."""
        return await self._operations.run(prepared, variables=variables, name=name, context=context)

    async def follow(
        self,
        prepared: Prepared,
        *,
        variables: dict[str, Any] | None,
        name: str | None,
        context: Context,
    ) -> ExecutionResult | Answers:
        """Begin one subscription; return what yields its answers, or why there will be none."""
        return await follow(self._schema, prepared, variables=variables, name=name, context=context)

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Leave the errors to `publish_all`: Strawberry would log the expected ones too."""


@cache
def make_schema() -> PublicSchema:
    """Return the schema of the API: the same one for every caller."""
    return PublicSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Cpas, Report, Form, Signature, Event, *USER_ERRORS],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


@cache
def contract() -> str:
    """Return the text of the contract, as it is published."""
    return f"{make_schema().as_str()}\n"
