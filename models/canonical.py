"""Canonical JSON, and the digest of a form's content and of a journal line.

Source: RFC 8785 (JSON Canonicalization Scheme), for the part of JSON that is used here: objects
with ASCII keys, NFC text, integers below 2^53, booleans and null. There `json.dumps` with sorted
keys and no blanks gives the same bytes; everything else is refused.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NewType

Digest = NewType("Digest", str)
"""Lower-case hexadecimal SHA-256."""

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]

_LARGEST_INTEGER = 2**53


def canonical_json(value: Json) -> str:
    """Return the one canonical text of the value.

    Raises:
        ValueError: the value holds something outside the part of JSON that is used here.
    """
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(value: Json) -> Digest:
    """Return the lower-case hexadecimal SHA-256 of the canonical text of the value.

    Raises:
        ValueError: the value holds something outside the part of JSON that is used here.
    """
    return digest_of_text(canonical_json(value))


def digest_of_text(text: str) -> Digest:
    """Return the lower-case hexadecimal SHA-256 of the text."""
    return Digest(sha256(text.encode()).hexdigest())


def _check(value: Json) -> None:
    if isinstance(value, dict):
        if not all(map(str.isascii, value)):
            raise ValueError("a key of canonical JSON is ASCII")
        for member in value.values():
            _check(member)
    elif isinstance(value, list | tuple):
        for member in value:
            _check(member)
    elif not _is_plain(value):
        raise ValueError(f"canonical JSON has no {type(value).__name__} such as this")


def _is_plain(value: object) -> bool:
    match value:
        case None | bool():
            return True
        case int():
            return abs(value) < _LARGEST_INTEGER
        case str():
            return value.isascii() or _is_normal(value)
        case _:
            return False


def _is_normal(text: str) -> bool:
    has_surrogate = any("\ud800" <= char <= "\udfff" for char in text)
    return unicodedata.is_normalized("NFC", text) and not has_surrogate
