"""What clients see: the assembled schema."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import (
    AddValidationRules,
    MaxTokensLimiter,
    ParserCache,
    SchemaExtension,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema.enums import describe_enums

describe_enums()  # before any type names them

from schema.cpas import Cpas
from schema.errors import PublishErrors
from schema.execution import Operations
from schema.form import Form, Signature
from schema.limits import MOST_TOKENS, SizeLimits
from schema.mutations import Mutation
from schema.queries import Query
from schema.report import Report
from schema.scalars import SCALARS
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
            raise CannotGetOperationTypeError(str(operation_name))
        prepared = self._operations.prepare(query, operation_name)
        if prepared.document is not None:
            _check_type(prepared.operation, operation_name, allowed_operation_types)
        result = await self._operations.run(
            prepared, variables=variable_values, name=operation_name, context=context_value
        )
        return ExecutionResult(data=result.data, errors=result.errors)

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Leave the errors to `PublishErrors`: Strawberry would log the expected ones too."""


class ParsedOnce(ParserCache):
    """Keeps what was parsed; what cannot be parsed is left to the schema, which tells why."""

    def on_parse(self) -> Iterator[None]:
        """Take the document from the cache."""
        context = self.execution_context
        with suppress(GraphQLError):
            context.graphql_document = self.cached_parse_document(
                context.query, **context.parse_options
            )
        yield


class OneOperation(SchemaExtension):
    """Refuses a document of several operations in which none is named: which one is meant?

    Source: GraphQL specification, GetOperation().
    """

    def on_validate(self) -> Iterator[None]:
        """Count the operations of the document."""
        context = self.execution_context
        document = context.graphql_document
        assert document is not None, "what is validated was parsed"
        operations = [
            node for node in document.definitions if isinstance(node, OperationDefinitionNode)
        ]
        named = context._provided_operation_name  # noqa: SLF001 - the public name falls back to the first
        if len(operations) > 1 and not named:
            unnamed = GraphQLError("Name the operation to run: the document holds several.")
            context.pre_execution_errors = [*(context.pre_execution_errors or ()), unnamed]
        yield


def _check_type(
    operation: OperationDefinitionNode | None,
    name: str | None,
    allowed: Iterable[OperationType] | None,
) -> None:
    if operation is None:
        raise CannotGetOperationTypeError(name)
    type_ = OperationType(operation.operation.value)
    if type_ not in (_AT_ONCE if allowed is None else allowed):
        raise InvalidOperationTypeError(type_)


_AT_ONCE = (OperationType.QUERY, OperationType.MUTATION)


def make_schema() -> PublicSchema:
    """Return the schema of the API."""
    return PublicSchema(
        query=Query,
        mutation=Mutation,
        types=[Cpas, Report, Form, Signature, *USER_ERRORS],
        extensions=[
            PublishErrors,
            lambda: MaxTokensLimiter(max_token_count=MOST_TOKENS),
            lambda: AddValidationRules([SizeLimits]),
            ParsedOnce,
            ValidationCache,
            OneOperation,
        ],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
