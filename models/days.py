"""Days, as a calendar in Brussels counts them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""What is before or after can only be a slip, and no day or instant that anybody means."""


def is_meant(day: date) -> bool:
    """Return whether somebody can mean that day."""
    return FIRST_DAY <= day <= LAST_DAY


def day_of(at: datetime) -> date:
    """Return the day on which the instant lies."""
    return at.astimezone(BRUSSELS).date()


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
