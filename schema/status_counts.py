"""How many forms stand where: the counts that every summary has, whatever it is about."""

import strawberry

from models.counts import Counts
from models.people import Signatory
from schema.described import attribute


@strawberry.interface(
    description="How many forms there are of each status, and how many wait for a signature."
)
class StatusCounts:
    total: int = attribute("How many forms there are.")
    not_started: int = attribute("Nothing has been encoded yet.")
    partially_encoded: int = attribute("Some lines have been encoded, and not all.")
    encoded: int = attribute("Encoded, and signed by nobody.")
    partially_signed: int = attribute("Signed by one of the two.")
    sent: int = attribute("Signed by both and sent to SPP IS.")
    waiting_for_president: int = attribute(
        "Encoded and not sent, without the signature of the president, in a report that is not "
        "closed."
    )
    waiting_for_director_general: int = attribute(
        "Encoded and not sent, without the signature of the director-general, in a report that is "
        "not closed."
    )


def status_counts(counts: Counts) -> dict[str, int]:
    """Return the counts by the names of the fields."""
    return {
        "total": counts.total,
        **{status.value.lower(): count for status, count in counts.by_status.items()},
        "waiting_for_president": counts.waiting[Signatory.PRESIDENT],
        "waiting_for_director_general": counts.waiting[Signatory.DIRECTOR_GENERAL],
    }
