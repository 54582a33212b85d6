"""Selections drawn at random over the schema, for tests that compare two ways to answer."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
)
from hypothesis import assume
from hypothesis import strategies as st

from schema.limits import SIGNED_IN, TooLargeError, measured

Draw = Callable[[st.SearchStrategy[Any]], Any]
Composite = GraphQLObjectType | GraphQLInterfaceType

LANGUAGES = ["FR", "NL", "DE", "EN"]
LANGUAGE = st.sampled_from(
    ["", "", *(f"language: {name}" for name in LANGUAGES)]
) | st.sampled_from(["language: null", "language: $language", "language: $other"])
_VARIABLES: Mapping[str, tuple[str, st.SearchStrategy[Any]]] = {
    "language": ("Language", st.sampled_from([*LANGUAGES, None])),
    "other": ("Language", st.sampled_from(LANGUAGES)),
    "yes": ("Boolean!", st.booleans()),
    "no": ("Boolean!", st.booleans()),
}
_DIRECTIVES = [
    *([""] * 12),
    *("@include(if: true)", "@skip(if: false)", "@include(if: false)", "@skip(if: true)"),
    *("@include(if: $yes)", "@skip(if: $no)", "@skip(if: $yes)", "@include(if: $no)"),
]


@dataclass(kw_only=True)
class Writer:
    """Writes one document: fields, aliases, fragments, conditions, variables."""

    draw: Draw
    schema: GraphQLSchema
    arguments: Mapping[str, st.SearchStrategy[str]]
    """By type and field, what may stand between the brackets."""
    allowed: Callable[[str, str], bool] = lambda _type, _field: True
    changing: bool = True
    """Whether conditions may depend on variables."""
    parts_left: int = 40
    fragments: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, type and text."""
    _numbers: Any = field(default_factory=lambda: count(1))

    def selection(self, type_: Composite, depth: int, *, aliased: bool = False) -> str:
        """A selection on that type, no deeper than that."""
        parts = [
            self._part(type_, depth, aliased=aliased) for _ in range(self.draw(st.integers(1, 4)))
        ]
        return " ".join(parts)

    def _part(self, type_: Composite, depth: int, *, aliased: bool) -> str:
        self.parts_left -= 1
        if self.parts_left < 0:
            return "__typename"
        abstract = isinstance(type_, GraphQLInterfaceType)
        kinds = ["inline"] if abstract else ["field"] * 9 + ["inline", "spread", "again", "name"]
        match self.draw(st.sampled_from(kinds)):
            case "field":
                return self._field(type_, depth, aliased=aliased)
            case "inline":
                return self._inline(type_, depth, aliased=aliased)
            case "spread":
                return self._spread(type_, depth)
            case "again":
                return self._again(type_)
            case _:
                return "__typename"

    def _field(self, type_: Composite, depth: int, *, aliased: bool) -> str:
        names = [name for name in type_.fields if self._offers(type_, name, depth)]
        if not names:
            return "__typename"
        nested = [
            name for name in names if not is_leaf_type(get_named_type(type_.fields[name].type))
        ]
        name = self.draw(st.sampled_from([*names, *nested]))
        inner = get_named_type(type_.fields[name].type)
        given = self.arguments.get(f"{type_.name}.{name}")
        arguments = self.draw(given) if given is not None else ""
        alias = ""
        if arguments or aliased or self.draw(st.booleans()):
            alias = f"a{next(self._numbers)}: "
        written = f"{alias}{name}{f'({arguments})' if arguments else ''} {self._directive()}"
        if isinstance(inner, Composite):
            return f"{written} {{ {self.selection(inner, depth - 1)} }}"
        return written

    def _offers(self, type_: Composite, name: str, depth: int) -> bool:
        definition = type_.fields[name]
        if not self.allowed(type_.name, name):
            return False
        required = any(is_required_argument(given) for given in definition.args.values())
        if required and f"{type_.name}.{name}" not in self.arguments:
            return False
        return depth > 0 or is_leaf_type(get_named_type(definition.type))

    def _inline(self, type_: Composite, depth: int, *, aliased: bool) -> str:
        if isinstance(type_, GraphQLInterfaceType):
            possible = sorted(self.schema.get_possible_types(type_), key=lambda one: one.name)
            target = self.draw(st.sampled_from(possible))
            inner = self.selection(target, depth, aliased=True)
            return f"... on {target.name} {self._directive()} {{ {inner} }}"
        conditions = ["", f"on {type_.name}"]
        condition = self.draw(st.sampled_from(conditions))
        inner = self.selection(type_, depth, aliased=aliased)
        if type_.interfaces and self.draw(st.booleans()):
            return f"... on {type_.interfaces[0].name} {{ ... on {type_.name} {{ {inner} }} }}"
        return f"... {condition} {self._directive()} {{ {inner} }}"

    def _spread(self, type_: Composite, depth: int) -> str:
        inner = self.selection(type_, depth, aliased=True)
        name = f"F{next(self._numbers)}"
        self.fragments.append((name, type_.name, inner))
        return f"...{name} {self._directive()}"

    def _again(self, type_: Composite) -> str:
        """Spread a fragment that stands elsewhere already."""
        known = [name for name, of, _ in self.fragments if of == type_.name]
        if not known:
            return "__typename"
        return f"...{self.draw(st.sampled_from(known))} {self._directive()}"

    def _directive(self) -> str:
        directives = [one for one in _DIRECTIVES if self.changing or "$" not in one]
        return str(self.draw(st.sampled_from(directives)))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """An operation with its variables."""

    text: str
    variables: dict[str, Any]


def document(writer: Writer, roots: str, declared: str = "") -> Drawn:
    """The operation with these fields at its root, and with the fragments that the writer wrote."""
    fragments = "\n".join(
        f"fragment {name} on {of} {{ {text} }}" for name, of, text in writer.fragments
    )
    used = [name for name in _VARIABLES if re.search(rf"\${name}\b", roots + fragments)]
    variables = {name: writer.draw(_VARIABLES[name][1]) for name in used}
    types = ", ".join(
        [*([declared] if declared else []), *(f"${name}: {_VARIABLES[name][0]}" for name in used)]
    )
    head = f"query Drawn({types})" if types else "query Drawn"
    text = f"{head} {{ {roots} }}\n{fragments}"
    assume(_is_accepted(text))
    return Drawn(text=text, variables=variables)


def _is_accepted(text: str) -> bool:
    """Whether one caller may ask for so much at once."""
    try:
        measured(parse(text), SIGNED_IN)
    except TooLargeError:
        return False
    return True
