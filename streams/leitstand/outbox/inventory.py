"""What one producer of an outbox holds, without reading more than the last file that waits."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from leitstand.outbox import cursor, refusals
from leitstand.outbox.cursor import Cursor
from leitstand.outbox.gauge import waiting_in
from leitstand.outbox.producer_folder import has_owner
from leitstand.outbox.segments import all_frames, producers, read_chunk, segments


class ProducerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One start of one process."""

    producer: str
    living: bool
    """Whether its process is running."""
    first: int
    """Number of the oldest record on disk; 0 where there is none."""
    last: int
    """Number of the newest record."""
    done: int
    """Number of the last record that is sent or set aside."""
    waiting: int
    """Records that no broker has acknowledged yet."""
    sent: int
    """Records that the broker acknowledged since this producer began."""
    refused: int
    """Interactions that were turned away and never recorded: outbox full, no agreement, no key."""
    set_aside: int
    """Records that the broker will never take; kept on disk to be looked at."""
    damaged: int
    """Records lost to damaged bytes on this disk."""
    torn_bytes: int
    """Half-written by a process that died; such a record was never acknowledged."""
    segments: int
    """Files."""
    bytes: int
    """On disk, sent segments included."""
    waiting_bytes: int
    oldest_waiting: datetime | None
    """When the oldest waiting record was appended."""


def inventory(directory: Path) -> list[ProducerStatus]:
    """Return every producer on disk, oldest first, without disturbing anybody."""
    return [_status_of(folder) for folder in producers(directory)]


def _status_of(folder: Path) -> ProducerStatus:
    done, files = cursor.load(folder), segments(folder)
    last = _last_sequence(files, done)
    return ProducerStatus(
        producer=folder.name,
        living=has_owner(folder),
        first=int(files[0].stem) if files and last else 0,
        last=last,
        done=done.sequence,
        waiting=max(0, last - done.sequence),
        sent=done.sent,
        refused=refusals.read(folder),
        set_aside=done.set_aside,
        damaged=done.damaged,
        torn_bytes=done.torn_bytes,
        segments=len(files),
        bytes=sum(_size(path) for path in files),
        waiting_bytes=waiting_in(folder),
        oldest_waiting=_oldest_waiting(files, done),
    )


def _last_sequence(files: list[Path], done: Cursor) -> int:
    """Return the number of the newest record; what is done already is not read again for it."""
    for path in reversed(files):
        begin = done.offset if path.name == done.segment else 0
        last = max((frame.sequence for frame in all_frames(path, begin)), default=0)
        if last or path.name <= done.segment:
            return max(last, done.sequence)
    return done.sequence


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # Deleted by a drain meanwhile.
        return 0


def _oldest_waiting(files: list[Path], done: Cursor) -> datetime | None:
    for path in files:
        if path.name < done.segment:
            continue
        chunk = read_chunk(path, done.offset if path.name == done.segment else 0, 1)
        if chunk.frames:
            return datetime.fromtimestamp(chunk.frames[0].appended_ms / 1000, UTC)
    return None
