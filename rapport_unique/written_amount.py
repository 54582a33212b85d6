"""Amounts as people and spreadsheets write them: read exactly, or not at all."""

import re
from enum import Enum, auto

from models.money import LARGEST, Cents, parse_euro


class AmountFault(Enum):
    """Why a cell says no amount."""

    UNREADABLE = auto()
    AMBIGUOUS = auto()
    NEGATIVE = auto()
    TOO_LARGE = auto()


_CURRENCY = ("€", "EUR", "eur")
_MINUS = ("-", "\N{MINUS SIGN}", "\N{EN DASH}")

# "1250,-" and "1.250,--", as prices without cents are written here.
_NO_CENTS = re.compile(r"(?<=[0-9])([.,])(?:--?|[\u2013\u2014])$")

_PLAIN = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]{1,2}))?")

# The same separator between all groups of three, and another one before the decimals.
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<group>[ \u00a0\u2009\u202f'’.,])[0-9]{3}"
    r"(?:(?P=group)[0-9]{3})*)"
    r"(?:(?!(?P=group))[.,](?P<decimals>[0-9]{1,2}))?"
)

# One group and no decimals: a thousand and more to one reader, three decimals to another.
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def read_amount(written: str) -> Cents | AmountFault:
    """Return the cents that a text like "1.234,56 €" says, or why it says none for certain.

    The decimals follow a comma or a point, and there are at most two, or a dash for none; blanks,
    apostrophes, points or commas may group the thousands. There are no blanks around the text.
    """
    bare = _NO_CENTS.sub(r"\g<1>00", _without_currency(written))
    unsigned = _without_minus(bare)
    if unsigned is None:
        return _magnitude(bare)
    if _magnitude(_without_currency(unsigned)) is AmountFault.UNREADABLE:
        return AmountFault.UNREADABLE
    return AmountFault.NEGATIVE


def _without_currency(text: str) -> str:
    for mark in _CURRENCY:
        if text.startswith(mark):
            return text.removeprefix(mark).lstrip()
        if text.endswith(mark):
            return text.removesuffix(mark).rstrip()
    return text


def _without_minus(text: str) -> str | None:
    """Return what stands beside the minus or between brackets, or None where neither is."""
    if text.startswith(_MINUS):
        return text[1:].lstrip()
    if text.endswith(_MINUS):
        return text[:-1].rstrip()
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip()
    return None


def _magnitude(text: str) -> Cents | AmountFault:
    if _AMBIGUOUS.fullmatch(text):
        return AmountFault.AMBIGUOUS
    match = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)
    if match is None:
        return AmountFault.UNREADABLE
    euro = re.sub(r"[^0-9]", "", match["whole"]).lstrip("0") or "0"
    cents = parse_euro(f"{euro}.{match['decimals'] or '00'}")
    # What is too long for `parse_euro` is too large as well.
    return AmountFault.TOO_LARGE if cents is None or cents > LARGEST else cents
