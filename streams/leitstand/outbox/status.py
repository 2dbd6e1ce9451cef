"""What an outbox holds, for people and for the accounting of every event."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from leitstand.outbox.inventory import ProducerStatus, inventory
from leitstand.outbox.segments import all_frames, producers, segments


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
    by_producer: tuple[ProducerStatus, ...] = ()


_SUMMED = (
    *("waiting", "sent", "refused", "set_aside", "damaged", "torn_bytes"),
    *("bytes", "waiting_bytes", "living"),
)


def status(directory: Path) -> OutboxStatus:
    """Look at the disk, without disturbing anybody. A directory that is not there is empty."""
    found = inventory(directory)
    since = [one.oldest_waiting for one in found if one.oldest_waiting is not None]
    return OutboxStatus(
        **{name: sum(getattr(one, name) for one in found) for name in _SUMMED},
        oldest_waiting=min(since, default=None),
        producers=len(found),
        by_producer=tuple(found),
    )


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
