"""How many bytes wait, over all producers of an outbox."""

import threading
from pathlib import Path

from leitstand.outbox import cursor
from leitstand.outbox.segments import producers, segments


def waiting_bytes(outbox: Path) -> int:
    """Return the bytes that no broker has acknowledged yet."""
    return sum(waiting_in(folder) for folder in producers(outbox))


def waiting_in(folder: Path) -> int:
    """Return the waiting bytes of one producer."""
    done = cursor.load(folder)
    sizes = {path.name: _size(path) for path in segments(folder)}
    open_bytes = sum(size for name, size in sizes.items() if name >= done.segment)
    return open_bytes - (done.offset if done.segment in sizes else 0)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # Deleted by a drain meanwhile.
        return 0


class Gauge:
    """Knows whether more fits, without looking at the disk for each append.

    Between two looks it counts what this process added and assumes that nothing left, so it errs
    on the safe side; other processes' appends are seen at the next look.
    """

    def __init__(self, outbox: Path, limit: int) -> None:
        self._outbox = outbox
        self._limit = limit
        self._known = waiting_bytes(outbox)
        self._since = 0
        self._lock = threading.Lock()

    def add(self, count: int) -> None:
        """Count bytes that were appended."""
        with self._lock:
            self._since += count

    def full(self) -> bool:
        """Say whether the limit is reached; looks again only when it seems so, or after much."""
        with self._lock:
            if self._known + self._since >= self._limit or self._since > self._limit // 16:
                self._known, self._since = waiting_bytes(self._outbox), 0
            return self._known >= self._limit
