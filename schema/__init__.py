"""What clients see: the assembled schema."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import strawberry
from graphql import ExecutionResult as GraphQLExecutionResult
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.exceptions import MissingQueryError
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema.enums import describe_enums

describe_enums()  # before any type names them

from resolvers.context import Context
from schema.cpas import Cpas
from schema.errors import shortened
from schema.events import Event
from schema.execution import Operations
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

    async def execute(  # noqa: PLR0917 - Strawberry's signature
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Run one query or mutation.

        Raises:
            MissingQueryError: there is no text.
            CannotGetOperationTypeError: the text holds no operation of that name.
            InvalidOperationTypeError: the operation is not of an allowed type.
        """
        del root_value, operation_extensions
        if not query:
            raise MissingQueryError
        if not isinstance(operation_name, str | None):
            raise CannotGetOperationTypeError(shortened(str(operation_name)))
        signed_in = getattr(context_value, "actor", None) is not None
        prepared = self._operations.prepare(query, operation_name, signed_in=signed_in)
        if prepared.document is not None:
            _check_type(prepared.operation, operation_name, allowed_operation_types)
        result = await self._operations.run(
            prepared, variables=variable_values, name=operation_name, context=context_value
        )
        return ExecutionResult(data=result.data, errors=result.errors)

    async def follow(
        self,
        query: str | None,
        *,
        variables: dict[str, Any] | None,
        name: str | None,
        context: Context,
    ) -> GraphQLExecutionResult | Answers:
        """Begin one subscription; return what yields its answers, or why there will be none."""
        prepared = self._operations.prepare(query or "", name, signed_in=context.actor is not None)
        return await follow(self._schema, prepared, variables=variables, name=name, context=context)

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Leave the errors to `publish_all`: Strawberry would log the expected ones too."""


def _check_type(
    operation: OperationDefinitionNode | None,
    name: str | None,
    allowed: Iterable[OperationType] | None,
) -> None:
    if operation is None:
        raise CannotGetOperationTypeError(shortened(name) if name else name)
    type_ = OperationType(operation.operation.value)
    if type_ is OperationType.SUBSCRIPTION or type_ not in (allowed or OperationType):
        raise InvalidOperationTypeError(type_)


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
