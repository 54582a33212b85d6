"""Who is one person: the pseudonym, the rules that write an identifier one way, and their key.

A pseudonym is made of a namespace and of what identifies the person in it. Two issuers that share a
namespace, a claim and a rule give one person one pseudonym.
"""

import hashlib
import hmac
import math
import re
import unicodedata
from collections import Counter
from enum import StrEnum
from itertools import pairwise

from models.people import Subject

SHORTEST_SUBJECT_KEY = 32
_LEAST_BITS = 80
_NATIONAL_NUMBER_DIGITS = 11


class PersonRule(StrEnum):
    """How an identifier is written before it is compared, so that one person is written one way."""

    EXACT = "exact"
    """To the character."""
    CASEFOLD = "casefold"
    """Whatever the capitals, the blanks around it and the variants of its characters (NFKC)."""
    NATIONAL_NUMBER = "national_number"
    """The eleven digits of a national register number, whatever stands between them."""


def identifier(value: object, rule: PersonRule) -> str | None:
    """Return what identifies a person, as the rule writes it; None when it cannot be that."""
    if rule is PersonRule.NATIONAL_NUMBER:
        return _national_number(value)
    if not isinstance(value, str):
        return None
    return (value if rule is PersonRule.EXACT else _folded(value)) or None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


def _national_number(value: object) -> str | None:
    """Return eleven digits. A number lost the zeros before it, and nothing else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value).zfill(_NATIONAL_NUMBER_DIGITS)
    if not isinstance(value, str):
        return None
    digits = re.sub(r"[\s./-]", "", unicodedata.normalize("NFKC", value))
    return digits if re.fullmatch("[0-9]{11}", digits) else None


def pseudonym(namespace: str, identified: str, key: bytes) -> Subject:
    """Return the stable pseudonym of a person, 32 hexadecimal characters.

    What identifies the person may be a national register number: it ends here.
    """
    return Subject(_keyed(f"{namespace}\0{identified}", key)[:32])


def key_check(key: bytes) -> str:
    """Return what tells one subject key from another, and nothing of the key itself."""
    return _keyed("\0the check value of the subject key", key)


def _keyed(text: str, key: bytes) -> str:
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def weakness(key: bytes) -> str | None:
    """Return why the subject key could be guessed, in a few words; None when it is strong."""
    if len(key) < SHORTEST_SUBJECT_KEY:
        return f"is shorter than {SHORTEST_SUBJECT_KEY} bytes"
    if _bits(key) < _LEAST_BITS:
        return "has too few different characters"
    if _is_repeated(key) or _is_counted(key):
        return "is a sequence that can be guessed"
    return None


def _bits(key: bytes) -> float:
    """Return how many bits it takes to write the key by the frequency of its characters."""
    return -sum(times * math.log2(times / len(key)) for times in Counter(key).values())


def _is_repeated(key: bytes) -> bool:
    """Whether most of the key is a part of it over and over, which may break off anywhere."""
    return any(
        sum(one == other for one, other in zip(key, key[period:], strict=False)) * 2
        > len(key) - period
        for period in range(1, len(key) // 2 + 1)
    )


def _is_counted(key: bytes) -> bool:
    """Whether most characters follow their neighbour as in the alphabet, up or down."""
    steps = Counter(after - before for before, after in pairwise(key))
    return max(steps[-1], steps[0], steps[1]) > len(key) // 2
