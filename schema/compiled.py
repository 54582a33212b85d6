"""Selections compiled once: an object answers its plain fields without a resolver call for each.

A plan is made of the fields selected on one type. It reads attributes and calls the very functions
that resolve the fields; it runs nothing that waits. Whatever is unusual - a null where none may be,
a value of another class, any exception - is left to graphql-core, which then answers that object by
itself: errors, paths and the spreading of nulls stay its own.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from datetime import datetime
from inspect import isawaitable
from operator import attrgetter
from typing import Any

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.executor import CollectedErrors, Executor
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from orjson import Fragment
from strawberry.types.field import StrawberryField

from resolvers.context import Context
from schema.numbered import numbered_node
from schema.projection import GAP
from schema.selected import BEHIND
from schema.written import Written

Plan = Callable[[Any, "Asking"], Any]
"""From a value to what is answered of it."""


class UnusualError(Exception):
    """The value is not what a plan can answer."""


class Asking:
    """What a field may ask while a plan runs: the context, in place of the whole `info`."""

    def __init__(self, executor: "CompilingExecutor") -> None:
        self.context: Context = executor.context_value
        self._variables = executor.variable_values
        self._arguments: dict[int, dict[str, Any]] = {}

    def arguments(self, definition: GraphQLField, details: FieldDetailsList) -> dict[str, Any]:
        """Return the arguments of a field, worked out once for an operation."""
        node = details[0].node
        found = self._arguments.get(id(node))
        if found is None:
            found = get_argument_values(definition, node, self._variables)
            self._arguments[id(node)] = found
        return found


class Plans:
    """The plans of one document, by type and by the places where the fields are selected."""

    def __init__(self, *, kept: bool) -> None:
        """Keep plans for the next execution, unless the selection changes with the variables."""
        self.kept = kept
        self._plans: dict[tuple[str, tuple[int, ...]], Plan | None] = {}

    def plan(
        self, executor: "CompilingExecutor", type_: GraphQLObjectType, details: FieldDetailsList
    ) -> Plan | None:
        """Return the plan for these fields of the type, or None where there can be none."""
        key = (type_.name, tuple(id(detail.node) for detail in details))
        if key not in self._plans:
            self._plans[key] = _object_plan(executor, type_, details)
        return self._plans[key]


class CompilingExecutor(Executor[Any]):
    """Answers objects and lists of objects by plans, wherever that is possible."""

    def __init__(self, *args: Any, plans: Plans | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans = plans if plans is not None and plans.kept else Plans(kept=False)
        self._asking = Asking(self)

    def complete_value(  # noqa: PLR0917 - the signature of graphql-core
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Return what is answered of a value; what the database wrote is answered already."""
        if isinstance(result, Written):
            if not result.gaps:
                return Fragment(result.text)
            return self._filled(result, return_type, field_details_list, info, path)
        return super().complete_value(
            return_type, field_details_list, info, path, result, position_context
        )

    async def _filled(
        self,
        written: Written,
        return_type: GraphQLOutputType,
        details: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
    ) -> Any:
        """Return the text with its gaps filled; whatever fails there is met again, and reported."""
        apart = copy(self)
        apart.collected_errors = CollectedErrors()
        pieces = written.text.split(GAP)
        filling = [apart.fill(written, gap, path) for gap in pieces[1::2]]
        filled = await asyncio.gather(*filling, return_exceptions=True)
        failed = [value for value in filled if isinstance(value, BaseException)]
        if not failed and not apart.collected_errors.errors:
            pieces[1::2] = [orjson.dumps(value).decode() for value in filled]
            return Fragment("".join(pieces))
        value = await written.otherwise()
        completed = self.complete_value(return_type, details, info, path, value, None)
        return await completed if isawaitable(completed) else completed

    async def fill(self, written: Written, named: str, path: Path) -> Any:
        """Return what is answered of a field that was left out, of one object."""
        number, _, key = named.partition(":")
        gap = written.gaps[int(number)]
        type_ = self.schema.get_type(gap.type_name)
        assert isinstance(type_, GraphQLObjectType), "gaps are left in objects"
        source = written.whole
        if gap.node_type is not None:
            source = await numbered_node(self.context_value, gap.node_type, int(key))
        answered = self.execute_field(type_, source, gap.details, path, None)
        return await answered if isawaitable(answered) else answered

    def complete_object_value(  # noqa: PLR0917 - the signature of graphql-core
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Return what is answered of an object."""
        plan = self._plans.plan(self, return_type, field_details_list)
        if plan is not None:
            try:
                return plan(result, self._asking)
            except Exception:  # noqa: BLE001, S110 - graphql-core meets it again, and reports it
                pass
        return super().complete_object_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def complete_list_value(  # noqa: PLR0917 - the signature of graphql-core
        self,
        return_type: GraphQLList[Any],
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Return what is answered of a list."""
        inner = return_type.of_type
        type_ = inner.of_type if isinstance(inner, GraphQLNonNull) else None
        if isinstance(type_, GraphQLObjectType) and isinstance(result, list):
            plan = self._plans.plan(self, type_, field_details_list)
            if plan is not None:
                try:
                    return [plan(item, self._asking) for item in result]
                except Exception:  # noqa: BLE001, S110 - graphql-core meets it again
                    pass
        return super().complete_list_value(
            return_type, field_details_list, info, path, result, position_context
        )


def _object_plan(
    executor: CompilingExecutor, type_: GraphQLObjectType, details: FieldDetailsList
) -> Plan | None:
    origin = getattr(type_.extensions.get(BEHIND), "origin", None)
    if origin is None:
        return None
    steps: list[tuple[str, Plan]] = []
    for key, selected in executor.collect_subfields(type_, details).grouped_field_set.items():
        step = _field_plan(executor, type_, selected)
        if step is None:
            return None
        steps.append((key, step))
    return _running(origin, steps)


def _running(origin: type, steps: Sequence[tuple[str, Plan]]) -> Plan:
    def run(value: Any, asking: Asking) -> dict[str, Any]:
        if type(value) is not origin:
            raise UnusualError
        return {key: step(value, asking) for key, step in steps}

    return run


def _field_plan(
    executor: CompilingExecutor, type_: GraphQLObjectType, details: FieldDetailsList
) -> Plan | None:
    name = details[0].node.name.value
    if name == "__typename":
        return lambda _value, _asking: type_.name
    definition = type_.fields[name]
    complete = _completion(executor, definition.type, details)
    read = _reader(definition, details)
    if complete is None or read is None:
        return None
    return lambda value, asking: complete(read(value, asking), asking)


def _reader(definition: GraphQLField, details: FieldDetailsList) -> Plan | None:
    """Return what reads the field of a value, or None where it waits or asks for more."""
    field: StrawberryField = definition.extensions[BEHIND]
    resolver = field.base_resolver
    if resolver is None:
        attribute = attrgetter(field.python_name)
        return lambda value, _asking: attribute(value)
    if field.is_async or field.extensions:
        return None
    function: Any = resolver.wrapped_func
    if resolver.info_parameter is None and not definition.args:
        return lambda value, _asking: function(value)
    if not definition.args:
        return lambda value, asking: function(value, asking)  # noqa: PLW0108 - it takes no more
    if not all(_is_leaf(argument.type) for argument in definition.args.values()):
        return None
    return lambda value, asking: function(value, asking, **asking.arguments(definition, details))


def _is_leaf(type_: GraphQLInputType) -> bool:
    return is_leaf_type(type_.of_type if isinstance(type_, GraphQLNonNull) else type_)


def _completion(
    executor: CompilingExecutor, type_: GraphQLOutputType, details: FieldDetailsList
) -> Plan | None:
    """Return what completes a value of the type, or None where only graphql-core can."""
    if isinstance(type_, GraphQLNonNull):
        return _never_null(_completion(executor, type_.of_type, details))
    inner = _nullable_completion(executor, type_, details)
    if inner is None:
        return None
    return lambda value, asking: None if value is None else inner(value, asking)


def _never_null(complete: Plan | None) -> Plan | None:
    if complete is None:
        return None

    def run(value: Any, asking: Asking) -> Any:
        completed = complete(value, asking)
        if completed is None:
            raise UnusualError
        return completed

    return run


def _nullable_completion(
    executor: CompilingExecutor, type_: GraphQLOutputType, details: FieldDetailsList
) -> Plan | None:
    match type_:
        case GraphQLScalarType():
            return _scalar_completion(type_)
        case GraphQLEnumType():
            names = {value.value: name for name, value in type_.values.items()}
            return lambda value, _asking: names[value]
        case GraphQLObjectType():
            return _object_plan(executor, type_, details)
        case GraphQLList():
            return _list_completion(_completion(executor, type_.of_type, details))
        case _:
            return None


_PLAIN: Mapping[str, type] = {"String": str, "ID": str, "Boolean": bool}
_KNOWN = frozenset({str, bool, int, float, datetime})
"""Anything else may have to be waited for, or be an error: some scalars make text of it all."""


def _scalar_completion(type_: GraphQLScalarType) -> Plan:
    coerce = type_.coerce_output_value
    plain = _PLAIN.get(type_.name)

    def run(value: Any, _asking: Asking) -> Any:
        found = type(value)
        if found is plain:
            return value
        if found not in _KNOWN:
            raise UnusualError
        return coerce(value)

    return run


def _list_completion(complete: Plan | None) -> Plan | None:
    if complete is None:
        return None

    def run(value: Any, asking: Asking) -> list[Any]:
        if not isinstance(value, list | tuple):
            raise UnusualError
        return [complete(item, asking) for item in value]

    return run
