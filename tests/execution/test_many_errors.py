"""How many errors are told of an operation that was run, and how many are logged."""

import logging

import pytest
from graphql import GraphQLError

from models.database import Database
from resolvers.context import Context
from resolvers.denials import BadInput
from schema.errors import MOST_FAILURES, publish_all
from tests.world import Clock

pytestmark = pytest.mark.only_on("sqlite", reason="Errors know of no database.")


@pytest.fixture
def context() -> Context:
    return Context(
        actor=None,
        language=None,
        clock=Clock(),
        database=Database("sqlite://"),
        request_id="a-request",
    )


def failed(count: int, *, cause: type[Exception] = RuntimeError) -> list[GraphQLError]:
    return [
        GraphQLError("no", path=["nodes", at], original_error=cause(f"fault {at}"))
        for at in range(count)
    ]


def code_of(error: GraphQLError) -> object:
    return (error.extensions or {}).get("code")


async def test_the_rest_of_many_errors_is_counted(context: Context) -> None:
    told = publish_all(failed(12_000, cause=BadInput), context)

    assert len(told) == MOST_FAILURES
    assert told[-1].extensions == {"code": "MORE_ERRORS", "count": 12_000 - MOST_FAILURES + 1}
    assert told[-1].path == ["nodes", MOST_FAILURES - 1]
    assert {code_of(error) for error in told[:-1]} == {"BAD_USER_INPUT"}


async def test_as_many_as_may_be_are_all_told(context: Context) -> None:
    told = publish_all(failed(MOST_FAILURES, cause=BadInput), context)

    assert {code_of(error) for error in told} == {"BAD_USER_INPUT"}
    assert len(told) == MOST_FAILURES


async def test_many_faults_are_no_storm_in_the_log(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    publish_all(failed(300), context)

    said = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(said) == 6
    assert said[-1] == "295 more unexpected errors, request a-request"
