"""The scalars: amounts, digests and instants as text."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import strawberry
from strawberry.types.scalar import ScalarDefinition

from models.canonical import Digest
from models.entry_refusals import InvalidAmount
from models.journal import instant
from models.money import Cents, NoAmount, format_euro, parse_euro
from resolvers.denials import BadInput

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|(?P<leap>60))"
    r"(?:\.[0-9]+)?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_HEXADECIMAL = frozenset("0123456789abcdef")


class NoTextOfAmount(BadInput):
    """No text, and no integer: a client sent it, and nobody typed it."""

    code = InvalidAmount.code.value
    sentence = InvalidAmount.sentence


def _parse_euro(value: object) -> Cents:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NoTextOfAmount('An amount is text such as "1250.00", or an integer.')
    cents = parse_euro(str(value)) if len(str(value)) < 40 else None
    return Cents(NoAmount()) if cents is None else cents


def _parse_digest(value: object) -> Digest:
    if isinstance(value, str) and len(value) == 64 and _HEXADECIMAL.issuperset(value):
        return Digest(value)
    raise BadInput("A digest is 64 lower-case hexadecimal digits.")


def read_instant(text: str) -> datetime:
    """Return the instant that the text says, in UTC.

    Raises:
        BadInput: not RFC 3339, without an offset, or outside the calendar.
    """
    if match := _INSTANT.fullmatch(text.upper()):
        with suppress(ValueError, OverflowError):
            if match["leap"]:  # a clock without leap seconds shows the next one
                whole = f"{match[0][: match.start('leap')]}59{match[0][match.end('leap') :]}"
                return datetime.fromisoformat(whole).astimezone(UTC) + timedelta(seconds=1)
            return datetime.fromisoformat(match[0]).astimezone(UTC)
    raise BadInput("An instant is RFC 3339 text with its offset from UTC.")


def _parse_instant(value: object) -> datetime:
    return read_instant(value if isinstance(value, str) else "")


def _parse_day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise BadInput("A day is written as in 2021-03-15.")


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
