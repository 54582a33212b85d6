"""Which edition of GraphQL over HTTP is spoken: statuses and labels of the answers.

Source: GraphQL over HTTP (GraphQL Foundation): the edition of September 2026, and the draft of 2025
that older clients and audits expect.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from rapport_unique.media_types import EVENT_STREAM, GRAPHQL_JSON, JSON

_PARTIAL_SUCCESS = 294
"""Data with errors: known to who reads `application/graphql-response+json`, and to nobody else."""
_STATUSES = {
    "TOO_MANY_REQUESTS": 429,
    "INTERNAL_SERVER_ERROR": 500,
    "GRAPHQL_PARSE_FAILED": 400,
}
"""Of an operation that was not run; anything else is well-formed, and cannot be run."""


class Edition(StrEnum):
    """An edition of the specification."""

    SEPTEMBER_2026 = "2026-09"
    DRAFT_2025 = "draft-2025"

    def offered(self, accept: str | None) -> Sequence[str]:
        """Return the media types of an answer to a query or a mutation, the best first."""
        older = self is Edition.DRAFT_2025 and GRAPHQL_JSON not in (accept or "").lower()
        first = (JSON, GRAPHQL_JSON) if older else (GRAPHQL_JSON, JSON)
        return (*first, EVENT_STREAM)

    def status(self, answer: Mapping[str, Any], label: str) -> int:
        """Return the status of an answer with that label."""
        errors = answer.get("errors")
        if not errors:
            return 200
        if "data" in answer:
            partial = self is Edition.SEPTEMBER_2026 and label == GRAPHQL_JSON
            return _PARTIAL_SUCCESS if partial else 200
        code = str(errors[0].get("extensions", {}).get("code"))
        if self is Edition.SEPTEMBER_2026 or code == "TOO_MANY_REQUESTS":
            return _STATUSES.get(code, 422)
        return 400 if label == GRAPHQL_JSON else 200

    def of_malformed(self, status: int) -> int:
        """Return the status of what is JSON, and no request."""
        return 400 if self is Edition.DRAFT_2025 and status == 422 else status

    def label_of_refusal(self, label: str) -> str:
        """Return the media type in which is said that nothing was run.

        Who accepts plain JSON only is told by the status, and by a label that says from whom it is.
        """
        return GRAPHQL_JSON if self is Edition.SEPTEMBER_2026 else label
