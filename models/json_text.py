"""JSON that the database writes itself: pieces of text, of which a statement makes an answer.

Where SQLite and PostgreSQL differ in it, they differ here and nowhere else. A piece is text that is
JSON as it stands; what may be null is wrapped in `or_null`, for text beside a null is null.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text, case, cast, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.sql.functions import FunctionElement

Piece = str | ColumnElement[Any]
"""Constant JSON, or an expression whose text is JSON."""
NULL = "null"
_TOGETHER = 40
"""How many pieces stand in one chain: SQLite bounds how deep an expression is."""


class _Made(FunctionElement[str]):
    """An expression that each database writes in its own way."""

    inherit_cache = False
    type = Text()


def _said(element: type[_Made], postgresql: str, sqlite: str) -> None:
    """Say how both databases write the element: a pattern for what it is made of."""

    def compiled(pattern: str) -> Callable[..., str]:
        def write(made: _Made, compiler: SQLCompiler, **options: Any) -> str:
            parts = [compiler.process(part, **options) for part in made.clauses]
            return _escaped(compiler, pattern).format(*parts)

        return write

    compiles(element)(compiled(postgresql))  # type: ignore[no-untyped-call, unused-ignore] # SQLAlchemy's own decorator has no types
    compiles(element, "sqlite")(compiled(sqlite))  # type: ignore[no-untyped-call, unused-ignore] # as above


def _escaped(compiler: SQLCompiler, text: str) -> str:
    """Return text of a statement as the driver takes it, which may give `%` a meaning."""
    escaped: str = compiler.escape_literal_column(text)  # type: ignore[no-untyped-call, unused-ignore] # as above
    return escaped


class _String(_Made):
    """Text with what JSON escapes, in quotes."""


class _Instant(_Made):
    """An instant in RFC 3339, in UTC, with microseconds."""


class _Euro(_Made):
    """Cents as an amount with two decimals; no amount is negative."""


class _Base64Url(_Made):
    """Text in base64 for addresses, without padding (RFC 4648, 5)."""


class _Position(_Made):
    """Where a text begins in another one, from 1; 0 where it is not in it."""


class _List(_Made):
    """The values of all rows, with commas between them, in the order of the rows."""


_said(_String, "CAST(to_json(CAST({0} AS TEXT)) AS TEXT)", "json_quote({0})")
_said(
    _Instant,
    """'"' || to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"'""",
    """'"' || replace({0}, ' ', 'T') || 'Z"'""",
)
_said(
    _Euro,
    """'"' || (({0}) / 100) || '.' || lpad(CAST(({0}) % 100 AS TEXT), 2, '0') || '"'""",
    """printf('"%d.%02d"', ({0}) / 100, ({0}) % 100)""",
)
_said(
    _Base64Url,
    "rtrim(translate(encode(convert_to({0}, 'UTF8'), 'base64'), '+/' || chr(10), '-_'), '=')",
    "base64url({0})",
)
_said(_Position, "position({1} IN {0})", "instr({0}, {1})")
_said(_List, "string_agg({0}, ',')", "group_concat({0}, ',')")


