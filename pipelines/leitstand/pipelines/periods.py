"""Days, months and quarters of use; a day here is a day in the policy's time zone."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from leitstand.schemas.vocabulary import Period

ASSESSMENTS_LIVE_DAYS = 89
"""Whole days that assessments are sure to live (their TTL counts 90 times 24 h from the event)."""
AGGREGATES_LIVE_DAYS = 99
"""The same for ``usage_daily`` and ``findings_daily``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day, in order."""
        return [
            self.first + timedelta(days=offset)
            for offset in range((self.last - self.first).days + 1)
        ]

    def within(self, first: date, last: date) -> "Span | None":
        """Return the common days, or ``None``."""
        found = Span(first=max(self.first, first), last=min(self.last, last))
        return found if found.first <= found.last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPeriod:
    """A month or quarter, with the days of it that figures may be about."""

    period: Period
    start: date
    end: date
    last_whole_day: date
    """Last day that counts: the end of the period, or the day before today."""

    @property
    def provisional(self) -> bool:
        """Whether days of it are still to come."""
        return self.last_whole_day < self.end


def rebuildable(span: Span, today: date) -> Span | None:
    """Return the days whose assessments are all still there; older aggregates stay as they are.

    Rebuilding a day after its assessments have died would replace true figures by empty ones.
    """
    return span.within(today - timedelta(days=ASSESSMENTS_LIVE_DAYS), today)


def quarter_of(day: date) -> date:
    """Return the first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarters_of(span: Span, oldest: date, first_use: date | None) -> list[date]:
    """Return the quarters of some days of which every day of use is ``oldest`` or younger.

    A quarter whose beginning has died already would lose what was published of it. Days before the
    first use ever (``None`` = there was none) cannot be lost.
    """
    quarters = sorted({quarter_of(day) for day in span.days})
    return [start for start in quarters if max(start, first_use or start) >= oldest]


def periods_of(quarter: date, today: date) -> list[PublishedPeriod]:
    """Return the months of a quarter that have a whole day, and the quarter itself.

    Today is never published: figures that move while one person works would show that person.
    """
    months = [quarter.replace(month=quarter.month + offset) for offset in range(3)]
    spans = [(Period.MONTH, start, _month_end(start)) for start in months]
    spans.append((Period.QUARTER, quarter, _month_end(months[-1])))
    yesterday = today - timedelta(days=1)
    return [
        PublishedPeriod(period=period, start=start, end=end, last_whole_day=min(end, yesterday))
        for period, start, end in spans
        if start <= yesterday
    ]


def _month_end(start: date) -> date:
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])
