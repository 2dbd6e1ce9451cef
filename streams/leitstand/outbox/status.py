"""What an outbox holds, for people and for the accounting of every event."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from leitstand.outbox import cursor, refusals
from leitstand.outbox.cursor import Cursor
from leitstand.outbox.gauge import waiting_in
from leitstand.outbox.producer_folder import has_owner
from leitstand.outbox.segments import all_frames, producers, read_chunk, segments


class OutboxStatus(msgspec.Struct, frozen=True, kw_only=True):
    """All producers of one outbox together."""

    waiting: int = 0
    """Records that no broker has acknowledged yet."""
    sent: int = 0
    """Records that the broker acknowledged, of producers that are still on disk."""
    refused: int = 0
    """Interactions that were turned away and never recorded: outbox full, no agreement, no key."""
    set_aside: int = 0
    """Records that the broker will never take; kept on disk to be looked at."""
    damaged: int = 0
    """Records lost to damaged bytes on this disk."""
    torn_bytes: int = 0
    """Half-written by processes that died; such a record was never acknowledged."""
    bytes: int = 0
    """On disk, sent segments included."""
    waiting_bytes: int = 0
    oldest_waiting: datetime | None = None
    """When the oldest waiting record was appended."""
    producers: int = 0
    living: int = 0
    """Producers whose process is running."""


def status(directory: Path) -> OutboxStatus:
    """Look at the disk, without disturbing anybody. A directory that is not there is empty."""
    total = OutboxStatus()
    for folder in producers(directory):
        total = _sum(total, _status_of(folder))
    return total


def acknowledged(directory: Path) -> Iterator[tuple[str, bytes | None]]:
    """Yield topic and key of every record on disk, sent or not: all that was acknowledged.

    Sent segments are kept for 24 hours, so this reaches at least that far back. A record whose
    process died before it could acknowledge may be among them; it is sent like the others.
    """
    for folder in producers(directory):
        for path in segments(folder):
            for frame in all_frames(path):
                outgoing = frame.outgoing()
                yield outgoing.topic, outgoing.key


def _status_of(folder: Path) -> OutboxStatus:
    done = cursor.load(folder)
    return OutboxStatus(
        waiting=max(0, _last_sequence(folder) - done.sequence),
        sent=done.sent,
        refused=refusals.read(folder),
        set_aside=done.set_aside,
        damaged=done.damaged,
        torn_bytes=done.torn_bytes,
        bytes=sum(path.stat().st_size for path in segments(folder)),
        waiting_bytes=waiting_in(folder),
        oldest_waiting=_oldest_waiting(folder, done),
        producers=1,
        living=int(has_owner(folder)),
    )


def _last_sequence(folder: Path) -> int:
    for path in reversed(segments(folder)):
        last = max((frame.sequence for frame in all_frames(path)), default=0)
        if last:
            return last
    return 0


def _oldest_waiting(folder: Path, done: Cursor) -> datetime | None:
    for path in segments(folder):
        if path.name < done.segment:
            continue
        chunk = read_chunk(path, done.offset if path.name == done.segment else 0, 1)
        if chunk.frames:
            return datetime.fromtimestamp(chunk.frames[0].appended_ms / 1000, UTC)
    return None


def _sum(one: OutboxStatus, other: OutboxStatus) -> OutboxStatus:
    times = [t for t in (one.oldest_waiting, other.oldest_waiting) if t is not None]
    counts = {
        name: getattr(one, name) + getattr(other, name)
        for name in OutboxStatus.__struct_fields__
        if name != "oldest_waiting"
    }
    return OutboxStatus(**counts, oldest_waiting=min(times, default=None))
