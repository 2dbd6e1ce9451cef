"""Sends what one producer's folder holds, in order."""

import os
from pathlib import Path

import msgspec

from leitstand.broker.ports import Outgoing, Producer
from leitstand.outbox import cursor, frames
from leitstand.outbox.cursor import Cursor
from leitstand.outbox.frames import Frame
from leitstand.outbox.lock import FileLock
from leitstand.outbox.producer_folder import DRAIN_LOCK, has_owner
from leitstand.outbox.segments import Chunk, read_chunk, segments
from leitstand.outbox.sending import send
from leitstand.schemas.clock import Clock

SET_ASIDE = "set_aside.frames"
"""Records that the broker will never take, as frames."""


class FolderDrain:
    """One folder, while this process holds its drain lock."""

    def __init__(self, folder: Path, lock: FileLock, producer: Producer, clock: Clock) -> None:
        self.folder = folder
        self._lock = lock
        self._producer = producer
        self._clock = clock
        self._cursor = cursor.load(folder)
        self.finished = False
        """Whether nothing will ever come any more: the owner is gone and all is sent."""

    @classmethod
    def take(cls, folder: Path, producer: Producer, clock: Clock) -> "FolderDrain | None":
        """Take a folder, or return None if another process drains it or removed it."""
        try:
            lock = FileLock.try_take(folder / DRAIN_LOCK)
        except FileNotFoundError:
            return None
        return cls(folder, lock, producer, clock) if lock else None

    def step(self, records: int) -> bool:
        """Send the next records; return whether there was anything to do.

        Raises BrokerUnavailableError; what was acknowledged until then may be sent again.
        """
        if self.finished:
            return False
        # Both are looked at before reading: what is complete then stays complete.
        files, owned = segments(self.folder), has_owner(self.folder)
        if not files:
            self.finished = not owned
            return False
        path = next((file for file in files if file.name >= self._cursor.segment), files[-1])
        offset = self._cursor.offset if path.name == self._cursor.segment else 0
        chunk = read_chunk(path, offset, records)
        if chunk.frames:
            self._send_chunk(path, chunk)
            return True
        return self._pass_end(files, path, owned)

    def release(self) -> None:
        """Let another process drain the folder."""
        self._lock.release()

    def sent_segments(self) -> list[Path]:
        """Return the segments of which every record is done."""
        files = segments(self.folder)
        return files if self.finished else [f for f in files if f.name < self._cursor.segment]

    def _send_chunk(self, path: Path, chunk: Chunk) -> None:
        refused = send(self._producer, chunk.frames)
        for frame in refused:
            self._set_aside(frame)
        set_aside = len(refused)
        last = chunk.frames[-1].sequence
        done = len(chunk.frames)
        # Without a cursor the file's name says what its first sequence should be.
        before = self._cursor.sequence if self._cursor.segment else int(path.stem) - 1
        self._move(
            segment=path.name,
            offset=chunk.next_offset,
            sequence=last,
            sent=self._cursor.sent + done - set_aside,
            set_aside=self._cursor.set_aside + set_aside,
            damaged=self._cursor.damaged + last - before - done,
        )

    def _set_aside(self, frame: Frame) -> None:
        outgoing: Outgoing = frame.outgoing()
        with (self.folder / SET_ASIDE).open("ab") as file:
            file.write(
                frames.encode(frame.sequence, frame.appended_ms, outgoing, len(frame.payload))
            )
            file.flush()
            os.fsync(file.fileno())

    def _pass_end(self, files: list[Path], path: Path, owned: bool) -> bool:
        """Go on behind the end of a segment that nobody writes to any more."""
        following = next((file for file in files if file > path), None)
        if following is not None:
            self._mark_sent(path)
            self._move(segment=following.name, offset=0)
            return True
        if not owned:
            self._finish(path)
        return False

    def _finish(self, path: Path) -> None:
        done = self._cursor.offset if path.name == self._cursor.segment else 0
        self._move(segment=path.name, offset=done, torn_bytes=path.stat().st_size - done)
        self._mark_sent(path)
        self.finished = True

    def _mark_sent(self, path: Path) -> None:
        now = self._clock().timestamp()
        os.utime(path, (now, now))

    def _move(self, **changes: object) -> None:
        moved: Cursor = msgspec.structs.replace(self._cursor, **changes)
        cursor.save(self.folder, moved)
        self._cursor = moved
