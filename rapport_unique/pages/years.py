"""The year with which a page begins where its address names none."""

from collections.abc import Iterable, Mapping
from typing import Any

_WORKED_ON = ("PLANNED", "CLOSED", "OPEN")
"""Where a year stands: the later in this order, the more there is to do and to see in it."""


def present_year(years: Iterable[Mapping[str, Any]]) -> int | None:
    """Return the latest year that is open, else the latest closed one, else one that is planned.

    `years` are reports or campaigns, with `year` and `status`; None where there is none.
    """
    found = [(_WORKED_ON.index(of["status"]), int(of["year"])) for of in years]
    return max(found)[1] if found else None
