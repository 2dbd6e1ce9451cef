"""The day of use when clocks change: 23 and 25 hours, leap days, years' ends; no hour lost or twice."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leitstand.pipelines.rules import HouseRules
from leitstand.schemas.assessment import Assessment

HOUSE = HouseRules(zone=ZoneInfo("Europe/Berlin"), minimum_group=5)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Clocks go forward at 01:00 UTC: before it midnight is at 23:00, after it at 22:00.
        ("2026-03-28T22:59:59.999", date(2026, 3, 28)),
        ("2026-03-28T23:00", date(2026, 3, 29)),
        ("2026-03-29T00:59:59.999", date(2026, 3, 29)),
        ("2026-03-29T21:59:59.999", date(2026, 3, 29)),
        ("2026-03-29T22:00", date(2026, 3, 30)),
        # Clocks go back at 01:00 UTC: half past two comes twice, both times on the same day.
        ("2026-10-24T21:59:59.999", date(2026, 10, 24)),
        ("2026-10-24T22:00", date(2026, 10, 25)),
        ("2026-10-25T00:30", date(2026, 10, 25)),
        ("2026-10-25T01:30", date(2026, 10, 25)),
        ("2026-10-25T22:59:59.999", date(2026, 10, 25)),
        ("2026-10-25T23:00", date(2026, 10, 26)),
    ],
)
def test_worker_and_pipelines_agree_on_the_day(town: Any, moment: str, day: date) -> None:
    """What the worker writes into a row is what the pipelines call that moment."""
    found = town.assess(town.interaction(occurred_at=at(moment)))
    assert isinstance(found, Assessment)
    assert found.usage_day == HOUSE.day_of(at(moment)) == day


@pytest.mark.parametrize(
    ("around", "hours"),
    [
        (date(2026, 3, 29), 23),
        (date(2026, 10, 25), 25),
        (date(2028, 2, 28), 24),
        (date(2028, 2, 29), 24),
        (date(2028, 3, 1), 24),
        (date(2027, 12, 31), 24),
    ],
)
def test_every_hour_belongs_to_one_day(around: date, hours: int) -> None:
    """Days follow each other, none goes back, and each has the hours that it has on the wall."""
    begin = datetime(around.year, around.month, around.day, tzinfo=UTC) - timedelta(days=2)
    days = [HOUSE.day_of(begin + number * HOUR) for number in range(5 * 24)]
    assert Counter(days)[around] == hours
    assert {later - earlier for earlier, later in pairwise(days)} == {
        timedelta(),
        timedelta(days=1),
    }
