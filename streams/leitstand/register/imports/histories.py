"""What a list makes of one person's history: pure, and the same when it is done twice."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from leitstand.register.days import end_of, start_of
from leitstand.register.imports.staff import StaffLine
from leitstand.register.state import Intervals, before
from leitstand.schemas.register import Certificate, Interval, Person


def staffed(old: Intervals, line: StaffLine, as_of: date, zone: ZoneInfo) -> Intervals:
    """Return the history of a person who stands in the list of a day.

    From that day on the line is the truth; what held before stays. Who is already here cannot begin
    earlier than the list. Whose last day is over ends there, also in hindsight.
    """
    begins = _begin(before(old, start_of(as_of, zone)), line.first or as_of, zone)
    ends = end_of(line.last, zone) if line.last is not None else None
    if ends is not None and ends <= begins:
        return _ended(old, ends)
    kept = before(old, begins)
    known: Person | None = kept[-1].value if kept else None
    exempt = bool(known and known.exempt) if line.exempt is None else line.exempt
    trials = (known.trials if known else ()) if line.trials is None else line.trials
    person = Person(
        department=line.department,
        certificates=certificates_of(old),
        exempt=exempt,
        trials=trials,
    )
    return _joined(kept, begins, ends, person)


def _begin(kept: Intervals, first: date, zone: ZoneInfo) -> datetime:
    wanted = start_of(first, zone)
    return max(wanted, kept[-1].valid_until or wanted) if kept else wanted


def _joined(kept: Intervals, begins: datetime, ends: datetime | None, person: Person) -> Intervals:
    """Add an interval; one that only goes on is made longer, so that nothing seems to change."""
    last: Interval[Any] | None = kept[-1] if kept else None
    if last is not None and last.valid_until == begins and last.value == person:
        return (*kept[:-1], msgspec.structs.replace(last, valid_until=ends))
    return (*kept, Interval(valid_from=begins, valid_until=ends, value=person))


def left(old: Intervals, as_of: date, zone: ZoneInfo) -> Intervals:
    """Return the history of a person who is not in the list of a day: they were gone that day."""
    return _ended(old, start_of(as_of, zone))


def _ended(old: Intervals, moment: datetime) -> Intervals:
    """Return what held before a moment. Who was here on no day keeps an interval of no length.

    Else their certificates would be gone, should they come after all.
    """
    kept = before(old, moment)
    if kept or not old:
        return kept
    return (msgspec.structs.replace(old[0], valid_until=old[0].valid_from),)


def certificates_of(intervals: Intervals) -> tuple[Certificate, ...]:
    """Return all certificates of a person. They have days of their own, so every interval has all."""
    return _ordered(c for interval in intervals for c in interval.value.certificates)


def certified(old: Intervals, given: Iterable[Certificate]) -> Intervals:
    """Return the history with certificates added; one of the same course and day is replaced."""
    new = list(given)
    renewed = {(c.course, c.passed) for c in new}
    kept = [c for c in certificates_of(old) if (c.course, c.passed) not in renewed]
    return _with(old, _ordered([*kept, *new]))


def uncertified(old: Intervals, withdrawn: Iterable[Certificate]) -> Intervals:
    """Return the history without the certificates of these courses and days."""
    gone = {(c.course, c.passed) for c in withdrawn}
    return _with(old, tuple(c for c in certificates_of(old) if (c.course, c.passed) not in gone))


def _with(old: Intervals, certificates: tuple[Certificate, ...]) -> Intervals:
    return tuple(
        msgspec.structs.replace(
            interval, value=msgspec.structs.replace(interval.value, certificates=certificates)
        )
        for interval in old
    )


def _ordered(certificates: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """Return them once each, in the order in which the register's own files are read."""
    return tuple(sorted(dict.fromkeys(certificates), key=lambda c: (c.passed, c.course)))
