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


class NoSuchPageError(Exception):
    """The address leads nowhere, or nowhere for this person."""


class NotForYouError(Exception):
    """The person's roles do not allow it; the sentence says so in their language."""


class FailedError(Exception):
    """Something went wrong that is no fault of the person; the sentence says so."""


class TooBusyError(Exception):
    """The person has too much under way; the sentence says so."""

    def __init__(self, sentence: str, retry_after_s: int) -> None:
        """Keep the sentence, and when to try again."""
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


@cache
def document(name: str) -> str:
    """Return the text of the document with that name."""
    return (FOLDER / f"{name}.graphql").read_text("utf-8")


def data_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an answer without errors.

    Raises:
        NoSuchPageError: an argument names nothing that can be.
        NotForYouError: the roles do not allow it.
        TooBusyError: the person has too much under way.
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
    if "retryAfter" in extensions:
        raise TooBusyError(first["message"], extensions["retryAfter"])
    raise FailedError(first["message"])
