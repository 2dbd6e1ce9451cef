"""Appends frames to the segments of one producer."""

import os
from datetime import datetime
from pathlib import Path

from leitstand.broker.ports import Outgoing
from leitstand.outbox import frames
from leitstand.outbox.limits import Limits
from leitstand.outbox.producer_folder import OwnedFolder, create, sync_folder
from leitstand.outbox.refusals import Refusals
from leitstand.outbox.requests import Requests
from leitstand.outbox.segments import segment_path


class ProducerLog:
    """The living end of one producer's folder. For one thread.

    A failed write leaves it unusable: what is on disk then is not known, so its sequence must not
    go on. The owner makes a new one, which is a new producer.
    """

    def __init__(
        self, outbox: Path, name: str, limits: Limits, now: datetime, refused_before: int = 0
    ) -> None:
        self._folder: OwnedFolder = create(outbox, name, now)
        self._limits = limits
        self._descriptor: int | None = None
        self._size = 0
        self._failure: OSError | None = None
        self.sequence = 0
        """Of the last durable record."""
        self.refusals = Refusals(self._folder.path, refused_before)
        self.requests = Requests(self._folder.path)

    @property
    def producer(self) -> str:
        """Name of the producer."""
        return self._folder.producer

    @property
    def sound(self) -> bool:
        """Whether no write has failed."""
        return self._failure is None

    def encode(self, sequence: int, now: datetime, outgoing: Outgoing) -> bytes:
        """Return the frame of a record. Raises RecordTooLargeError."""
        appended_ms = int(now.timestamp() * 1000)
        return frames.encode(sequence, appended_ms, outgoing, self._limits.record_bytes)

    def commit(self, encoded: list[bytes]) -> None:
        """Make these frames durable, all with one fsync. Raises OSError, from then on always."""
        if self._failure is not None:
            raise OSError(*self._failure.args)
        try:
            self._write(encoded)
        except OSError as error:
            self._failure = error
            raise
        self.sequence += len(encoded)
        if self._size >= self._limits.segment_bytes:
            self._close_segment()

    def _write(self, encoded: list[bytes]) -> None:
        descriptor = self._open()
        rest = memoryview(b"".join(encoded))
        self._size += len(rest)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fdatasync(descriptor)

    def close(self) -> None:
        """Give the folder up: from now on it belongs to the drains."""
        self._close_segment()
        self.requests.close()
        self._folder.lock.release()

    def _open(self) -> int:
        if self._descriptor is None:
            path = segment_path(self._folder.path, self.sequence + 1)
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._size = 0
            sync_folder(self._folder.path)
        return self._descriptor

    def _close_segment(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
