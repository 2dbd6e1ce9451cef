"""Hours of Kafka's clock as spans of offsets."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from leitstand.broker.places import Place, Places
from leitstand.streams.completeness.spans import Spans

HOUR = timedelta(hours=1)


class Hours:
    """Cuts spans of offsets at full hours (UTC); where an hour began is asked once."""

    def __init__(self, at: Callable[[str, datetime], Places]) -> None:
        self._at = at
        self._known: dict[tuple[str, int, datetime], Place] = {}

    def cut(
        self, topic: str, partition: int, begin: Place, last: int, now: datetime
    ) -> Iterator[tuple[datetime, Spans]]:
        """Yield each hour that has offsets from ``begin`` to ``last``, the oldest first.

        What is younger than ``now`` counts for its hour.
        """
        first, hour = begin.offset, floor(begin.at)
        while first <= last:
            # Where nothing was written after the hour, the rest of the span lies in it.
            behind = self._behind(topic, partition, hour) if hour + HOUR <= now else None
            end = last if behind is None else min(last, behind.offset - 1)
            yield hour, Spans.of([(first, end)])
            first, hour = end + 1, floor(behind.at) if behind else hour

    def _behind(self, topic: str, partition: int, hour: datetime) -> Place | None:
        """Return the first record after an hour."""
        if (topic, partition, hour) not in self._known:
            for number, place in self._at(topic, hour + HOUR).items():
                self._known[topic, number, hour] = place
        return self._known.get((topic, partition, hour))


def floor(moment: datetime) -> datetime:
    """Return the begin of the hour, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
