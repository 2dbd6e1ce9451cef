"""Days of the house become instants, also where clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.register.days import end_of, start_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Europe/Berlin", "2026-01-01", "2025-12-31T23:00"),
        ("Europe/Berlin", "2026-07-01", "2026-06-30T22:00"),
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00"),
        ("Europe/Berlin", "2026-03-30", "2026-03-29T22:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00"),
        ("Europe/Berlin", "2026-10-26", "2026-10-25T23:00"),
        ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00"),
        ("Atlantic/Azores", "2026-10-25", "2026-10-25T00:00"),
        ("UTC", "2028-02-29", "2028-02-29T00:00"),
    ],
)
def test_a_day_begins_at_its_first_midnight(zone: str, day: str, instant: str) -> None:
    """Also the day whose midnight is skipped (Cairo), and the days around a change."""
    expected = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert start_of(date.fromisoformat(day), ZoneInfo(zone)) == expected


@settings(deadline=None)
@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2100, 1, 1)))
def test_days_follow_each_other_without_gap(day: date) -> None:
    """A day ends where the next begins, and its first instant belongs to it."""
    assert end_of(day, BERLIN) == start_of(date.fromordinal(day.toordinal() + 1), BERLIN)
    assert start_of(day, BERLIN).astimezone(BERLIN).date() == day
