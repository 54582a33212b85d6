"""Strict JSON from outside: an object, no key twice, no NaN, no lone surrogate, no great depth."""

import json
from typing import Any

import orjson


class InvalidJsonError(ValueError):
    """The text is no JSON object; the message is for its sender."""


class NoObjectError(InvalidJsonError):
    """The text is JSON, and no object."""


def read_object(text: str | bytes) -> dict[str, Any]:
    """Return the object that the text holds.

    Raises:
        InvalidJsonError: it holds none.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidJsonError("The request holds no valid JSON.") from None
    if isinstance(value, list):
        raise NoObjectError("A list of requests is not taken: send each of them by itself.")
    if not isinstance(value, dict):
        raise NoObjectError("The JSON of a request is an object.")
    _check_keys(text)
    return value


def _check_keys(text: str | bytes) -> None:
    """Return when no object has two equal keys: which of them counts, every reader decides anew.

    Raises:
        InvalidJsonError: one has.
    """
    try:
        json.loads(text, object_pairs_hook=_once, parse_int=len, parse_float=len)
    except RecursionError:
        raise InvalidJsonError("The JSON of a request is nested too deeply.") from None


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) < len(pairs):
        raise InvalidJsonError("The JSON of a request holds a key twice.")
