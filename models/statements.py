"""Statements that are written once: compiled at first use, then run straight on the driver.

SQLAlchemy builds the text, and knows how each type of column is bound and read. What it does anew
for every execution - keys, descriptions of columns, rows of its own - costs several times what the
database does for one form, so what is read often is read here.

A statement names its parameters by `bindparam`, and asks for one of several values by `one_of`: its
text depends on nothing else, so a database prepares it once.
"""

import json
import logging
from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Dialect, Select, Text, TypeDecorator, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import NullType

from models.readers import Reader

_log = logging.getLogger("rapport_unique.sql")

Parameters = Mapping[str, Any]
Processor = Callable[[Any], Any]


class OneOf(ColumnElement[bool]):
    """That a column has one of the values of a parameter, however many there are."""

    inherit_cache = False
    type = NullType()  # type: ignore[assignment] # a boolean is compared with 1 where there are none

    def __init__(self, column: ColumnElement[Any], parameter: str) -> None:
        self.column = column
        self.parameter = parameter

    def get_children(self, **_: Any) -> list[Any]:
        """Return what the condition is made of, for those who look into statements."""
        return [self.column]

    @property
    def _from_objects(self) -> list[Any]:
        return self.column._from_objects  # noqa: SLF001 - a part speaks for the whole


@compiles(OneOf)  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore] # SQLAlchemy's own decorator has no types
def _one_of_on_postgresql(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    values = compiler.process(bindparam(element.parameter), **options)
    return f"{column} = ANY({values})"


@compiles(OneOf, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore] # as above
def _one_of_on_sqlite(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    values = compiler.process(bindparam(element.parameter), **options)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are made by the compiler


def one_of(column: ColumnElement[Any], parameter: str) -> ColumnElement[bool]:
    """Return the condition that the column has one of the values of the parameter, a list."""
    return OneOf(column, parameter)


class JsonText(TypeDecorator[Any]):
    """JSON that the database makes, read as values."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Return what the text says; nothing is an empty list."""
        return [] if value is None else orjson.loads(value)


class _JsonList(FunctionElement[Any]):
    """Rows of a subquery, as one text: a list of lists."""

    inherit_cache = False
    type = JsonText()


@compiles(_JsonList)  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore] # as above
def _json_list_on_postgresql(element: _JsonList, compiler: SQLCompiler, **options: Any) -> str:
    values = compiler.process(element.clauses, **options)
    return f"CAST(json_agg(json_build_array({values})) AS TEXT)"


@compiles(_JsonList, "sqlite")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore] # as above
def _json_list_on_sqlite(element: _JsonList, compiler: SQLCompiler, **options: Any) -> str:
    values = compiler.process(element.clauses, **options)
    return f"json_group_array(json_array({values}))"


def json_list(*columns: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the rows of a subquery with these columns as one value: a list of lists, unordered.

    What belongs to a row comes with it so, without a statement of its own.
    """
    return _JsonList(*columns)


def instant_of(text: str) -> datetime:
    """Return the instant that a database writes so into JSON."""
    at = datetime.fromisoformat(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


class Statement:
    """A SELECT that is run straight on the driver; its rows are named tuples."""

    def __init__(self, select: Select[Any]) -> None:
        self._select = select
        names = [column.key or f"column_{at}" for at, column in enumerate(_columns(select))]
        self._make = _maker(names)
        self._compiled: dict[tuple[str, str], _Compiled] = {}

    async def fetch(self, connection: AsyncConnection | Reader, **parameters: Any) -> list[Any]:
        """Return the rows that are found, each a named tuple."""
        compiled = self._compiled_for(connection.dialect)
        rows = await _run(connection, compiled, compiled.bound(parameters))
        make = self._make
        if not compiled.readers:
            return [make(row) for row in rows]
        return [make(_read(row, compiled.readers)) for row in rows]

    def _compiled_for(self, dialect: Dialect) -> "_Compiled":
        key = (dialect.name, dialect.paramstyle)
        found = self._compiled.get(key)
        if found is None:
            found = self._compiled[key] = _compile(self._select, dialect)
        return found


class TextStatement:
    """A SELECT of one text, for one kind of database; only what it takes to run it is kept."""

    def __init__(self, select: Select[Any], dialect: Dialect) -> None:
        self._compiled = _compile(select, dialect)

    async def fetch(self, reader: Reader, **parameters: Any) -> str | None:
        """Return the text, or None where it is null."""
        ((text,),) = await reader.rows(self._compiled.text, self._compiled.bound(parameters))
        return None if text is None else str(text)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compiled:
    """A statement for one kind of database: its text, and what its values go through."""

    text: str
    defaults: Parameters
    writers: Mapping[str, Processor]
    positions: tuple[str, ...] | None
    readers: tuple[tuple[int, Processor], ...]

    def bound(self, parameters: Parameters) -> Any:
        """Return the parameters as the driver takes them."""
        given = {**self.defaults, **parameters}
        for name, write in self.writers.items():
            given[name] = write(given[name])
        return given if self.positions is None else [given[name] for name in self.positions]


def _compile(select: Select[Any], dialect: Dialect) -> _Compiled:
    compiled = select.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler), "a SELECT is compiled by the compiler of SQL"
    assert "POSTCOMPILE" not in compiled.string, "several values are asked for by `one_of`"
    writers: dict[str, Any] = dict(compiled._bind_processors)  # noqa: SLF001 - what SQLAlchemy itself binds with
    if dialect.name == "sqlite":
        lists = _lists_of(select)
        writers |= dict.fromkeys(lists, json.dumps)
    types = [column.type.dialect_impl(dialect) for column in _columns(select)]
    readers = ((at, type_.result_processor(dialect, None)) for at, type_ in enumerate(types))
    return _Compiled(
        text=compiled.string,
        defaults=compiled.params,
        writers=writers,
        positions=tuple(compiled.positiontup) if compiled.positiontup is not None else None,
        readers=tuple((at, read) for at, read in readers if read is not None),
    )


def _maker(names: list[str]) -> Callable[[Any], Any]:
    """Return what makes a named tuple of a row."""
    row_type: Any = namedtuple("Found", names, rename=True)  # type: ignore[misc] # noqa: PYI024 - the names are known now only
    make: Callable[[Any], Any] = row_type._make
    return make


def _columns(select: Select[Any]) -> list[ColumnElement[Any]]:
    return list(select.selected_columns)


def _lists_of(select: Select[Any]) -> set[str]:
    """Return the parameters that hold a list."""
    return {part.parameter for part in iterate(select) if isinstance(part, OneOf)}


def _read(row: tuple[Any, ...], readers: tuple[tuple[int, Processor], ...]) -> list[Any]:
    values = list(row)
    for at, read in readers:
        values[at] = read(values[at])
    return values


async def _run(connection: AsyncConnection | Reader, compiled: _Compiled, bound: Any) -> Any:
    """Run the text on the connection's own driver, within its transaction."""
    if isinstance(connection, Reader):
        return await connection.rows(compiled.text, bound)
    if _log.isEnabledFor(logging.DEBUG):
        _log.debug("%s", compiled.text)
    driver = _driver_of(connection)
    if compiled.positions is not None:
        return await driver.execute_fetchall(compiled.text, bound)
    cursor = driver.cursor(binary=True)
    await cursor.execute(compiled.text, bound)
    return await cursor.fetchall()


def _driver_of(connection: AsyncConnection) -> Any:
    synchronous = connection.sync_connection
    assert synchronous is not None, "a statement is run on a connection that is open"
    return synchronous.connection.driver_connection
