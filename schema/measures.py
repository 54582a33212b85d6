"""How much a document asks for: measured in one walk over it, every fragment once.

What a fragment asks for is remembered, so that fragments which multiply each other cost no more to
measure than to read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from schema.lengths import COUNTED, Kind, Sizes, length_of

_INTROSPECTION = frozenset({"__schema", "__type"})
_LISTS_OF_TYPES = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})


class UnfitError(Exception):
    """The document cannot be measured, and could not be run either; says why."""


class TooNestedError(Exception):
    """The document is nested deeper than it may be measured."""


@dataclass(slots=True)
class Size:
    """How much a selection asks for, fragments written out."""

    depth: int = 0
    """Fields below each other."""
    nesting: int = 0
    """Selections below each other, those of fragments among them."""
    beside: int = 0
    """Fields beside each other, at the top of the selection."""
    fields: int = 0
    pages: int = 0
    """Pages of lists, and what is counted over all of them: each asks the database anew."""
    longest_name: int = 0
    aliases: int = 0
    directives: int = 0
    fragments: int = 0
    literals: int = 0
    literal_characters: int = 0
    introspections: int = 0
    """How often the contract is asked for; each alias below counts as once more."""
    lists_of_types: int = 0
    """Lists of introspection within each other."""
    whole_contract: bool = False
    """Whether all of the contract is walked over."""
    changing: bool = False
    """Whether a directive depends on a variable."""
    varying: bool = False
    """Whether how much is asked for depends on a variable of which nothing is known."""
    values: int = 0
    """How many values an answer may hold, outside the items of the page around."""
    values_of_item: int = 0
    """How many values each item may hold of the page around."""
    heaviest: tuple[str, ...] = ()
    """The lists that hold most of the values, from outside to inside."""

    def add(self, other: "Size") -> None:
        """Put the other selection beside this one."""
        self.depth = max(self.depth, other.depth)
        self.nesting = max(self.nesting, other.nesting)
        self.lists_of_types = max(self.lists_of_types, other.lists_of_types)
        self.longest_name = max(self.longest_name, other.longest_name)
        self.beside += other.beside
        self.fields += other.fields
        self.pages += other.pages
        self.aliases += other.aliases
        self.directives += other.directives
        self.fragments += other.fragments
        self.literals += other.literals
        self.literal_characters += other.literal_characters
        self.introspections += other.introspections
        self.whole_contract |= other.whole_contract
        self.changing |= other.changing
        self.varying |= other.varying
        if (other.values_of_item, other.values) > (self.values_of_item, self.values):
            self.heaviest = other.heaviest
        self.values += other.values
        self.values_of_item += other.values_of_item

    def put_below(self, node: FieldNode, sizes: Sizes) -> None:
        """Make this the size of a field that holds the selection."""
        self.depth += 1
        self.beside = 0
        length, name = length_of(node, sizes), node.name.value
        self.varying |= length.varies
        self.pages += length.kind is Kind.PAGE or name in COUNTED
        if length.kind is not Kind.ONE:
            self.heaviest = (name, *self.heaviest)
        match length.kind:
            case Kind.ITEMS:
                self.values, self.values_of_item = 1, 1 + self.values
            case Kind.PAGE:
                self.values += 1 + length.items * self.values_of_item
                self.values_of_item = 0
            case Kind.LIST:
                self.values = 1 + length.items * (1 + self.values)
            case Kind.ONE:
                self.values += 1
        self.whole_contract |= name == "__schema"
        if name in _INTROSPECTION:
            self.introspections += 1 + self.aliases
        self.lists_of_types += name in _LISTS_OF_TYPES


class Measuring:
    """Measures the operations of one document, with what is known of the variables."""

    def __init__(
        self,
        fragments: Sequence[FragmentDefinitionNode],
        *,
        most_nested: int,
        sizes: Mapping[str, object] | None = None,
    ) -> None:
        self._sizes = sizes
        self._fragments = {fragment.name.value: fragment for fragment in fragments}
        self._most_nested = most_nested
        self._known: dict[str, Size] = {}
        self._under_way: set[str] = set()

    def operation(self, node: OperationDefinitionNode) -> Size:
        """Return the size of one operation.

        Raises:
            UnfitError: a fragment contains itself.
            TooNestedError: it is nested deeper than may be.
        """
        size = self._set(node.selection_set, 1)
        _add_directives(size, node.directives)
        for variable in node.variable_definitions or ():
            _add_directives(size, variable.directives)
            if variable.default_value:
                _add_literals(size, [variable.default_value])
        return size

    def unused(self) -> list[str]:
        """Return the fragments that none of the operations uses which were measured."""
        return [name for name in self._fragments if name not in self._known]

    def _set(self, selected: SelectionSetNode, level: int) -> Size:
        if level > self._most_nested:
            raise TooNestedError
        size = Size()
        for node in selected.selections:
            _add_directives(size, node.directives)
            match node:
                case FieldNode():
                    self._add_field(size, node, level)
                case FragmentSpreadNode(name=name):
                    size.fragments += 1
                    size.add(self._fragment(name.value, level))
                case InlineFragmentNode(selection_set=inner):
                    size.fragments += 1
                    size.add(self._set(inner, level + 1))
        size.nesting += 1
        return size

    def _add_field(self, size: Size, node: FieldNode, level: int) -> None:
        size.beside += 1
        size.fields += 1
        size.aliases += node.alias is not None
        size.longest_name = max(size.longest_name, len((node.alias or node.name).value))
        if node.arguments:
            _add_arguments(size, node.arguments)
        if node.selection_set is None:
            size.depth = max(size.depth, 1)
            size.values += 1
            size.pages += node.name.value in COUNTED
            return
        below = self._set(node.selection_set, level + 1)
        below.put_below(node, self._sizes)
        size.add(below)

    def _fragment(self, name: str, level: int) -> Size:
        fragment = self._fragments.get(name)
        if fragment is None:
            return Size()  # validation tells
        if name in self._under_way:
            raise UnfitError("A fragment contains itself.")
        if name not in self._known:
            self._under_way.add(name)
            self._known[name] = self._set(fragment.selection_set, level + 1)
            _add_directives(self._known[name], fragment.directives)
            self._under_way.remove(name)
        if level + self._known[name].nesting > self._most_nested:
            raise TooNestedError
        return self._known[name]


def _add_directives(size: Size, nodes: Sequence[DirectiveNode] | None) -> None:
    for node in nodes or ():
        size.directives += 1
        given = node.arguments or ()
        size.changing |= any(isinstance(argument.value, VariableNode) for argument in given)
        _add_arguments(size, given)


def _add_arguments(size: Size, given: Sequence[ArgumentNode]) -> None:
    _add_literals(size, [argument.value for argument in given])


def _add_literals(size: Size, values: list[ValueNode]) -> None:
    while values:
        node = values.pop()
        size.literals += 1
        match node:
            case ListValueNode(values=inner):
                values.extend(inner)
            case ObjectValueNode(fields=given):
                values.extend(field.value for field in given)
            case _:
                size.literal_characters += len(str(getattr(node, "value", "")))
