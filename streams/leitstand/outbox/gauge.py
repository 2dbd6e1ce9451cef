"""How many bytes wait, over all producers of an outbox, and whether more fits."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from leitstand.outbox import cursor
from leitstand.outbox.limits import Limits
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


_LOOK_S = 0.1
"""While all is full every request asks, and each answer would count hundreds of files."""


class Gauge:
    """Knows whether more fits, without counting what is on disk for each append.

    Between two counts it adds what this process appended and assumes that nothing left, so it errs
    on the safe side; other processes' appends are seen at the next count.
    """

    def __init__(self, outbox: Path, limits: Limits, monotonic: Callable[[], float]) -> None:
        self._outbox = outbox
        self._limits = limits
        self._monotonic = monotonic
        self._next_look = 0.0
        self._known = limits.waiting_bytes
        self._since = 0
        self._lock = threading.Lock()

    def add(self, count: int) -> None:
        """Count bytes that were appended."""
        with self._lock:
            self._since += count

    def why_full(self) -> str | None:
        """Say why nothing more is taken, or ``None``. Raises OSError.

        Counts again only when the limit seems reached, or after much; once it is reached, at most
        every tenth of a second.
        """
        system = os.statvfs(self._outbox)
        free = system.f_bavail * system.f_frsize
        if free < self._limits.free_bytes:
            return f"{free} bytes are free on the disk"
        return f"{self._known} bytes wait for the broker" if self._limit_reached() else None

    def _limit_reached(self) -> bool:
        limit = self._limits.waiting_bytes
        with self._lock:
            if self._known + self._since >= limit or self._since > limit // 16:
                self._look()
            return self._known >= limit

    def _look(self) -> None:
        now = self._monotonic()
        if now < self._next_look:
            return
        self._known, self._since = waiting_bytes(self._outbox), 0
        self._next_look = now + _LOOK_S if self._known >= self._limits.waiting_bytes else now
