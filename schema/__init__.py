"""What clients see: the assembled schema."""

from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import AddValidationRules, MaxTokensLimiter
from strawberry.schema.config import StrawberryConfig

from schema.enums import describe_enums

describe_enums()  # before any type names them

from schema.cpas import Cpas
from schema.errors import PublishErrors
from schema.form import Form, Signature
from schema.limits import MOST_TOKENS, SizeLimits
from schema.mutations import Mutation
from schema.queries import Query
from schema.report import Report
from schema.scalars import SCALARS
from schema.user_errors import USER_ERRORS


class PublicSchema(strawberry.Schema):
    """The schema; errors are logged where they are published, and nowhere else."""

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Leave the errors to `PublishErrors`: Strawberry would log the expected ones too."""


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
        ],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
