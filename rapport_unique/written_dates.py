"""A day as spreadsheets write it: 2025-01-31, 31/01/2025, 31.1.2025, 31-01-2025."""

import re
from datetime import date

from models.days import is_meant

_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})( 00:00(:00)?)?"
    r"|(?P<d>[0-9]{1,2})[/.-](?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})( 0?0:00(:00)?)?"
)


def read_date(cell: str) -> date | None:
    """Return the day that the cell says, or None where it says none, or none of this calendar.

    The day stands before the month, as everywhere in Belgium.
    """
    match = _WRITTEN.fullmatch(cell)
    if match is None:
        return None
    year, month, day = (
        int(match[long] or match[short])
        for long, short in (("year", "y"), ("month", "m"), ("day", "d"))
    )
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if is_meant(found) else None
