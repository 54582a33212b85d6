"""What clients see: the assembled schema."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode
from strawberry.extensions import (
    AddValidationRules,
    MaxTokensLimiter,
    ParserCache,
    SchemaExtension,
    ValidationCache,
)
from strawberry.schema.config import StrawberryConfig

from schema.enums import describe_enums

describe_enums()  # before any type names them

from schema.cpas import Cpas
from schema.errors import PublishErrors
from schema.events import Event
from schema.form import Form, Signature
from schema.limits import MOST_TOKENS, SizeLimits
from schema.mutations import Mutation
from schema.queries import Query
from schema.report import Report
from schema.scalars import SCALARS
from schema.subscriptions import Subscription
from schema.user_errors import USER_ERRORS


class PublicSchema(strawberry.Schema):
    """The schema; errors are logged where they are published, and nowhere else."""

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


def make_schema() -> PublicSchema:
    """Return the schema of the API."""
    return PublicSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Cpas, Report, Form, Signature, Event, *USER_ERRORS],
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
