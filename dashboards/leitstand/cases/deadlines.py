"""Deadlines as pure functions of a moment and the policy's numbers.

Periods in hours follow Regulation (EEC, Euratom) No 1182/71: the hour in which the event falls is
not counted (Art. 3 (1)), holidays and weekends are (Art. 3 (3)). 12:17 becomes 13:00 plus the
hours. https://eur-lex.europa.eu/eli/reg/1971/1182/oj

Hours are real hours: across a change of the clocks the wall clock jumps, the period does not.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from leitstand.schemas.policy import PolicyDocument, WorkingHours

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """What a case has to meet, all in UTC."""

    claimed_by: datetime
    """From then on it is the deputy's as well."""
    reviewed_by: datetime
    worst_case: datetime
    """Notification deadline, if the house had been aware at detection (Art. 33 (1) GDPR)."""


def end_of_period(event: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """Return the end of a period of ``hours`` whose first hour begins after the event's hour."""
    local = event.astimezone(zone)
    begun = local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    return begun + _HOUR + timedelta(hours=hours)


def notification_deadline(awareness: datetime, policy: PolicyDocument) -> datetime:
    """Return until when the supervisory authority has to be told, counted from awareness."""
    return end_of_period(
        awareness, policy.thresholds.notification_hours, ZoneInfo(policy.time_zone)
    )


def add_working_hours(
    start: datetime, hours: int, working: WorkingHours, zone: ZoneInfo
) -> datetime:
    """Return when that many hours of work have passed since ``start``, in UTC."""
    left = timedelta(hours=hours)
    day = start.astimezone(zone).date()
    while True:
        begins, ends = _office_hours(day, working, zone)
        begins = max(begins, start)
        if begins + left <= ends:
            return (begins + left).astimezone(UTC)
        left -= max(ends - begins, timedelta())
        day += _DAY


def deadlines_of(detected_at: datetime, policy: PolicyDocument) -> Deadlines:
    """Return the deadlines of a case that was detected then, under this policy."""
    zone = ZoneInfo(policy.time_zone)
    limits = policy.thresholds
    return Deadlines(
        claimed_by=add_working_hours(
            detected_at, limits.unclaimed_hours, policy.working_hours, zone
        ),
        reviewed_by=end_of_period(detected_at, limits.review_hours, zone),
        worst_case=end_of_period(detected_at, limits.notification_hours, zone),
    )


def _office_hours(day: date, working: WorkingHours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return begin and end of work in UTC; an empty span on a day without work."""
    begins, ends = working.begins, working.ends
    if day.isoweekday() not in working.weekdays or day in working.closed_on:
        ends = begins
    return _instant(day, begins, zone), _instant(day, ends, zone)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    # In UTC, because Python subtracts two times of one zone by the wall clock.
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
