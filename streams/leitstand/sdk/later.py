"""A thread that writes down what its callers need not, or must not, write themselves."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from uuid import UUID

from leitstand.capture import Observed
from leitstand.sdk.errors import NotRecordedError

MOST_WAITING = 10_000
"""Above it nothing more is taken: a disk that stands still must not fill the host's memory."""


@dataclass(slots=True, kw_only=True)
class Job:
    """One interaction, to be written."""

    observed: Observed
    event_id: UUID
    done: threading.Event = field(default_factory=threading.Event)
    problem: NotRecordedError | None = None
    recorded: bool = False


class Later:
    """Jobs in their order. ``put`` may be called anywhere, also while garbage is collected."""

    def __init__(self, write: Callable[[Job], None]) -> None:
        """``write`` never raises."""
        self._write = write
        # The only queue whose put may interrupt itself: a finaliser runs in any thread at any time.
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="leitstand sdk", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many are not yet begun."""
        return self._jobs.qsize()

    def put(self, job: Job) -> bool:
        """Take a job; return False where too many wait."""
        if self._jobs.qsize() >= MOST_WAITING:
            return False
        self._jobs.put(job)
        return True

    def close(self, limit_s: float) -> None:
        """Write what is there, for at most so long."""
        self._jobs.put(None)
        self._thread.join(limit_s)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._write(job)
            job.done.set()
