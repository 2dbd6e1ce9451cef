"""Dead letters of a fictitious town, for the preview and for tests: numbers without a source."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

Row = Mapping[str, object]

_BY_DAY = (0, 0, 3, 1, 0, 0, 12, 2, 0, 0, 1, 0, 0, 4)
"""Refused on each of the last fourteen days, the last being today."""


class MadeUpWorkings:
    """Answers the same queries with the same columns as ClickHouse; a test runs both."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Row]:
        """Return the rows of one query. Raises KeyError for another one."""
        del parameters
        answers = {"dead_letters/by_reason": self._by_reason, "dead_letters/by_day": self._by_day}
        return list(answers[query]())

    def _by_reason(self) -> Iterator[Row]:
        yield self._reason(
            "no_policy", last_day=3, last_week=6, open_=4, replayed=2, settled=9, days=6
        )
        yield self._reason("unknown_version", last_day=1, last_week=2, open_=2, days=4)
        yield self._reason("time_out_of_range", last_week=1, open_=1, days=3)
        yield self._reason("failed", settled=12, days=None)

    def _reason(
        self,
        reason: str,
        *,
        days: int | None,
        last_day: int = 0,
        last_week: int = 0,
        open_: int = 0,
        replayed: int = 0,
        settled: int = 0,
    ) -> Row:
        return {
            "reason": reason,
            "last_day": last_day,
            "last_week": last_week,
            "open": open_,
            "replayed": replayed,
            "settled": settled,
            "newest": self._now - timedelta(hours=2, days=0 if last_day else days or 9),
            "oldest_day": None if days is None else self._day(days),
        }

    def _by_day(self) -> Iterator[Row]:
        for ago, refused in enumerate(reversed(_BY_DAY)):
            if refused:
                yield {"day": self._day(ago), "refused": refused, "settled": refused // 2}

    def _day(self, ago: int) -> date:
        return self._now.date() - timedelta(days=ago)
