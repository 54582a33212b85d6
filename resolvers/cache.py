"""What was worked out of documents, for their next run: so much of it and no more."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Found = TypeVar("Found")

MOST_KEPT = 500
"""Of all documents and kinds of callers together; the one that was not used for longest goes."""


class DocumentCache:
    """What was worked out, by what it was worked out of."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[int, Hashable], tuple[Any, Any]] = OrderedDict()

    def find(self, document: object, key: Hashable, work_out: Callable[[], Found]) -> Found:
        """Return what there is of the key in that document; else work it out, and keep it.

        The document is held with it: what names its parts names nothing else meanwhile.
        """
        place = (id(document), key)
        if place in self._found:
            self._found.move_to_end(place)
            kept: Found = self._found[place][1]
            return kept
        found = work_out()
        self._found[place] = (document, found)
        if len(self._found) > MOST_KEPT:
            self._found.popitem(last=False)
        return found
