"""What the contract answers about itself: the same for everybody, worked out once for each text.

To walk over the whole contract takes a tenth of a second, however short the text that asks for it.
So the answers to the texts of known clients are kept, and others are worked out only so often.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from resolvers.bounds import TooMany

MOST_KEPT = 16
"""How many answers are kept: some three megabytes each."""
PAUSE_S = {True: 2.0, False: 10.0}
"""After how long one more is worked out, for who is signed in and for strangers: they hold up
everybody for a two-hundredth of the time, and so hardly one request of a hundred."""
AT_ONCE = {True: 20, False: 5}
"""How many may come at once, for who is signed in and for strangers."""

Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was prepared, and what it answered."""

    prepared: Any
    data: dict[str, Any]


class ContractAnswers:
    """The answers about the whole contract."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep nothing yet. The clock is monotonic."""
        self._clock = clock
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._busy_until = {True: 0.0, False: 0.0}

    def find(self, key: Key) -> Kept | None:
        """Return what is kept for the text."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: Key, kept: Kept) -> None:
        """Keep an answer; the one that was not asked for longest goes."""
        self._kept[key] = kept
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def admit(self, *, signed_in: bool) -> None:
        """Return when one more may be worked out now.

        Raises:
            TooMany: there were too many of late.
        """
        now = self._clock()
        pause_s = PAUSE_S[signed_in]
        until = max(now, self._busy_until[signed_in]) + pause_s
        if (wait_s := until - now - pause_s * AT_ONCE[signed_in]) > 0:
            raise TooMany(wait_s)
        self._busy_until[signed_in] = until
