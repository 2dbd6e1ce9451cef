"""Records what a program does with AI, and never breaks the program.

Whatever goes wrong here is caught, counted (:meth:`Recorder.status`) and said in the log once a
minute. Only with ``on_refusal`` = ``raise`` does the caller hear of it as an exception.
"""

import asyncio
import atexit
import dataclasses
import os
import threading
import time
from collections.abc import Callable
from uuid import UUID
from weakref import WeakMethod

from leitstand.capture import Observed, RefusedError
from leitstand.capture.closing import UNREGISTERED
from leitstand.schemas.clock import Clock, utc_now
from leitstand.schemas.identifiers import new_event_id
from leitstand.sdk.errors import NotRecordedError, SettingsError, TooManyWaitingError
from leitstand.sdk.later import Job, Later
from leitstand.sdk.line import Line, open_line
from leitstand.sdk.settings import OnRefusal, Settings
from leitstand.sdk.tally import Status, Tally

_GOODBYE_S = 5.0
_PATIENCE_S = 1.0
"""How long a caller that closes a stream waits until it is written; see :meth:`record_closing`."""
_OURS = "a fault of the recording, or of its set-up; the program goes on (docs/sdk.md)"


class Recorder:
    """For many threads, event loops and forked processes; opens its outbox when it is first used."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        opener: Callable[[Settings, Clock], Line] = open_line,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._monotonic = monotonic
        self._opener = opener
        self._line: Line | None = None
        self._later: Later | None = None
        self._closes_at_exit = False
        self._begin()
        begin = WeakMethod(self._begin)
        os.register_at_fork(after_in_child=lambda: _call(begin))

    def record(self, observed: Observed, event_id: UUID | None = None) -> UUID | None:
        """Write it down and return its event id when it is durable (``background``: soon).

        Returns None where it was not recorded. Raises NotRecordedError only if told to.
        """
        job = self._job(observed, event_id)
        if self.settings.background:
            return self._put(job)
        self._write(job)
        return self._outcome(job)

    async def record_async(self, observed: Observed, event_id: UUID | None = None) -> UUID | None:
        """Do the same without blocking the event loop; outside of asyncio in the background."""
        job = self._job(observed, event_id)
        if self.settings.background or not _in_asyncio():
            return self._put(job)
        try:
            found = await self._open().recorder.record_async(job.observed, job.event_id)
            self._written(job, found)
        except asyncio.CancelledError:
            # It may or may not be on its way: under the same id, twice is once.
            self._put(job)
            raise
        except RefusedError as error:
            job.problem = self._refused(error)
        except Exception as error:  # the host program has no part in it
            job.problem = self._failed(error)
        return self._outcome(job)

    def record_closing(self, observed: Observed, event_id: UUID) -> None:
        """Do the same for a stream that is being closed, be it by the garbage collector.

        That one runs in any thread, also in one that holds a lock which the writing needs. So
        another thread writes, and the wait for it has a limit.
        """
        job = self._job(observed, event_id)
        if self._put(job) is not None and not self.settings.background:
            job.done.wait(_PATIENCE_S)
            self._outcome(job)

    def record_later(self, observed: Observed, event_id: UUID) -> None:
        """Have it written by another thread; never waits, never raises."""
        self._put(self._job(observed, event_id))

    def check(self, application: str | None = None) -> None:
        """Raise NotRecordedError if nothing could be recorded now, whatever ``on_refusal`` says.

        For the start of a program, and for calls that must not happen without a record.
        """
        try:
            self._open().recorder.check(application or self.settings.application)
        except RefusedError as error:
            raise self._refused(error) from None
        except Exception as error:  # as in record
            raise self._failed(error) from None

    def prepare(self) -> None:
        """Open everything now; what fails will be told when something is to be recorded."""
        try:
            self._worker()
            self._open()
        except Exception:  # noqa: S110 - told at the first record
            pass

    def fault(self, error: BaseException) -> NotRecordedError:
        """Count a fault of ours; return what to raise where ``on_refusal`` is ``raise``."""
        return self._failed(error)

    def elsewhere(self) -> None:
        """Count an interaction that a gateway of ours has recorded."""
        self._tally.elsewhere()

    @property
    def raises(self) -> bool:
        """Whether the caller is to hear of what could not be recorded."""
        return self.settings.on_refusal is OnRefusal.RAISE

    def new_id(self) -> UUID:
        """Return an id for an interaction that has begun."""
        return new_event_id(self._clock())

    def status(self) -> Status:
        """Return what became of the interactions of this process."""
        return self._tally.status(self._later.waiting if self._later else 0)

    def close(self) -> None:
        """Write what waits and stop; also called when the interpreter ends."""
        atexit.unregister(self.close)
        if self._later is not None:
            self._later.close(_GOODBYE_S)
        with self._lock:
            line, self._line, self._closed = self._line, None, True
        if line is not None:
            line.close()

    def _begin(self) -> None:
        """Begin; in a forked child anew: locks and threads of the parent are no use there."""
        self._lock = threading.Lock()
        self._line = self._later = None
        self._closed = False
        self._tally = Tally(self._clock, self._monotonic)

    def _open(self) -> Line:
        line = self._line
        return line if line is not None else self._opened()

    def _opened(self) -> Line:
        with self._lock:
            if self._closed:
                message = "the recorder is closed"
                raise SettingsError(message)
            if self._line is None:
                self._line = self._opener(self.settings, self._clock)
                self._close_at_exit()
            return self._line

    def _worker(self) -> Later:
        later = self._later
        return later if later is not None else self._started()

    def _started(self) -> Later:
        with self._lock:
            if self._later is None:
                self._later = Later(self._write)
                self._close_at_exit()
            return self._later

    def _close_at_exit(self) -> None:
        if not self._closes_at_exit:
            self._closes_at_exit = True
            atexit.register(self.close)

    def _job(self, observed: Observed, event_id: UUID | None) -> Job:
        if observed.application == UNREGISTERED:
            observed = dataclasses.replace(observed, application=self.settings.application)
        return Job(observed=observed, event_id=event_id or self.new_id())

    def _put(self, job: Job) -> UUID | None:
        if not self._closed and self._worker().put(job):
            return job.event_id
        job.problem = self._failed(TooManyWaitingError())
        return self._outcome(job)

    def _write(self, job: Job) -> None:
        """Write a job and note on it what came of it."""
        try:
            found = self._open().recorder.record(job.observed, job.event_id)
            self._written(job, found)
        except RefusedError as error:
            job.problem = self._refused(error)
        except Exception as error:  # the host program has no part in it
            job.problem = self._failed(error)

    def _written(self, job: Job, found: UUID | None) -> None:
        job.recorded = found is not None
        if job.recorded:
            self._tally.recorded()

    def _outcome(self, job: Job) -> UUID | None:
        if job.problem is not None and self.raises:
            raise job.problem
        return job.event_id if job.recorded else None

    def _refused(self, error: RefusedError) -> NotRecordedError:
        self._tally.refused(error.reason.value, error.remedy)
        return NotRecordedError(error.reason.value, error.remedy)

    def _failed(self, error: BaseException) -> NotRecordedError:
        # A text of ours about the set-up carries no content; any other's might.
        problem = type(error).__name__
        remedy = str(error) if isinstance(error, SettingsError) else _OURS
        self._tally.failed(problem, remedy)
        return NotRecordedError(problem, remedy)


def _call(method: "WeakMethod[Callable[[], None]]") -> None:
    found = method()
    if found is not None:
        found()


def _in_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
