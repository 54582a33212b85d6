"""The scalars: amounts, digests and instants as text."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from models.canonical import Digest
from models.journal import instant
from models.language import Text
from models.money import Cents, format_euro, parse_euro
from resolvers.denials import BadInput

_HEXADECIMAL = frozenset("0123456789abcdef")


class InvalidAmount(BadInput):
    """Not an exact amount."""

    code = "INVALID_AMOUNT"
    sentence = Text(
        fr="Ce n'est pas un montant exact en euros. Indiquez au plus deux décimales, par exemple "
        "1\N{NARROW NO-BREAK SPACE}250,00.",
        nl="Dit is geen exact bedrag in euro. Vermeld hoogstens twee decimalen, bijvoorbeeld "
        "1.250,00.",
        de="Dies ist kein genauer Betrag in Euro. Geben Sie höchstens zwei Dezimalstellen an, "
        "zum Beispiel 1.250,00.",
        en="This is not an exact amount in euro. Give at most two decimals, for example 1,250.00.",
    )


def _parse_euro(value: object) -> Cents:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _refused(InvalidAmount('An amount is text such as "1250.00", or an integer.'))
    cents = parse_euro(str(value)) if len(str(value)) < 40 else None
    if cents is None:
        raise _refused(InvalidAmount("An amount has a point and at most two decimals."))
    return cents


def _parse_digest(value: object) -> Digest:
    if isinstance(value, str) and len(value) == 64 and _HEXADECIMAL.issuperset(value):
        return Digest(value)
    raise _refused(BadInput("A digest is 64 lower-case hexadecimal digits."))


def read_instant(text: str) -> datetime:
    """Return the instant that the text says, in UTC.

    Raises:
        BadInput: not RFC 3339, without an offset, or outside the calendar.
    """
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise BadInput("An instant is RFC 3339 text with its offset from UTC.")


def _parse_instant(value: object) -> datetime:
    try:
        return read_instant(value if isinstance(value, str) else "")
    except BadInput as bad:
        raise _refused(bad) from None


def _parse_day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise _refused(BadInput("A day is written as in 2021-03-15."))


def _refused(denied: BadInput) -> GraphQLError:
    return GraphQLError(denied.detail, original_error=denied, extensions=denied.extensions())


SCALARS: dict[object, ScalarDefinition] = {
    Cents: strawberry.scalar(
        name="Euro",
        description='An amount in euro, as text with two decimals: "1250.00". Input also takes '
        "an integer number of euro; never a float, never more than two decimals, never rounded.",
        serialize=format_euro,
        parse_value=_parse_euro,
    ),
    Digest: strawberry.scalar(
        name="Digest",
        description="Lower-case hexadecimal SHA-256 of the canonical JSON (RFC 8785) of a form's "
        "content.",
        serialize=str,
        parse_value=_parse_digest,
    ),
    date: strawberry.scalar(
        name="Date",
        description='A day, as in "2021-03-15".',
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=date.isoformat,
        parse_value=_parse_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, in UTC.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=instant,
        parse_value=_parse_instant,
    ),
}
