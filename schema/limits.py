"""How large an operation may be, decided before anything costly is done with it.

Who has no token may ask for much less: nothing but `viewer`, `node`, `nodes`, what proves
things to strangers, and the contract itself is open to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    specified_rules,
)
from graphql.validation.validate import ValidationAbortedError

from schema.measures import Measuring, Size, TooNestedError, UnfitError


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """How much one caller may ask for at once."""

    hint: str = ""
    characters: int
    tokens: int
    operations: int
    fragment_definitions: int
    variable_definitions: int
    root_fields: int
    nesting: int
    depth: int
    fields: int
    pages: int
    comparisons: int
    """Of fields of one name: each pair of them, and each of their arguments."""
    name_characters: int
    aliases: int
    directives: int
    fragments: int
    literals: int
    literal_characters: int
    introspections: int
    values: int
    variable_values: int
    variable_characters: int


SIGNED_IN = Allowance(
    characters=100_000,
    tokens=1_500,
    operations=20,
    fragment_definitions=50,
    variable_definitions=50,
    root_fields=20,
    nesting=32,
    depth=16,
    fields=600,
    pages=30,
    comparisons=5_000,
    name_characters=100,
    aliases=100,
    directives=50,
    fragments=200,
    literals=1_000,
    literal_characters=40_000,
    introspections=2,
    values=120_000,
    variable_values=60_000,
    variable_characters=1_000_000,
)
"""All 581 CPAS with some 200 values each. The introspection of GraphiQL is 15 fields deep."""
ANYBODY = Allowance(
    hint=" With an access token, more is.",
    characters=10_000,
    tokens=800,
    operations=5,
    fragment_definitions=10,
    variable_definitions=10,
    root_fields=5,
    nesting=24,
    depth=16,
    fields=250,
    pages=10,
    comparisons=400,
    name_characters=100,
    aliases=10,
    directives=10,
    fragments=50,
    literals=120,
    literal_characters=5_000,
    introspections=2,
    values=20_000,
    variable_values=1_000,
    variable_characters=20_000,
)
"""The introspection of every known client, and a few fields of one's own."""

_OF_A_DOCUMENT = (
    ("fields", "fields"),
    ("pages", "pages, counts and summaries of lists"),
    ("aliases", "aliases"),
    ("directives", "directives"),
    ("fragments", "uses of fragments"),
    ("literals", "literal values"),
    ("literal_characters", "characters in literal values"),
    ("introspections", "looks at the contract"),
)
"""What all the operations of a document may ask for together, and what it is called."""


class TooLargeError(GraphQLError):
    """More is asked for than is allowed: of what, and where it can be told how much."""

    def __init__(self, what: str, found: int | None, allowed: int, hint: str = "") -> None:
        asked = f"more than {allowed}" if found is None else found
        super().__init__(
            f"The operation is too large: {asked} {what}; at most {allowed} are allowed.{hint}",
            extensions={"code": "OPERATION_TOO_LARGE", "asked": found, "allowed": allowed},
        )


def check_text(text: str, allowed: Allowance) -> None:
    """Refuse a text that is too long to be read at all.

    Raises:
        TooLargeError: it is.
    """
    _refuse_above(allowed.characters, len(text), "characters", allowed)


def measured(document: DocumentNode, allowed: Allowance) -> Size:
    """Return how much the operations of the document ask for together.

    Where variables decide on how many values an answer may hold, `check_values` tells when the
    operation is run.

    Raises:
        TooLargeError: more than is allowed.
        GraphQLError: the document could not be run anyway.
    """
    operations, fragments = _definitions(document)
    counts = (
        (allowed.operations, len(operations), "operations"),
        (allowed.fragment_definitions, len(fragments), "fragments"),
        *(_about_variables(operation, allowed) for operation in operations),
    )
    for most, found, what in counts:
        _refuse_above(most, found, what, allowed)
    measuring = Measuring(fragments, most_nested=allowed.nesting)
    try:
        sizes = [measuring.operation(operation) for operation in operations]
    except TooNestedError:
        raise TooLargeError("levels of selections", None, allowed.nesting, allowed.hint) from None
    except UnfitError as unfit:
        raise GraphQLError(str(unfit)) from None
    if measuring.unused():
        raise GraphQLError("A fragment is used by no operation.")
    return _checked(sizes, allowed)


