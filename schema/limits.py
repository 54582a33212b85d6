"""How large an operation may be, decided before any of it runs.

Every fragment is measured once and remembered, so that fragments which multiply each other cost
no more to measure than to read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)

from models.paging import LARGEST_PAGE

MOST_TOKENS = 10_000
DEEPEST = 16
"""The introspection of GraphiQL is 15 levels deep."""
MOST_FIELDS = 1_000
MOST_ALIASES = 100
MOST_ROOT_FIELDS = 20
MOST_DIRECTIVES = 50
MOST_VALUES = 150_000
"""How many values an answer may hold: all 581 CPAS with some 250 fields each."""

_LENGTHS = {"forms": 6, "lines": 9, "signatures": 2, "signatureHistory": 6, "submissions": 2}
"""What lists without pages hold at the most, or as a rule."""
_PAGES = {
    "allCpas": 100,
    "reports": 5,
    "forms": 100,
    "awaitingMySignature": 50,
    "events": 100,
    "campaigns": 20,
}
"""What a page holds, or as a rule, where its size is not given."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a selection asks for, fragments written out."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    values: int = 0

    def beside(self, other: "Size") -> "Size":
        """Return the size of two selections beside each other."""
        return Size(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.directives + other.directives,
            self.values + other.values,
        )

    def below(self, *, alias: bool, length: int) -> "Size":
        """Return the size of a field that holds so many of this selection."""
        return Size(
            self.depth + 1,
            self.fields + 1,
            self.aliases + alias,
            self.directives,
            1 + length * max(self.values, 1),
        )


class SizeLimits(ValidationRule):
    """Refuses operations that are too deep or too large."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fragments: dict[str, Size] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        """Measure one operation."""
        size = self._size_of_set(node.selection_set)
        roots = len(node.selection_set.selections)
        for found, most, what in (
            (size.depth, DEEPEST, "levels of fields"),
            (size.fields, MOST_FIELDS, "fields"),
            (size.aliases, MOST_ALIASES, "aliases"),
            (size.directives, MOST_DIRECTIVES, "directives"),
            (size.values, MOST_VALUES, "values in the answer"),
            (roots, MOST_ROOT_FIELDS, "fields at the root"),
        ):
            if found > most:
                message = f"The operation is too large: at most {most} {what}."
                self.report_error(GraphQLError(message, node))

    def _size_of_set(self, selections: SelectionSetNode | None) -> Size:
        size = Size()
        for part in self._sizes(selections.selections if selections else ()):
            size = size.beside(part)
        return size

    def _sizes(self, selections: tuple[SelectionNode, ...]) -> Iterator[Size]:
        for node in selections:
            yield Size(directives=len(node.directives or ()))
            match node:
                case FieldNode(selection_set=inner, alias=alias):
                    size = self._size_of_set(inner)
                    yield size.below(alias=alias is not None, length=_length(node))
                case FragmentSpreadNode(name=name):
                    yield self._size_of_fragment(name.value)
                case _:
                    yield self._size_of_set(getattr(node, "selection_set", None))

    def _size_of_fragment(self, name: str) -> Size:
        if name not in self._fragments:
            self._fragments[name] = Size()  # what names itself is refused by another rule
            fragment = self.context.get_fragment(name)
            self._fragments[name] = self._size_of_set(fragment.selection_set if fragment else None)
        return self._fragments[name]


def _length(node: FieldNode) -> int:
    """Return how many items the field holds at the most; one where it is no list."""
    name = node.name.value
    sizes = {argument.name.value: argument.value for argument in node.arguments or ()}
    if name == "nodes" and "ids" in sizes:
        ids = sizes["ids"]
        return len(ids.values) if isinstance(ids, ListValueNode) else LARGEST_PAGE
    if name not in _PAGES or (name in _LENGTHS and not sizes):
        return _LENGTHS.get(name, 1)
    size = sizes.get("first") or sizes.get("last")
    if size is None:
        return _PAGES[name]
    if isinstance(size, IntValueNode) and len(size.value) < 5:
        return min(abs(int(size.value)), LARGEST_PAGE)
    return LARGEST_PAGE
