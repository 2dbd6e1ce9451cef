"""What processes cost, and how far the line is: read from outside, so that nothing measures itself."""

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One process at one moment."""

    at: float
    """Unix seconds."""
    cpu_s: float
    resident: float
    """MiB."""


@dataclass(slots=True, kw_only=True)
class Cost:
    """What a stretch of work cost, by stage; filled when the stretch is over."""

    seconds: float = 0.0
    cpu_s: dict[str, float] = field(default_factory=dict[str, float])

    def per_event(self, events: int) -> dict[str, float]:
        """Return microseconds of processor time an event, by stage."""
        return {name: round(used / events * 1e6, 1) for name, used in self.cpu_s.items()}


Pids = Callable[[], Mapping[str, Sequence[int]]]
"""The processes of each stage now."""


class Processes:
    """Watches the processes of the stages: once a second in a thread, and whenever asked."""

    def __init__(self, pids: Pids) -> None:
        self._pids = pids
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="meters", daemon=True)
        self._lock = threading.Lock()
        self._course: dict[str, list[Usage]] = {}
        self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        self._thread.join()

    def now(self) -> dict[str, Usage]:
        """Return what each stage used until now; a process that just ended counts no more."""
        return {name: _sum(map(_usage, pids)) for name, pids in self._pids().items() if pids}

    @contextmanager
    def cost(self) -> Generator[Cost]:
        """Measure what happens inside. Stages that begin or end inside are counted from 0."""
        cost, begun, before = Cost(), time.monotonic(), self.now()
        yield cost
        cost.seconds = time.monotonic() - begun
        for name, usage in self.now().items():
            cost.cpu_s[name] = usage.cpu_s - (before[name].cpu_s if name in before else 0.0)

    @contextmanager
    def course(self) -> Generator[dict[str, list[Usage]]]:
        """Collect a reading a second of each stage inside."""
        with self._lock:
            found = self._course = {}
        yield found
        with self._lock:
            self._course = {}

    def _run(self) -> None:
        while not self._stop.wait(1.0):
            readings = self.now()
            with self._lock:
                for name, usage in readings.items():
                    self._course.setdefault(name, []).append(usage)


def _usage(pid: int) -> Usage:
    try:
        process = psutil.Process(pid)
        times, memory = process.cpu_times(), process.memory_info()
    except psutil.Error:
        return Usage(at=time.time(), cpu_s=0.0, resident=0.0)
    return Usage(at=time.time(), cpu_s=times.user + times.system, resident=memory.rss / MEBIBYTE)


def _sum(usages: "map[Usage]") -> Usage:
    found = list(usages)
    return Usage(
        at=found[-1].at,
        cpu_s=sum(usage.cpu_s for usage in found),
        resident=sum(usage.resident for usage in found),
    )


def slope_per_hour(course: Sequence[Usage]) -> float | None:
    """Return MiB an hour by least squares over the second half, when buffers have filled.

    ``None`` for fewer than ten readings.
    """
    half = course[len(course) // 2 :]
    if len(half) < 10:
        return None
    middle_at = sum(usage.at for usage in half) / len(half)
    middle = sum(usage.resident for usage in half) / len(half)
    spread = sum((usage.at - middle_at) ** 2 for usage in half)
    together = sum((usage.at - middle_at) * (usage.resident - middle) for usage in half)
    return round(together / spread * 3600, 1)
