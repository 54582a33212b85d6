"""From the text of an operation to its answer: read once, run as often as it is asked.

What was parsed and validated is kept, with the plans of its selections; the same text is then only
run. Every error leaves here as the contract promises it.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
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
    validate,
)

from resolvers.bounds import TooMany
from resolvers.cache import DocumentCache
from schema.compiled import CompilingExecutor, Plans
from schema.contract_answers import ContractAnswers, Kept, Key
from schema.errors import MOST_ERRORS, publish_all, shortened
from schema.limits import (
    ANYBODY,
    SIGNED_IN,
    Allowance,
    TooLargeError,
    check_text,
    check_values,
    check_variables,
    measured,
    rules_of,
)

FOLLOW_UP = frozenset({"forms", "events"})
"""The queries of the follow-up: they may be answered by a replica, a moment behind."""
MOST_TOKENS_KEPT = 100_000
"""Of all the documents that are kept, each with its text and the plans of its selections."""
MOST_TOKENS_WRITTEN = 600
"""Of a document that the database answers: what is longer costs more to compile than to resolve."""
_RULES = {allowed: rules_of(allowed) for allowed in (SIGNED_IN, ANYBODY)}
_WEIGHT_OF_ANY = 20
_CHARACTERS_OF_TOKEN = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class Prepared:
    """The text of an operation as it was read: what to run, or why it cannot be run."""

    document: DocumentNode | None = None
    operation: OperationDefinitionNode | None = None
    errors: tuple[GraphQLError, ...] = ()
    allowed: Allowance
    weight: int = 0
    """What it takes of the memory where it is kept, in tokens."""
    plans: Plans = field(default_factory=lambda: Plans(kept=False))
    follows: bool = False
    """Whether all of it is follow-up, which may be a moment behind."""
    varying: bool = False
    """Whether the variables decide if its answer may hold too much."""
    contract: Key | None = None
    """Its text and name, where it walks over the contract."""

    @property
    def type(self) -> OperationType | None:
        """What kind of operation it is, None where there is none."""
        return self.operation.operation if self.operation else None

    def against(self, variables: Mapping[str, Any] | None) -> Sequence[GraphQLError]:
        """Return what stands against running it with these variables."""
        if self.errors:
            return self.errors
        try:
            check_variables(variables, self.allowed)
            if self.varying and self.document and self.operation:
                check_values(self.document, self.operation, variables or {}, self.allowed)
        except TooLargeError as refused:
            return [refused]
        return []


class Operations:
    """Prepares and runs operations on one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: OrderedDict[tuple[str, str | None], Prepared] = OrderedDict()
        self._kept_tokens = 0
        self._cache = DocumentCache()
        self._contract = ContractAnswers()

    def prepare(self, text: str, name: str | None, *, signed_in: bool) -> Prepared:
        """Return the operation of that name in the text; the same again is not read again.

        What cannot be run is not kept, nor what nobody signed for: strangers could fill the memory
        with it.
        """
        key = (text, name)
        if not signed_in:
            told = self._contract.find(key)
            return told.prepared if told else self._read(text, name, ANYBODY)
        if (found := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return found
        prepared = self._read(text, name, SIGNED_IN)
        if prepared.operation is not None and not prepared.errors:
            self._keep(key, prepared)
        return prepared

    def _keep(self, key: tuple[str, str | None], prepared: Prepared) -> None:
        self._kept[key] = prepared
        self._kept_tokens += prepared.weight
        while self._kept_tokens > MOST_TOKENS_KEPT:
            _, oldest = self._kept.popitem(last=False)
            self._kept_tokens -= oldest.weight

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
        errors = prepared.against(variables)
        if prepared.document is None or errors:
            return ExecutionResult(None, publish_all(errors, context))
        if prepared.contract is not None and (told := self._told(prepared, context)) is not None:
            return told
        if context is not None:
            context.snapshot.following = prepared.follows
            context.writes = prepared.weight <= MOST_TOKENS_WRITTEN
            context.cache = self._cache
        running = execute(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=variables,
            operation_name=name,
            executor_class=CompilingExecutor,
            plans=prepared.plans,
            max_coercion_errors=MOST_ERRORS,
        )
        result = await running if isawaitable(running) else running
        if result.errors:
            return ExecutionResult(result.data, publish_all(result.errors, context))
        if prepared.contract is not None and _only_introspects(prepared.operation):
            self._contract.keep(prepared.contract, Kept(prepared, result.data or {}))
        return result

    def _told(self, prepared: Prepared, context: Any) -> ExecutionResult | None:
        """Return what the contract answered before, or that it is asked too often; None else."""
        assert prepared.contract is not None, "asked only of what walks over the contract"
        if (kept := self._contract.find(prepared.contract)) is not None:
            return ExecutionResult(kept.data, None)
        try:
            self._contract.admit(signed_in=prepared.allowed is SIGNED_IN)
        except TooMany as busy:
            refused = GraphQLError(busy.code, original_error=busy)
            return ExecutionResult(None, publish_all([refused], context))
        return None

    def _read(self, text: str, name: str | None, allowed: Allowance) -> Prepared:
        """Read an operation; whatever takes long comes behind the measure of its size."""
        try:
            check_text(text, allowed)
            document = _parsed(text, allowed, located=True)
            size = measured(document, allowed)
            unfit = validate(self._schema, document, _RULES[allowed], max_errors=MOST_ERRORS)
        except GraphQLError as refused:
            return Prepared(errors=(refused,), allowed=allowed)
        operation = _operation(document, name)
        errors = (*_unnamed(document, name), *unfit)
        if errors:
            return Prepared(operation=operation, errors=errors, allowed=allowed, document=document)
        document = _parsed(text, allowed, located=False)
        operation = _operation(document, name)
        return Prepared(
            document=document,
            operation=operation,
            allowed=allowed,
            weight=_WEIGHT_OF_ANY + document.token_count + len(text) // _CHARACTERS_OF_TOKEN,
            plans=Plans(kept=not size.changing),
            follows=operation is not None and _only_follows(operation),
            varying=size.varying,
            contract=(text, name) if size.whole_contract else None,
        )


def _parsed(text: str, allowed: Allowance, *, located: bool) -> DocumentNode:
    """Return the document; only what tells of errors knows where everything stands in the text."""
    try:
        return parse(text, max_tokens=allowed.tokens, no_location=not located)
    except GraphQLError as unreadable:
        if unreadable.message.endswith("tokens. Parsing aborted."):
            raise TooLargeError("tokens", None, allowed.tokens, allowed.hint) from None
        raise


def _unnamed(document: DocumentNode, name: str | None) -> list[GraphQLError]:
    """Refuse a document of several operations in which none is named: which one is meant?

    Source: GraphQL specification, GetOperation().
    """
    if name and _operation(document, name) is None:
        return [GraphQLError(f"The document holds no operation named {shortened(name)!r}.")]
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


def _only_introspects(operation: OperationDefinitionNode | None) -> bool:
    """Whether the operation asks for nothing but the contract, and the same each time."""
    return (
        operation is not None
        and not operation.variable_definitions
        and all(
            isinstance(node, FieldNode) and node.name.value.startswith("__") and not node.directives
            for node in operation.selection_set.selections
        )
    )


def _only_follows(operation: OperationDefinitionNode) -> bool:
    """Whether the operation asks for nothing but the follow-up."""
    selected = operation.selection_set.selections
    return operation.operation is OperationType.QUERY and all(
        isinstance(node, FieldNode) and node.name.value in FOLLOW_UP for node in selected
    )
