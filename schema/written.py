"""Answers that the database writes: run in one statement, and handed on as they stand."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList
from sqlalchemy import ColumnElement, false, select, true

from auth.identity import Scope
from models.json_text import Piece, expression
from models.statements import TextStatement
from resolvers.context import Context
from resolvers.scope import narrowed_to, scope_shape, scope_values
from schema.projection import Gap, Projection, Sight, UntoldError, Values
from schema.selected import Selection


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """The answer to a field as the database wrote it, with the gaps that are left in it.

    Where a gap cannot be filled without an error, `otherwise` gives the value of the field, and it
    is answered as any other: errors, their paths and the spreading of nulls are graphql-core's.
    """

    text: str
    gaps: Sequence[Gap]
    whole: Any
    """What fields are resolved of that are left out of the whole."""
    otherwise: Callable[[], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Compiled:
    """A statement that writes a field, with what it leaves out and what it is given."""

    statement: TextStatement
    gaps: Sequence[Gap]
    parameters: Mapping[str, Values]


Compose = Callable[[Projection, FieldDetailsList], Piece]
"""Returns what is written of a field, of what is selected below it."""


async def written(
    context: Context,
    selection: Selection,
    details: FieldDetailsList,
    compose: Compose,
    shape: object,
    *,
    whole: Any = None,
    otherwise: Callable[[], Awaitable[Any]],
    **values: Any,
) -> Any:
    """Return what the database writes of a field, or its value where it cannot.

    The text of the statement depends on the `shape` and on the kind of caller; `values` are its
    parameters.
    """
    compiled = _compiled(context, selection, details, compose, shape) if context.writes else None
    if compiled is None:
        return await otherwise()
    context.snapshot.asks_once = selection.is_of_one_field and not compiled.gaps
    given = {name: value(selection) for name, value in compiled.parameters.items()}
    text = await context.snapshot.text(
        compiled.statement,
        **{"now": context.now, **scope_values(context.scope), **values, **given},
    )
    if text is None:  # there is no such object
        return await otherwise()
    return Written(text=text, gaps=compiled.gaps, whole=whole, otherwise=otherwise)


def _compiled(
    context: Context,
    selection: Selection,
    details: FieldDetailsList,
    compose: Compose,
    shape: object,
) -> _Compiled | None:
    """Return the statement, or None where none tells what is selected.

    Some values decide of its text; which ones they are shows when it is put together.
    """
    scope, dialect = scope_shape(context.scope), context.database.dialect
    sight = Sight(language=context.language, reads_amounts=_reads_amounts(scope))
    key = (selection.key(details), dialect.name, scope, context.language, shape)

    at_hand: list[tuple[Projection, Piece | None]] = []

    def project() -> tuple[Projection, Piece | None]:
        projection = Projection(selection=selection, sight=sight)
        with suppress(UntoldError):
            return projection, compose(projection, details)
        return projection, None

    def depends_on() -> tuple[Values, ...]:
        at_hand.append(project())
        return tuple(at_hand[0][0].depends_on.values())

    def compiled() -> _Compiled | None:
        projection, text = at_hand.pop() if at_hand else project()
        if text is None:
            return None
        statement = TextStatement(select(expression(text)), dialect)
        return _Compiled(
            statement=statement, gaps=projection.gaps, parameters=projection.parameters
        )

    document = selection.operation
    decide = context.cache.find(document, key, depends_on)
    decided = tuple(value(selection) for value in decide)
    return context.cache.find(document, (*key, decided), compiled)


def _reads_amounts(scope: Scope) -> ColumnElement[bool]:
    """Return whether the caller may read the amounts of the CPAS of a row, which they see."""
    of_amounts = scope.of_amounts
    if not of_amounts.is_somewhere:
        return false()
    return true() if of_amounts == scope else narrowed_to(of_amounts)
