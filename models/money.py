"""Amounts of money: whole cents, exact, never rounded."""

import re
from typing import NewType

Cents = NewType("Cents", int)

NOTHING = Cents(0)
LARGEST = Cents(999_999_999_999_99)
"""999 999 999 999.99 EUR, the largest amount that a form accepts."""


class NoAmount(int):
    """What stands for a text that was typed where an amount belongs, and that says none.

    Those who check amounts refuse it beside its field, as everything else that people type.
    """


_DECIMAL = re.compile(r"(-?)([0-9]{1,20})(?:\.([0-9]{1,2}))?")


def parse_euro(text: str) -> Cents | None:
    """Return the cents that a text like "1250.00" says, or None where it says no exact amount.

    At most two decimals, a point, no exponent, no sign but a minus, no blanks: what cannot be
    read without rounding or guessing is not read.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, euro, decimals = match.groups()
    cents = int(euro) * 100 + int((decimals or "").ljust(2, "0"))
    return Cents(-cents if sign else cents)


def format_euro(cents: Cents) -> str:
    """Return the amount as text with two decimals, as in "1250.00"."""
    euro, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euro}.{rest:02d}"
