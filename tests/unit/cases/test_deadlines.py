"""Deadlines: Reg. 1182/71, working hours, and the clocks that change twice a year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.cases.deadlines import add_working_hours, end_of_period
from leitstand.schemas.policy import WorkingHours

BERLIN = ZoneInfo("Europe/Berlin")
CALCUTTA = ZoneInfo("Asia/Kolkata")
OFFICE = WorkingHours(closed_on=(date(2026, 4, 3), date(2026, 4, 6)))

moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2035, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("event", "hours", "end"),
    [
        ("2026-03-16 12:17", 72, "2026-03-19 13:00"),
        ("2026-03-16 12:00", 72, "2026-03-19 13:00"),
        ("2026-03-16 12:59:59", 72, "2026-03-19 13:00"),
        ("2026-03-16 23:30", 24, "2026-03-18 00:00"),
        # Good Friday to Easter Monday: holidays count in a period of hours.
        ("2026-04-02 16:10", 72, "2026-04-05 17:00"),
        # Clocks go forward on 29 March 2026: 72 real hours are an hour later on the wall.
        ("2026-03-27 12:17", 72, "2026-03-30 14:00"),
        # Clocks go back on 25 October 2026.
        ("2026-10-23 12:17", 72, "2026-10-26 12:00"),
    ],
)
def test_the_started_hour_is_not_counted(event: str, hours: int, end: str) -> None:
    """12:17 becomes 13:00 plus the hours, in real hours."""
    assert end_of_period(at(event), hours, BERLIN) == at(end)


def test_the_repeated_hour_is_told_apart() -> None:
    """02:30 exists twice when the clocks go back; the second is an hour later."""
    first = at("2026-10-25 02:30")
    again = first.replace(fold=1)
    assert end_of_period(again, 72, BERLIN) - end_of_period(first, 72, BERLIN) == timedelta(hours=1)


def test_the_hour_is_an_hour_of_the_place() -> None:
    """In a zone that is half an hour off, the started hour is the one on the wall."""
    assert end_of_period(at("2026-03-16 12:17", CALCUTTA), 1, CALCUTTA) == at(
        "2026-03-16 14:00", CALCUTTA
    )


@given(moments, st.integers(1, 200))
def test_a_period_is_never_shorter_and_at_most_an_hour_longer(event: datetime, hours: int) -> None:
    """Nobody loses time by the started hour, and nobody wins more than it."""
    left = end_of_period(event, hours, BERLIN) - event - timedelta(hours=hours)
    assert timedelta() < left <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-16 08:00", 4, "2026-03-16 12:00"),
        ("2026-03-16 06:12", 4, "2026-03-16 12:00"),
        ("2026-03-16 12:00", 4, "2026-03-16 16:00"),
        ("2026-03-16 14:30", 4, "2026-03-17 10:30"),
        ("2026-03-20 15:00", 4, "2026-03-23 11:00"),
        ("2026-03-21 11:00", 4, "2026-03-23 12:00"),
        # Good Friday and Easter Monday are closed.
        ("2026-04-02 15:00", 4, "2026-04-07 11:00"),
        # Over the change of the clocks in the night to Sunday.
        ("2026-03-27 15:00", 9, "2026-03-30 16:00"),
        ("2026-03-16 08:00", 20, "2026-03-18 12:00"),
    ],
)
def test_only_hours_of_work_count(start: str, hours: int, end: str) -> None:
    """Nights, weekends and closed days do not pass."""
    assert add_working_hours(at(start), hours, OFFICE, BERLIN) == at(end)


@given(moments, st.integers(1, 40), st.integers(1, 40))
def test_working_hours_add_up(start: datetime, first: int, second: int) -> None:
    """First some hours and then more is the same as all of them at once."""
    halfway = add_working_hours(start, first, OFFICE, BERLIN)
    at_once = add_working_hours(start, first + second, OFFICE, BERLIN)
    assert add_working_hours(halfway, second, OFFICE, BERLIN) == at_once
