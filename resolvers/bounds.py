"""How much one person may have done: operations under way, and writes in a while.

So that nobody can keep the service to themselves, whatever their rights. What is not about persons,
how large one operation may be, is decided before it gets here.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from models.language import Text
from models.people import Subject
from resolvers.denials import Denied

MOST_OPERATIONS = 20
"""How many operations of one person run at once."""
MOST_WRITING = 5
"""How many of them write, or wait for their turn to."""
WRITES_PER_MINUTE = 60
"""How many writes of one person there are in a minute, for as long as they like."""
_MINUTES_AT_ONCE = 2
"""How many minutes' worth of writes may come at once."""
_FORGET_ABOVE = 10_000


class TooMany(Denied):
    """One person has as much done as they may: later there is room again."""

    code = "TOO_MANY_REQUESTS"
    sentence = Text(
        fr="Vous faites trop de choses à la fois. Attendez un moment, puis réessayez.",
        nl="U doet te veel tegelijk. Wacht even en probeer opnieuw.",
        de="Sie tun zu viel auf einmal. Warten Sie einen Augenblick und versuchen Sie es erneut.",
        en="You are doing too much at once. Wait a moment, then try again.",
    )

    def __init__(self, retry_after_s: float) -> None:
        super().__init__(self.code)
        self.retry_after_s = max(1, math.ceil(retry_after_s))
        """When to try again, in whole seconds."""

    def extensions(self) -> dict[str, Any]:
        """Return the code, and in how many seconds to try again."""
        return {"code": self.code, "retryAfter": self.retry_after_s}


class Bounds:
    """What the persons who use one process have under way."""

    def __init__(
        self,
        *,
        operations: int = MOST_OPERATIONS,
        writing: int = MOST_WRITING,
        writes_per_minute: int = WRITES_PER_MINUTE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Allow each person so much. The clock is monotonic."""
        self._most_operations = operations
        self._most_writing = writing
        self._pause_s = 60 / writes_per_minute
        self._ahead_s = 60 * _MINUTES_AT_ONCE
        self._clock = clock
        self._operations: Counter[Subject] = Counter()
        self._writing: Counter[Subject] = Counter()
        self._written_until: dict[Subject, float] = {}
        """When each would have written all that they wrote, one write after the other."""

    @contextmanager
    def operation(self, person: Subject) -> Iterator[None]:
        """Count an operation of that person in here.

        Raises:
            TooMany: as many are under way as may be.
        """
        with _counted(self._operations, person, self._most_operations):
            yield

    @contextmanager
    def write(self, person: Subject) -> Iterator[None]:
        """Count a write of that person in here, done or not.

        Raises:
            TooMany: as many wait for their turn as may, or there were too many in a while.
        """
        with _counted(self._writing, person, self._most_writing):
            self._note(person)
            yield

    def _note(self, person: Subject) -> None:
        now = self._clock()
        until = max(now, self._written_until.get(person, now)) + self._pause_s
        if until - now > self._ahead_s:
            raise TooMany(until - now - self._ahead_s)
        self._written_until[person] = until
        if len(self._written_until) > _FORGET_ABOVE:
            known = self._written_until.items()
            self._written_until = {held: until for held, until in known if until > now}


@contextmanager
def _counted(under_way: Counter[Subject], person: Subject, most: int) -> Iterator[None]:
    if under_way[person] >= most:
        raise TooMany(1)
    under_way[person] += 1
    try:
        yield
    finally:
        under_way[person] -= 1
        if not under_way[person]:
            del under_way[person]
