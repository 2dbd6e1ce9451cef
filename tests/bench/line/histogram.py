"""Latencies in buckets that grow with the value: any number of them, in little memory.

The form is HdrHistogram's: 256 equal buckets in each power of two, so that a value is told to within
0.4 %, be it a microsecond or a minute. Values are whole microseconds.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

_BITS = 8
"""Significant bits of a bucket."""


class Histogram:
    """Counts how often each latency was seen."""

    def __init__(self, counts: Iterable[tuple[int, int]] = ()) -> None:
        """``counts`` are (microseconds, times)."""
        self._buckets: Counter[int] = Counter()
        for microseconds, times in counts:
            self.record(microseconds, times)

    def record(self, microseconds: int, times: int = 1) -> None:
        """Count a latency; a negative one (two clocks may disagree) counts as none."""
        self._buckets[_lowest(max(0, microseconds))] += times

    def add(self, other: "Histogram") -> None:
        """Count everything that another one counted."""
        self._buckets += other._buckets

    @property
    def count(self) -> int:
        """How many were recorded."""
        return self._buckets.total()

    def percentiles(self, shares: Sequence[float]) -> list[float | None]:
        """Return for each share in [0, 1], ascending, the milliseconds that it does not exceed.

        ``None`` where nothing was recorded.
        """
        found: list[float | None] = []
        ascending, seen, value = iter(sorted(self._buckets.items())), 0, None
        for share in shares:
            while seen == 0 or (seen < share * self.count):
                value, times = next(ascending, (None, 0))
                if value is None:
                    break
                seen += times
            found.append(None if value is None else value / 1000)
        return found

    def as_row(self) -> dict[str, float | None]:
        """Return what a report tells, in milliseconds."""
        p50, p99, p999, largest = self.percentiles((0.5, 0.99, 0.999, 1.0))
        return {"count": self.count, "p50": p50, "p99": p99, "p999": p999, "max": largest}

    def pairs(self) -> list[tuple[int, int]]:
        """Return (microseconds, times) in ascending order: another process makes the same of it."""
        return sorted(self._buckets.items())


def _lowest(value: int) -> int:
    """Return the smallest value of the bucket in which this one lies."""
    shift = max(0, value.bit_length() - _BITS - 1)
    return value >> shift << shift
