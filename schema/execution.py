"""From the text of an operation to its answer: read once, run as often as it is asked.

What was parsed and validated is kept, with the plans of its selections; the same text is then only
run. Every error leaves here as the contract promises it.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    specified_rules,
    validate,
)
from graphql.language import BREAK, DirectiveNode, VariableNode, Visitor, visit

from schema.compiled import CompilingExecutor, Plans
from schema.errors import publish_all
from schema.limits import MOST_TOKENS, SizeLimits

FOLLOW_UP = frozenset({"forms", "events"})
"""The queries of the follow-up: they may be answered by a replica, a moment behind."""
_MOST_KEPT = 512
_LONGEST_KEPT = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """The text of an operation as it was read: what to run, or why it cannot be run."""

    document: DocumentNode | None
    operation: OperationDefinitionNode | None
    errors: tuple[GraphQLError, ...] = ()
    plans: Plans = field(default_factory=lambda: Plans(kept=False))
    kept: dict[object, Any] | None = None
    """What fields keep for the next run; None where what is selected changes with variables."""
    follows: bool = False
    """Whether all of it is follow-up, which may be a moment behind."""


class Operations:
    """Prepares and runs operations on one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()

    def prepare(self, text: str, name: str | None) -> Prepared:
        """Return the operation of that name in the text; the same again is not read again.

        What cannot be run is not kept: strangers could fill the memory with it.
        """
        key = (text, name)
        if (found := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return found
        prepared = self._read(text, name)
        if len(text) <= _LONGEST_KEPT and not prepared.errors:
            self._kept[key] = prepared
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return prepared

    async def run(
        self,
        prepared: Prepared,
        *,
        variables: dict[str, Any] | None,
        name: str | None,
        context: Any,
    ) -> ExecutionResult:
        """Return the answer, with its errors as they are published.

        The context is a `Context`; introspection alone needs none.
        """
        if prepared.document is None or prepared.errors:
            return ExecutionResult(None, publish_all(prepared.errors, context))
        if context is not None:
            context.snapshot.following = prepared.follows
            if prepared.kept is not None:
                context.kept = prepared.kept
        running = execute(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=variables,
            operation_name=name,
            executor_class=CompilingExecutor,
            plans=prepared.plans,
        )
        result = await running if isawaitable(running) else running
        if result.errors:
            return ExecutionResult(result.data, publish_all(result.errors, context))
        return result

    def _read(self, text: str, name: str | None) -> Prepared:
        try:
            document = parse(text, max_tokens=MOST_TOKENS)
        except GraphQLError as unreadable:
            return Prepared(document=None, operation=None, errors=(unreadable,))
        operation = _operation(document, name)
        same = not _changes_with_variables(document)
        # Some rules take time that grows with the square of a document: its size comes first.
        unfit = validate(self._schema, document, (SizeLimits,)) or validate(
            self._schema, document, specified_rules
        )
        return Prepared(
            document=document,
            operation=operation,
            errors=(*_unnamed(document, name), *unfit),
            plans=Plans(kept=same),
            kept={} if same else None,
            follows=operation is not None and _only_follows(operation),
        )


def _unnamed(document: DocumentNode, name: str | None) -> list[GraphQLError]:
    """Refuse a document of several operations in which none is named: which one is meant?

    Source: GraphQL specification, GetOperation().
    """
    if name or len(_operations(document)) < 2:
        return []
    return [GraphQLError("Name the operation to run: the document holds several.")]


def _operations(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    found = (
        node
        for node in _operations(document)
        if not name or (node.name and node.name.value == name)
    )
    return next(found, None)


def _only_follows(operation: OperationDefinitionNode) -> bool:
    """Whether the operation asks for nothing but the follow-up."""
    selected = operation.selection_set.selections
    return operation.operation is OperationType.QUERY and all(
        isinstance(node, FieldNode) and node.name.value in FOLLOW_UP for node in selected
    )


class _Conditions(Visitor):
    """Finds out whether what is selected depends on a variable."""

    found = False

    def enter_directive(self, node: DirectiveNode, *_: object) -> object:
        """Look at one directive."""
        self.found = any(isinstance(given.value, VariableNode) for given in node.arguments or ())
        return BREAK if self.found else None


def _changes_with_variables(document: DocumentNode) -> bool:
    conditions = _Conditions()
    visit(document, conditions)
    return conditions.found
