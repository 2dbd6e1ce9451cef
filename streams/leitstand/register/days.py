"""Days of the house as instants: files say days, the register holds moments."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FOREVER = date.max.year
"""Directories and personnel systems write the last day of this year for "still"."""


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day in UTC.

    Where clocks change at midnight the day begins with the first of two midnights, or with the
    jump over a midnight that does not exist.
    """
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(last_day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant after a day, in UTC."""
    return start_of(last_day + timedelta(days=1), zone)


def day_before(day: date) -> date:
    """Return the day before; the calendar's first day is its own."""
    return day - timedelta(days=1) if day > date.min else day


def months_later(day: date, months: int) -> date:
    """Return the same day of the month so many months later, else that month's last day.

    What lies beyond the calendar is its last day.
    """
    if day.year + months // 12 >= FOREVER:
        return date.max
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
