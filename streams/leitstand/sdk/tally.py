"""What became of the interactions of this process: counted, and said in the log, once a minute."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leitstand.schemas.clock import Clock

_log = logging.getLogger("leitstand.sdk")
QUIET_S = 60.0
"""Between two lines about what could not be recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Of one recorder in one process, since it began. Numbers and classes only."""

    recorded: int = 0
    """On disk."""
    refused: int = 0
    """Not recorded: no agreement, no key, outbox full or broken."""
    failed: int = 0
    """Not recorded, or not whole, by a fault of ours or of the set-up."""
    elsewhere: int = 0
    """Not recorded here, because a gateway of ours on the way has done so."""
    waiting: int = 0
    """Not yet written (``background``)."""
    last_problem: str | None = None
    """A refusal's value, or the class of the last fault."""
    last_problem_at: datetime | None = None
    healthy: bool = True
    """Whether the last interaction was recorded; true before the first."""


class Tally:
    """Counts for many threads."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float]) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._recorded = self._refused = self._failed = self._elsewhere = 0
        self._problem: tuple[str, datetime] | None = None
        self._healthy = True
        self._unsaid = 0
        self._said_at: float | None = None

    def recorded(self) -> None:
        """Count one that is on disk."""
        with self._lock:
            self._recorded += 1
            self._healthy = True

    def elsewhere(self) -> None:
        """Count one that a gateway has recorded."""
        with self._lock:
            self._elsewhere += 1

    def refused(self, reason: str, remedy: str) -> None:
        """Count one that was refused."""
        with self._lock:
            self._refused += 1
            line = self._note(reason)
        self._say(line, remedy)

    def failed(self, problem: str, remedy: str) -> None:
        """Count one that a fault of ours cost."""
        with self._lock:
            self._failed += 1
            line = self._note(problem)
        self._say(line, remedy)

    def status(self, waiting: int) -> Status:
        """Return the figures."""
        with self._lock:
            problem, at = self._problem or (None, None)
            return Status(
                recorded=self._recorded,
                refused=self._refused,
                failed=self._failed,
                elsewhere=self._elsewhere,
                waiting=waiting,
                last_problem=problem,
                last_problem_at=at,
                healthy=self._healthy,
            )

    def _note(self, problem: str) -> tuple[int, str] | None:
        """Note a problem; return what is to be said now, if anything."""
        self._healthy = False
        self._problem = problem, self._clock()
        self._unsaid += 1
        now = self._monotonic()
        if self._said_at is not None and now - self._said_at < QUIET_S:
            return None
        self._said_at, unsaid, self._unsaid = now, self._unsaid, 0
        return unsaid, problem

    def _say(self, line: tuple[int, str] | None, remedy: str) -> None:
        if line is not None:
            _log.warning("AI interactions not recorded: %d (%s): %s", *line, remedy)
