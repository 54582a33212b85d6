"""The number of an enterprise in the Crossroads Bank: KBO in Dutch, BCE in French, ZDU in German.

Ten digits, the first one 0 or 1; the last two are 97 less the first eight modulo 97.

Source: FPS Economy, Crossroads Bank for Enterprises, the enterprise number.
"""

import re

from models.cpas import EnterpriseNumber
from models.text import without_separators

LONGEST_WRITTEN = 50
_DIGITS = re.compile("(?:BE|be)?([01]?[0-9]{9})")


def read_enterprise_number(text: str) -> EnterpriseNumber | None:
    """Return the number that the text says, or None where it says none.

    Blanks, points and dashes do not count, nor does the country in front. Nine digits are those of
    the time when the first one was always 0, or of a spreadsheet that left it out.
    """
    if len(text) > LONGEST_WRITTEN or not (match := _DIGITS.fullmatch(without_separators(text))):
        return None
    digits = match[1].zfill(10)
    return EnterpriseNumber(digits) if check_digits(digits[:8]) == digits[8:] else None


def check_digits(first_eight: str) -> str:
    """Return the last two digits of the number that begins so."""
    return f"{97 - int(first_eight) % 97:02d}"
