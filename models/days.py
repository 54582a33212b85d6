"""Days, as a calendar in Brussels counts them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def day_of(at: datetime) -> date:
    """Return the day on which the instant lies."""
    return at.astimezone(BRUSSELS).date()


def day_after(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)


def day_before(day: date) -> date:
    """Return the day before."""
    return day - timedelta(days=1)
