"""From a subscription to its events: begun once, then answered event by event.

Each event is answered with what the database holds at that instant, and nothing of the database is
held when the answer is handed on, for a client may be slow to take it.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from inspect import isawaitable
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType, subscribe

from resolvers.context import Context
from schema.compiled import CompilingExecutor
from schema.errors import MOST_ERRORS, publish_all
from schema.execution import Prepared

Answers = AsyncGenerator[ExecutionResult, None]


async def follow(
    schema: GraphQLSchema,
    prepared: Prepared,
    *,
    variables: dict[str, Any] | None,
    name: str | None,
    context: Context,
) -> ExecutionResult | Answers:
    """Return what yields an answer for each event, or why there will be none.

    Errors are published, as those of queries are. What is returned gives back what the context
    holds.
    """
    document = prepared.document
    errors = [*prepared.against(variables)] or _unfit(prepared)
    if document is None or errors:
        return _failed(errors, context)
    try:
        begun: Any = subscribe(
            schema,
            document,
            context_value=context,
            variable_values=variables,
            operation_name=name,
            executor_class=CompilingExecutor,
            plans=prepared.plans,
            max_coercion_errors=MOST_ERRORS,
        )
        begun = await begun if isawaitable(begun) else begun
    finally:
        await context.close()
    if isinstance(begun, ExecutionResult):
        return _failed(begun.errors or [], context)
    return _answers(begun, context)


def _unfit(prepared: Prepared) -> list[GraphQLError]:
    if prepared.operation is None:
        return [GraphQLError("The document holds no operation of that name.")]
    if prepared.operation.operation is not OperationType.SUBSCRIPTION:
        return [GraphQLError("Only subscriptions run here: post queries and mutations.")]
    return []


async def _answers(results: Answers, context: Context) -> Answers:
    try:
        async with aclosing(results):
            async for result in results:
                await context.close()
                yield _published(result, context)
    except Exception as error:  # noqa: BLE001 - it ends the subscription, masked and logged
        failed = GraphQLError(str(error), original_error=error, path=["events"])
        yield _failed([failed], context)
    finally:
        await context.close()


def _published(result: ExecutionResult, context: Context) -> ExecutionResult:
    if not result.errors:
        return result
    return ExecutionResult(result.data, publish_all(result.errors, context))


def _failed(errors: list[GraphQLError], context: Context) -> ExecutionResult:
    return ExecutionResult(None, publish_all(errors, context))