def base64url(text: str) -> str:
    """Return the text in base64 for addresses, without padding: what SQLite lacks."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


class _Chain(FunctionElement[str]):
    """Pieces of text, one behind the other."""

    inherit_cache = False
    type = Text()


@compiles(_Chain)  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore] # as above
def _chain(element: _Chain, compiler: SQLCompiler, **options: Any) -> str:
    parts = [compiler.process(part, **options) for part in element.clauses]
    while len(parts) > 1:
        parts = [
            f"({' || '.join(parts[at : at + _TOGETHER])})" for at in range(0, len(parts), _TOGETHER)
        ]
    return parts[0]


def constant(text: str) -> ColumnElement[str]:
    """Return the text as an expression, whatever the settings of the session say of backslashes."""
    quoted = text.replace("'", "''")
    return literal_column(f"'{quoted}'", Text) if "\\" not in text else _Escaped(text)


class _Escaped(FunctionElement[str]):
    """Text with backslashes, which PostgreSQL may or may not take for what they are."""

    inherit_cache = False
    type = Text()

    def __init__(self, text: str) -> None:
        self.text = text.replace("'", "''")
        super().__init__()


@compiles(_Escaped)  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore] # as above
def _escaped_on_postgresql(element: _Escaped, compiler: SQLCompiler, **_: Any) -> str:
    text = element.text.replace("\\", "\\\\")
    return _escaped(compiler, f"E'{text}'")


@compiles(_Escaped, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore] # as above
def _escaped_on_sqlite(element: _Escaped, compiler: SQLCompiler, **_: Any) -> str:
    return _escaped(compiler, f"'{element.text}'")


def joined(*pieces: Piece) -> Piece:
    """Return the pieces as one; constants that stand side by side become one."""
    parts: list[Piece] = []
    for piece in pieces:
        if parts and isinstance(piece, str) and isinstance(last := parts[-1], str):
            parts[-1] = last + piece
        else:
            parts.append(piece)
    match parts:
        case []:
            return ""
        case [only]:
            return only
    return _Chain(*map(expression, parts))


def expression(piece: Piece) -> ColumnElement[Any]:
    """Return the piece as an expression."""
    return constant(piece) if isinstance(piece, str) else piece


def dumped(value: object) -> str:
    """Return a value that is known now as JSON."""
    return orjson.dumps(value).decode()


def in_quotes(column: ColumnElement[Any]) -> Piece:
    """Return text in which there is nothing to escape: names of enums, digits, digests."""
    return joined('"', column, '"')


def string(column: ColumnElement[Any]) -> Piece:
    """Return any text."""
    return _String(column)


def number(column: ColumnElement[Any]) -> Piece:
    """Return a whole number."""
    return cast(column, Text)


def boolean(condition: ColumnElement[bool]) -> Piece:
    """Return whether the condition holds; where it is unknown, it does not."""
    return case((condition, constant("true")), else_=constant("false"))


def instant(column: ColumnElement[Any]) -> Piece:
    """Return an instant."""
    return _Instant(column)


def euro(column: ColumnElement[Any]) -> Piece:
    """Return an amount in cents."""
    return _Euro(column)


def node_id(type_: str, *key: ColumnElement[Any] | str) -> Piece:
    """Return the id of an object of that type: its type and its key, opaque."""
    parts: list[Piece] = [type_]
    for part in key:
        parts += [":", part]
    return joined('"', _Base64Url(expression(joined(*parts))), '"')


def cursor(*key: Piece) -> Piece:
    """Return the cursor that names a place by its key, as `models.paging.encode_cursor` does."""
    parts: list[Piece] = [key[0]]
    for part in key[1:]:
        parts += [", ", part]
    return joined('"', _Base64Url(expression(joined("[", *parts, "]"))), '"')


def when(condition: ColumnElement[bool], piece: Piece, otherwise: Piece = NULL) -> Piece:
    """Return the piece where the condition holds, and null or another one elsewhere."""
    if isinstance(condition, True_ | False_):
        return piece if isinstance(condition, True_) else otherwise
    return case((condition, expression(piece)), else_=expression(otherwise))


def or_null(column: ColumnElement[Any], piece: Piece) -> Piece:
    """Return the piece where the column holds something, and null elsewhere."""
    return when(column.is_not(None), piece)


def or_else(piece: ColumnElement[Any], otherwise: Piece = NULL) -> Piece:
    """Return the piece, and null or another one where nothing was found to write it of."""
    return func.coalesce(piece, expression(otherwise))


def holds(text: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """Return whether that part stands in the text."""
    return _Position(text, constant(part)) > literal_column("0")


def chosen(column: ColumnElement[Any], pieces: Mapping[Any, Piece], otherwise: Piece) -> Piece:
    """Return the piece for what the column holds."""
    of_value = [(column == constant(str(value)), expression(pieces[value])) for value in pieces]
    return case(*of_value, else_=expression(otherwise))


def list_of(rows: Select[Any]) -> Piece:
    """Return the list of what the rows hold in their one column, in their order."""
    (text,) = rows.selected_columns
    held = rows.with_only_columns(text.label("item")).subquery()
    together = select(_List(held.c.item)).select_from(held).scalar_subquery()
    return joined("[", or_else(together, ""), "]")
