"""The GraphQL documents of the pages, and the answers to them.

They are run as those of any other client: within the same limits, scope, roles and masking.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "screens"
"""Where a document stands beside the template that shows its answer."""

_NOT_FOR_YOU = frozenset({"FORBIDDEN"})
_NOT_THERE = frozenset({"BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "NOT_FOUND"})
_UNAVAILABLE = "UNAVAILABLE"
_STATUSES = {"TOO_MANY_REQUESTS": 429, _UNAVAILABLE: 503, "OUTCOME_UNKNOWN": 503}
"""Of what cannot be had now; anything else is a fault of ours."""
_RETRY_AFTER_S = 5


class NoSuchPageError(Exception):
    """The address leads nowhere, or nowhere for this person."""


class NotForYouError(Exception):
    """The person's roles do not allow it; the sentence says so in their language."""


class FailedError(Exception):
    """It cannot be had now; the sentence says why, in the person's language."""

    def __init__(self, sentence: str, status: int, retry_after_s: int | None = None) -> None:
        """Keep the sentence, the status of HTTP, and when to try again if that is known."""
        super().__init__(sentence)
        self.status, self.retry_after_s = status, retry_after_s


@cache
def document(name: str) -> str:
    """Return the text of the document with that name."""
    return (FOLDER / f"{name}.graphql").read_text("utf-8")


def data_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an answer without errors.

    Raises:
        NoSuchPageError: an argument names nothing that can be.
        NotForYouError: the roles do not allow it.
        FailedError: the answer, or a part of it, cannot be had now.
    """
    errors = answer.get("errors")
    if not errors:
        data: dict[str, Any] = answer["data"]
        return data
    first = errors[0]
    extensions = first.get("extensions", {})
    code = extensions.get("code")
    if code in _NOT_THERE:
        raise NoSuchPageError
    if code in _NOT_FOR_YOU:
        raise NotForYouError(first["message"])
    wait_s = extensions.get("retryAfter", _RETRY_AFTER_S if code == _UNAVAILABLE else None)
    raise FailedError(first["message"], _STATUSES.get(code, 500), wait_s)
