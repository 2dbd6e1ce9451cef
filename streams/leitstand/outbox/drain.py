"""Takes everything in an outbox to the broker, for its own process and for those that died."""

import logging
import shutil
import threading
from pathlib import Path

from leitstand.broker.ports import BrokerError, Producer
from leitstand.outbox.folder_drain import SET_ASIDE, FolderDrain
from leitstand.outbox.limits import Limits
from leitstand.outbox.segments import drafts, producers
from leitstand.schemas.clock import Clock, utc_now

_log = logging.getLogger(__name__)

_LOOK_S = 0.2
"""How often to look for what other processes appended; a ``wake`` ends the wait at once."""
_TIDY_S = 60.0
_DRAFT_S = 60 * 60.0
"""A start needs milliseconds until its folder has its name; what is older belongs to nobody."""
_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0


class Drain:
    """Sends at least once, in order per producer; survives days without a broker.

    Any number of processes may drain one directory: each producer's folder is drained by one of
    them at a time, and when that one dies by another.
    """

    def __init__(
        self,
        directory: Path,
        producer: Producer,
        *,
        limits: Limits | None = None,
        clock: Clock = utc_now,
        batch_records: int = 2000,
    ) -> None:
        self._directory = directory
        self._producer = producer
        self._limits = limits or Limits()
        self._clock = clock
        self._batch_records = batch_records
        self._folders: dict[Path, FolderDrain] = {}
        self._wake = threading.Event()
        self._last_tidy = 0.0
        self._failures = 0

    def wake(self) -> None:
        """Say that there is something new. For any thread."""
        self._wake.set()

    def run(self, stop: threading.Event) -> None:
        """Drain until told to stop; whatever waits then stays on disk."""
        try:
            while not stop.is_set():
                self._wake.clear()
                if not self._turn(stop):
                    self._wake.wait(_LOOK_S)
        finally:
            self.close()

    def step(self) -> bool:
        """Send one batch of every producer; return whether there was any.

        Raises BrokerError while the broker is away, OSError when the disk fails.
        """
        self._take_folders()
        self._tidy_sometimes()
        worked, failure = self._step_folders()
        if failure is not None and not worked:
            raise failure
        return worked

    def close(self) -> None:
        """Let other processes drain, and give the producer's connection up."""
        for folder in self._folders.values():
            folder.release()
        self._folders.clear()
        self._producer.close()

    def tidy(self) -> None:
        """Delete what was sent long enough ago."""
        now = self._clock().timestamp()
        sent = [path for folder in self._folders.values() for path in folder.sent_segments()]
        newest_first = sorted(sent, key=lambda path: path.stat().st_mtime, reverse=True)
        kept = 0
        for path in newest_first:
            info = path.stat()
            kept += info.st_size
            if (
                now - info.st_mtime > self._limits.keep_sent_s
                or kept > self._limits.keep_sent_bytes
            ):
                path.unlink()
        self._remove_finished()
        for draft in drafts(self._directory):
            if now - draft.stat().st_mtime > _DRAFT_S:
                shutil.rmtree(draft, ignore_errors=True)

    def _turn(self, stop: threading.Event) -> bool:
        try:
            worked = self.step()
        except (BrokerError, OSError) as error:
            self._pause(error, stop)
            return True
        self._failures = 0
        return worked

    def _step_folders(self) -> tuple[bool, Exception | None]:
        """Return whether there was anything to send, and what failed first."""
        worked, failure = False, None
        for path, folder in list(self._folders.items()):
            try:
                worked |= folder.step(self._batch_records)
            except (BrokerError, OSError) as error:
                failure = failure or error
                # Others come first next time: what one folder waits for, they may not.
                self._folders[path] = self._folders.pop(path)
                if isinstance(error, BrokerError):
                    break
        return worked, failure

    def _pause(self, error: Exception, stop: threading.Event) -> None:
        if self._failures == 0:
            _log.warning("outbox waits: %s: %s", type(error).__name__, error)
        stop.wait(min(_FIRST_PAUSE_S * 2**self._failures, _LONGEST_PAUSE_S))
        self._failures = min(self._failures + 1, 10)

    def _take_folders(self) -> None:
        for path in producers(self._directory):
            if path not in self._folders:
                taken = FolderDrain.take(path, self._producer, self._clock)
                if taken:
                    self._folders[path] = taken

    def _tidy_sometimes(self) -> None:
        now = self._clock().timestamp()
        # The clock may be set back; that must not put it off.
        if abs(now - self._last_tidy) >= _TIDY_S:
            self._last_tidy = now
            self.tidy()

    def _remove_finished(self) -> None:
        """Remove folders in which nothing is left, sent, kept or to be looked at."""
        for path, folder in list(self._folders.items()):
            if folder.finished and not folder.sent_segments() and not (path / SET_ASIDE).exists():
                # Another drain may be looking into it; what stays is taken and removed again.
                shutil.rmtree(path, ignore_errors=True)
                folder.release()
                del self._folders[path]
