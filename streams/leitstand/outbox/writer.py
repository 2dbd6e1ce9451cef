"""The outbox of one process: append returns when the record is durable."""

import asyncio
import errno
import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path

from leitstand.broker.ports import Outgoing
from leitstand.outbox.errors import OutboxBrokenError, OutboxError, OutboxFullError
from leitstand.outbox.gauge import Gauge
from leitstand.outbox.limits import Limits
from leitstand.outbox.producer_log import ProducerLog
from leitstand.schemas.clock import Clock, utc_now

Build = Callable[[int], Outgoing]
"""Makes a record, given its sequence. Runs on the outbox's thread, so it must not block."""

_BATCH_RECORDS = 1000
_BATCH_BYTES = 16 * 1024 * 1024
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0


@dataclass(frozen=True, slots=True)
class _Job:
    build: Build
    future: "Future[int]"


class Outbox:
    """Appends for many threads and event loops; one thread writes, with one fsync per batch.

    While one batch is being synced the next one gathers, so that many callers share an fsync and
    a single caller waits for one only.
    """

    def __init__(
        self,
        directory: Path,
        name: str,
        *,
        limits: Limits | None = None,
        clock: Clock = utc_now,
        on_commit: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin a new producer named ``name`` and this start. Raises OSError.

        ``on_commit`` is called after each batch; it must not block (a drain's ``wake``). A process
        that is forked off begins a producer of its own with its first append.
        """
        self._directory = directory
        self._name = name
        self._limits = limits or Limits()
        self._clock = clock
        self._on_commit = on_commit
        self._monotonic = monotonic
        self._log = self._new_log()
        self._closed = False
        self._forget()
        self._start()
        os.register_at_fork(after_in_child=_weakly(self._after_fork))

    @property
    def producer(self) -> str:
        """Name of the current producer; inside ``build`` the one that the sequence belongs to.

        It changes when the disk failed: a sequence is never used twice.
        """
        return self._log.producer

    def append(self, build: Build) -> int:
        """Append one record and return its sequence when it is durable.

        Raises OutboxFullError (refusals are counted), RecordTooLargeError, OutboxBrokenError, and
        what ``build`` raises; after any of them nothing was acknowledged and the sequence has no gap.
        """
        return self._submit(build).result()

    def append_all(self, builds: Sequence[Build]) -> list[int]:
        """Append many with few syncs; return their sequences when all are durable.

        Raises what the first one that failed raised; others may have been appended.
        """
        futures = [self._submit(build) for build in builds]
        wait(futures)
        return [future.result() for future in futures]

    def has_room(self) -> bool:
        """Say whether an append would be taken now, so that nothing is begun in vain."""
        try:
            return self._gauge.why_full() is None
        except OSError:
            return False

    async def append_async(self, build: Build) -> int:
        """Do the same without blocking the event loop.

        Cancelled before its turn it appends nothing, later it appends and nobody hears of it.
        """
        return await asyncio.wrap_future(self._submit(build))

    def count_refusal(self) -> None:
        """Count an interaction that was turned away before it came to an append."""
        with self._changed:
            self._log.refusals.add()

    def request_began(self) -> None:
        """Count a request that has to be recorded, before it is passed on."""
        with self._changed:
            self._log.requests.begin()

    def request_ended(self) -> None:
        """Count a request that is over."""
        with self._changed:
            self._log.requests.end()

    def close(self) -> None:
        """Write what is pending and stop; what waits for the broker stays on disk."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _forget(self) -> None:
        """Begin without jobs, and with locks that nobody holds."""
        self._gauge = Gauge(self._directory, self._limits, self._monotonic)
        self._jobs: deque[_Job] = deque()
        self._taken: list[_Job] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._barren = 0
        """Producers in a row that failed before they made anything durable."""
        self._next_producer = 0.0

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=f"outbox {self._name}", daemon=True)
        self._thread.start()

    def _after_fork(self) -> None:
        """Leave folder, jobs and thread to the parent, whose they are."""
        self._forget()
        # Closing gives up nothing of the parent's; kept open, it would seem alive when it is dead.
        self._log.close()

    def _start_again(self) -> None:
        """Begin a producer of this process, which was forked off."""
        try:
            self._log = self._new_log()
        except OSError as error:
            raise _broken(error) from None
        self._start()

    def _submit(self, build: Build) -> "Future[int]":
        job = _Job(build, Future())
        with self._changed:
            if self._closed:
                message = "the outbox is closed"
                raise OutboxBrokenError(message)
            if self._thread is None:
                self._start_again()
            self._jobs.append(job)
            self._changed.notify()
        return job.future

    def _run(self) -> None:
        try:
            while jobs := self._next_jobs():
                self._write(jobs)
                self._on_commit()
        finally:
            self._end()

    def _next_jobs(self) -> list[_Job]:
        """Wait for jobs; return none only when closed and empty."""
        with self._changed:
            while not self._jobs and not self._closed:
                self._changed.wait()
            count = min(len(self._jobs), _BATCH_RECORDS)
            self._taken = [self._jobs.popleft() for _ in range(count)]
            return self._taken

    def _write(self, jobs: list[_Job]) -> None:
        if not self._log.sound:
            self._retire()
        batch: list[tuple[_Job, bytes]] = []
        size = 0
        for job in jobs:
            frame = self._frame(job, self._log.sequence + len(batch) + 1)
            if frame is not None:
                batch.append((job, frame))
                size += len(frame)
            if size >= _BATCH_BYTES:
                self._commit(batch)
                batch, size = [], 0
        if batch:
            self._commit(batch)

    def _frame(self, job: _Job, sequence: int) -> bytes | None:
        """Build a job's frame; what goes wrong is that job's alone."""
        if not job.future.set_running_or_notify_cancel():
            return None
        try:
            self._must_have_room()
            frame = self._log.encode(sequence, self._clock(), job.build(sequence))
        except Exception as error:  # handed to the caller, whatever it is
            job.future.set_exception(error)
            return None
        self._gauge.add(len(frame))
        return frame

    def _must_have_room(self) -> None:
        try:
            reason = self._gauge.why_full()
        except OSError as error:
            raise _broken(error) from None
        if reason is not None:
            self.count_refusal()
            raise OutboxFullError(reason)

    def _commit(self, batch: list[tuple[_Job, bytes]]) -> None:
        first = self._log.sequence + 1
        try:
            self._log.commit([frame for _, frame in batch])
        except OSError as error:
            self._refuse([job for job, _ in batch], error)
            return
        self._barren = 0
        for sequence, (job, _) in enumerate(batch, start=first):
            job.future.set_result(sequence)

    def _refuse(self, jobs: list[_Job], error: OSError) -> None:
        for job in jobs:
            if error.errno in _NO_SPACE:
                self.count_refusal()
            job.future.set_exception(_broken(error))

    def _retire(self) -> None:
        """Begin a new producer; if even that fails the old one stays and fails again next time.

        So it does for a while when several in a row came to nothing: a disk that takes folders but
        no records must not be filled with folders.
        """
        if self._log.sequence == 0 and self._monotonic() < self._next_producer:
            return
        try:
            fresh = self._new_log(self._log.refusals.unkept)
        except OSError:
            return
        pause = _FIRST_PAUSE_S * 2**self._barren if self._barren else 0.0
        self._next_producer = self._monotonic() + min(pause, _LONGEST_PAUSE_S)
        self._barren = min(self._barren + 1, 20)
        with self._changed:
            old, self._log = self._log, fresh
        old.close()

    def _new_log(self, refused: int = 0) -> ProducerLog:
        return ProducerLog(self._directory, self._name, self._limits, self._clock(), refused)

    def _end(self) -> None:
        """Leave nobody waiting, even if the thread dies of a fault of ours."""
        with self._changed:
            self._closed = True
            left = [*self._taken, *self._jobs]
            self._jobs.clear()
        for job in left:
            if job.future.running() or (
                not job.future.done() and job.future.set_running_or_notify_cancel()
            ):
                job.future.set_exception(OutboxBrokenError("the outbox is closed"))
        self._log.close()


def _broken(error: OSError) -> OutboxError:
    """Return what a caller is told of an error of the disk: its number only."""
    if error.errno in _NO_SPACE:
        return OutboxFullError(f"no space on the disk: error {error.errno}")
    return OutboxBrokenError(f"disk: error {error.errno}")


def _weakly(method: Callable[[], None]) -> Callable[[], None]:
    """Return a function that calls the method for as long as its object lives."""
    known = weakref.WeakMethod(method)

    def call() -> None:
        living = known()
        if living is not None:
            living()

    return call
