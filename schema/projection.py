"""A selection as text that one statement makes: for each field, what the database writes of it.

A type has a table that tells for each of its fields what is written. What no column tells - the
rules, and what is loaded apart - leaves a gap in the text, with the key of its object; whoever runs
the statement resolves those fields alone and fills the gaps.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList
from sqlalchemy import BindParameter, ColumnElement, bindparam

from models.json_text import Piece, dumped, joined
from models.language import Language
from schema.nodes import NodeType
from schema.selected import Selection

GAP = "\x1d"
"""Stands before and behind what names a gap; JSON text never holds it."""


class UntoldError(Exception):
    """Something is selected that no statement tells."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A field that is resolved apart, of each object in whose text it is left out."""

    node_type: NodeType | None
    """None where it is left out of the whole that is written."""
    type_name: str
    details: FieldDetailsList


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What the text of a statement depends on, beside what is selected."""

    language: Language | None
    reads_amounts: ColumnElement[bool]
    """That the caller may read the amounts of the CPAS of a row."""


Values = Callable[[Selection], Any]


@dataclass(kw_only=True)
class Projection:
    """What one statement writes, while it is put together."""

    selection: Selection
    sight: Sight
    gaps: list[Gap] = field(default_factory=list)
    parameters: dict[str, Values] = field(default_factory=dict)
    """What gives the values of its parameters, each time that it is run."""
    depends_on: dict[Hashable, Values] = field(default_factory=dict)
    """What else than the selection decided of the text: it is kept for these values alone."""

    def object(self, fields: "Fields", details: FieldDetailsList) -> Piece:
        """Return what is selected of an object whose fields stand in the table.

        Raises:
            UntoldError: it cannot be told, nor left out.
        """
        parts: list[Piece] = ["{"]
        for key, selected in self.selection.fields(fields.type_name, details).items():
            comma = "" if len(parts) == 1 else ","
            parts += [f"{comma}{dumped(key)}:", fields.piece(self, selected)]
        return joined(*parts, "}")

    def gap(self, of: "Fields", details: FieldDetailsList) -> Piece:
        """Return what stands in the text for a field that is resolved apart."""
        if of.node is None:
            raise UntoldError(f"{of.type_name}.{details[0].node.name.value}")
        node_type, key = of.node
        self.gaps.append(Gap(node_type=node_type, type_name=of.type_name, details=details))
        return joined(f"{GAP}{len(self.gaps) - 1}:", key, GAP)


WHOLE = (None, "")
"""In place of a node: what is written is one object, and can be had as a value."""
Told = Callable[["Place"], Piece]
"""What is written of a field, in the place where it is selected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """What is written of the fields of a type; in a `node`, others leave a gap."""

    type_name: str
    told: Mapping[str, Told]
    node: tuple[NodeType, ColumnElement[Any]] | tuple[None, str] | None = None

    def piece(self, projection: Projection, details: FieldDetailsList) -> Piece:
        """Return what is written of the field."""
        name = details[0].node.name.value
        if name == "__typename":
            return dumped(self.type_name)
        if (told := self.told.get(name)) is None:
            return projection.gap(self, details)
        known = len(projection.gaps)
        try:
            return told(Place(projection=projection, type_name=self.type_name, details=details))
        except UntoldError:
            del projection.gaps[known:]
            return projection.gap(self, details)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a field is selected."""

    projection: Projection
    type_name: str
    details: FieldDetailsList

    @property
    def sight(self) -> Sight:
        """What the text depends on beside the selection."""
        return self.projection.sight

    def object(self, fields: Fields) -> Piece:
        """Return what is selected of the object that the field holds."""
        return self.projection.object(fields, self.details)

    def asked_language(self) -> Language | None:
        """Return the language in which the field is asked for, else that of the request."""
        type_name, details = self.type_name, self.details

        def value(selection: Selection) -> Any:
            return selection.arguments(type_name, details).get("language")

        asked = value(self.projection.selection)
        self.projection.depends_on[id(details[0].node)] = value
        return asked or self.sight.language

    def parameter(self, argument: str, column: ColumnElement[Any]) -> BindParameter[Any]:
        """Return the parameter that holds an argument of the field, to compare the column with."""
        type_name, details = self.type_name, self.details
        name = f"given_{len(self.projection.parameters)}"
        self.projection.parameters[name] = lambda selection: selection.arguments(
            type_name, details
        )[argument]
        return bindparam(name, type_=column.type)


def always(value: object) -> Told:
    """Write the same of every object."""
    return lambda _place: dumped(value)


def told(piece: Piece) -> Told:
    """Write the same expression wherever the field is selected."""
    return lambda _place: piece


def nested(fields: Callable[[], Fields]) -> Told:
    """Write an object whose fields stand in the same row."""
    return lambda place: place.object(fields())
