"""What an operation selects below a field, fragments and conditions resolved."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, GraphQLResolveInfo
from graphql.execution.collect_fields import (
    FieldDetails,
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_subfields,
)
from graphql.execution.values import get_argument_values
from strawberry import Info

from resolvers.context import Context


@dataclass(frozen=True, slots=True)
class Selection:
    """The selection of one operation, seen from one of its fields."""

    _info: GraphQLResolveInfo[Any]

    @property
    def details(self) -> FieldDetailsList:
        """The field itself, wherever the operation selects it."""
        return [FieldDetails(node, None, None) for node in self._info.field_nodes]

    @property
    def key(self) -> tuple[int, ...]:
        """What names the field within its document."""
        return tuple(id(node) for node in self._info.field_nodes)

    def fields(self, type_name: str, details: FieldDetailsList) -> GroupedFieldSet:
        """Return what is selected of an object of that type, by the names in the answer."""
        info = self._info
        type_ = info.schema.get_type(type_name)
        assert isinstance(type_, GraphQLObjectType), "the caller names a type of objects"
        fragments = {name: FragmentDetails(part) for name, part in info.fragments.items()}
        selected = collect_subfields(
            info.schema, fragments, info.variable_values, info.operation, type_, details
        )
        return selected.grouped_field_set

    def arguments(self, type_name: str, details: FieldDetailsList) -> dict[str, Any]:
        """Return the arguments that a field of that type is given."""
        type_ = self._info.schema.get_type(type_name)
        assert isinstance(type_, GraphQLObjectType), "the caller names a type of objects"
        node = details[0].node
        definition = type_.fields[node.name.value]
        return get_argument_values(definition, node, self._info.variable_values)


def selection_of(info: Info[Context, None]) -> Selection:
    """Return the selection below the field that is being resolved."""
    return Selection(info._raw_info)  # noqa: SLF001 - Strawberry shows only a simplified form of it
