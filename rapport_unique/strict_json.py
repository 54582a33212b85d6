"""Strict JSON from outside: an object, no NaN, no lone surrogate, no endless depth."""

from typing import Any

import orjson


class InvalidJsonError(ValueError):
    """The text is no JSON object; the message is for its sender."""


def read_object(text: str | bytes) -> dict[str, Any]:
    """Return the object that the text holds.

    Raises:
        InvalidJsonError: it holds none.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidJsonError("The request holds no valid JSON.") from None
    if not isinstance(value, dict):
        raise InvalidJsonError("The JSON of a request is an object.")
    return value
