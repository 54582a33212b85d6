"""What an operation selects below a field, fragments and conditions resolved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import Info
from strawberry.types.field import StrawberryField

from resolvers.context import Context

BEHIND = "strawberry-definition"
"""Under this name Strawberry keeps, with each type and field, what it was made of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """The selections of one operation, with the values of its variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDetails]
    variables: VariableValues
    operation: OperationDefinitionNode

    def fields(self, type_name: str, details: FieldDetailsList) -> GroupedFieldSet:
        """Return what is selected of an object of that type, by the names in the answer."""
        selected = collect_subfields(
            self.schema,
            dict(self.fragments),
            self.variables,
            self.operation,
            self._type(type_name),
            details,
        )
        return selected.grouped_field_set

    def arguments(self, type_name: str, details: FieldDetailsList) -> dict[str, Any]:
        """Return the arguments that a field of that type is given."""
        node = details[0].node
        definition = self._type(type_name).fields[node.name.value]
        return get_argument_values(definition, node, self.variables)

    @property
    def is_of_one_field(self) -> bool:
        """Whether the operation asks for one field."""
        selected = self.operation.selection_set.selections
        return len(selected) == 1 and isinstance(selected[0], FieldNode)

    def key(self, details: FieldDetailsList) -> tuple[object, ...]:
        """Return what names the field in its document, with the flags that decide what is below."""
        given = self.variables.coerced.items()
        flags = tuple((name, value) for name, value in given if isinstance(value, bool))
        return (*(id(detail.node) for detail in details), *flags)

    def is_at_hand(self, type_name: str, details: FieldDetailsList) -> bool:
        """Whether all that is selected of an object of that type comes with its value."""
        type_ = self._type(type_name)
        return all(
            self._comes_with_it(type_, selected)
            for selected in self.fields(type_name, details).values()
        )

    def _comes_with_it(self, type_: GraphQLObjectType, details: FieldDetailsList) -> bool:
        definition = type_.fields.get(details[0].node.name.value)
        if definition is None:  # __typename
            return True
        field: StrawberryField = definition.extensions[BEHIND]
        inner = get_named_type(definition.type)
        return not field.is_async and (
            not isinstance(inner, GraphQLObjectType) or self.is_at_hand(inner.name, details)
        )

    def _type(self, name: str) -> GraphQLObjectType:
        type_ = self.schema.get_type(name)
        assert isinstance(type_, GraphQLObjectType), "the caller names a type of objects"
        return type_


def selected_below(info: Info[Context, None]) -> tuple[Selection, FieldDetailsList]:
    """Return the selections of the operation, and the field of it that is being resolved."""
    raw = info._raw_info  # noqa: SLF001 - Strawberry shows only a simplified form of it
    selection = Selection(
        schema=raw.schema,
        fragments={name: FragmentDetails(part) for name, part in raw.fragments.items()},
        variables=raw.variable_values,
        operation=raw.operation,
    )
    return selection, [FieldDetails(node, None, None) for node in raw.field_nodes]