def check_values(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, object],
    allowed: Allowance,
) -> None:
    """Refuse an operation whose answer may hold too much, with the variables that it is given.

    Raises:
        TooLargeError: it may.
    """
    _, fragments = _definitions(document)
    sizes = {**_defaults(operation), **variables}
    measuring = Measuring(fragments, most_nested=allowed.nesting, sizes=sizes)
    _refuse_values(measuring.operation(operation), allowed)


def _defaults(operation: OperationDefinitionNode) -> dict[str, object]:
    """Return what the variables hold that tell of sizes, where they are not given."""
    found: dict[str, object] = {}
    for variable in operation.variable_definitions or ():
        match variable.default_value:
            case IntValueNode(value=digits) if len(digits) < 5:
                found[variable.variable.name.value] = int(digits)
            case ListValueNode(values=values):
                found[variable.variable.name.value] = list(values)
            case _:
                pass
    return found


def _definitions(
    document: DocumentNode,
) -> tuple[list[OperationDefinitionNode], list[FragmentDefinitionNode]]:
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    if len(operations) + len(fragments) < len(document.definitions):
        raise GraphQLError("A document holds operations and fragments, and nothing else.")
    if len({fragment.name.value for fragment in fragments}) < len(fragments):
        raise GraphQLError("Two fragments have the same name.")
    return operations, fragments


def _about_variables(
    operation: OperationDefinitionNode, allowed: Allowance
) -> tuple[int, int, str]:
    return allowed.variable_definitions, len(operation.variable_definitions or ()), "variables"


def _checked(sizes: Sequence[Size], allowed: Allowance) -> Size:
    together = Size()
    for size in sizes:
        _refuse_above(allowed.root_fields, size.beside, "fields at the root", allowed)
        _refuse_above(allowed.depth, size.depth, "levels of fields", allowed)
        _refuse_above(allowed.name_characters, size.longest_name, "characters in a name", allowed)
        if size.lists_of_types > 1:
            raise TooLargeError("lists of the contract within each other", size.lists_of_types, 1)
        together.add(size)
    for name, what in _OF_A_DOCUMENT:
        _refuse_above(getattr(allowed, name), getattr(together, name), what, allowed)
    for size in sizes:
        if not size.varying:
            _refuse_values(size, allowed)
    together.varying = any(size.varying and size.values > allowed.values for size in sizes)
    return together


def _refuse_values(size: Size, allowed: Allowance) -> None:
    lists = ".".join(size.heaviest)
    blamed = f" Most of them are in {lists}: ask for a smaller page." if lists else ""
    _refuse_above(allowed.values, size.values, "values in the answer", allowed, blamed)


def rules_of(allowed: Allowance) -> Sequence[type[ASTValidationRule]]:
    """Return the rules of GraphQL, of which one compares no more fields than is allowed."""

    class Merging(OverlappingFieldsCanBeMergedRule):
        """Compares the fields of one name, each with each: what grows faster than a document."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = allowed.comparisons

        def enter_selection_set(self, *args: Any) -> None:
            try:
                super().enter_selection_set(*args)
            except ValidationAbortedError:
                what, hint = "comparisons of fields of one name", allowed.hint
                raise TooLargeError(what, None, allowed.comparisons, hint) from None

    others = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]
    return (*others, Merging)


def check_variables(given: object, allowed: Allowance) -> None:
    """Refuse variables that hold too much.

    Raises:
        TooLargeError: they do.
    """
    values, characters, left = 0, 0, [given]
    while left:
        match left.pop():
            case dict() as inner:
                values += len(inner)
                characters += sum(map(len, inner))
                left.extend(inner.values())
            case list() as inner:
                values += len(inner)
                left.extend(inner)
            case str(text):
                characters += len(text)
            case _:
                pass
    _refuse_above(allowed.variable_values, values, "values in variables", allowed)
    _refuse_above(allowed.variable_characters, characters, "characters in variables", allowed)


def _refuse_above(most: int, found: int, what: str, allowed: Allowance, blamed: str = "") -> None:
    if found > most:
        raise TooLargeError(what, found, most, blamed + allowed.hint)
