"""How long to wait before a process is started again."""

from collections.abc import Iterator

FIRST_S = 0.2
LONGEST_S = 30.0
GOOD_S = 30.0
"""A process that was healthy this long has earned the short pause again."""


def pauses(first: float = FIRST_S, longest: float = LONGEST_S) -> Iterator[float]:
    """Yield pauses in seconds, each twice the last, up to the longest."""
    pause = first
    while True:
        yield min(pause, longest)
        pause = min(pause * 2, longest)
