"""Hours of Kafka's clock as spans of offsets."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from leitstand.streams.completeness.marks import Offsets
from leitstand.streams.completeness.spans import Span, Spans

HOUR = timedelta(hours=1)


class Hours:
    """Cuts spans of offsets at full hours (UTC); where an hour began is asked once."""

    def __init__(self, at: Callable[[str, datetime], Offsets]) -> None:
        self._at = at
        self._began: dict[tuple[str, int, datetime], int] = {}

    def cut(
        self, topic: str, partition: int, span: Span, since: datetime, now: datetime
    ) -> Iterator[tuple[datetime, Spans]]:
        """Yield the hours from ``since`` to ``now`` that have part of the span, the oldest first.

        What is older than ``since`` counts for its hour, what is younger than ``now`` for the last.
        """
        hour, (first, last) = floor(since), span
        while first <= last:
            # Where nothing was written after the hour, the rest of the span lies in it.
            behind = self._begin(topic, partition, hour + HOUR) if hour + HOUR <= now else None
            end = last if behind is None else min(last, behind - 1)
            if first <= end:
                yield hour, Spans.of([(first, end)])
                first = end + 1
            hour += HOUR

    def _begin(self, topic: str, partition: int, hour: datetime) -> int | None:
        if (topic, partition, hour) not in self._began:
            for number, offset in self._at(topic, hour).items():
                self._began[topic, number, hour] = offset
        return self._began.get((topic, partition, hour))


def floor(moment: datetime) -> datetime:
    """Return the begin of the hour, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
