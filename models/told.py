"""Lines of the journal, held against the events that follow from the facts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models.chain import JournalLine
from models.journal import Event, EventType


class DisagreementError(Exception):
    """What is kept does not follow from the facts; the text names it."""

    def __init__(self, about: str, what: str) -> None:
        super().__init__(f"{about}: {what}.")


_UNREADABLE = (
    *(ValueError, LookupError, TypeError, AttributeError),
    *(StopIteration, AssertionError),
)
"""With what rows are read that the rules know nothing of."""


@contextmanager
def readable(about: str) -> Iterator[None]:
    """Let what cannot be read be named as what does not agree.

    Raises:
        DisagreementError: it cannot be read.
    """
    try:
        yield
    except _UNREADABLE as error:
        raise DisagreementError(about, f"it cannot be read ({type(error).__name__})") from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A line about a report, and the instant of the line before it, whatever that was about."""

    line: JournalLine
    form_id: int | None
    last_at: datetime | None

    @property
    def event(self) -> Event:
        """What the line tells."""
        return self.line.event

    def is_of(self, at: datetime) -> bool:
        """Whether it tells of that instant: its own, or an earlier one where clocks differed."""
        told = self.event.act.at
        return told == at or (at < told and told == self.last_at)


def check_lines(
    name: str,
    expected: Sequence[Event],
    lines: Sequence[Told],
    first_format: AbstractSet[int] = frozenset(),
) -> None:
    """Check that the lines tell these events and no others.

    Of versions in the first format of content it is not known whether their first grants were told.
    """
    waiting: dict[Event, list[datetime]] = defaultdict(list)
    for event in expected:
        waiting[_key(event, first_format)].append(event.act.at)
    for told in lines:
        instants = waiting.get(_key(told.event, first_format), [])
        at = next((at for at in instants if told.is_of(at)), None)
        if at is not None:
            instants.remove(at)
        elif not _is_first_grant(told.event, first_format):
            raise DisagreementError(
                f"Line {told.line.number}", f"{name} has nothing of what it tells"
            )
    for event, instants in waiting.items():
        if instants and not _is_first_grant(event, first_format):
            raise DisagreementError(name, f"the journal does not tell of {event.type}")


_NEVER = datetime.min.replace(tzinfo=UTC)
_GRANTED_OR_SAVED = {EventType.ADVANCE_PREFILLED, EventType.AMOUNT_SAVED}
_WHY_IN_THE_LINE = {
    EventType.ADVANCE_PREFILLED,
    EventType.SIGNATURES_INVALIDATED,
    EventType.ACKNOWLEDGED,
}
"""What SPP IS may give a reason for that stands in the line only, and in no fact."""


def _key(event: Event, first_format: AbstractSet[int]) -> Event:
    """Return the event without what is compared apart, its instant, and what no fact says."""
    reason = None if event.type in _WHY_IN_THE_LINE else event.reason
    known = replace(event, act=replace(event.act, at=_NEVER), reason=reason)
    if event.version in first_format and event.type in _GRANTED_OR_SAVED:
        return replace(known, type=EventType.AMOUNT_SAVED)
    return known


def _is_first_grant(event: Event, first_format: AbstractSet[int]) -> bool:
    of_first = event.version == 1 and event.version in first_format
    return of_first and event.type in _GRANTED_OR_SAVED
