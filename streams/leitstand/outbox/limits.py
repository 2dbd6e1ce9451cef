"""How much an outbox holds and how long."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes on disk, all processes of the outbox's directory together."""

    waiting_bytes: int = 8 * 1024 * MEBIBYTE
    """What may wait for the broker; above it appends are refused. About 6 million interactions."""
    free_bytes: int = 64 * MEBIBYTE
    """What must stay free on the disk; below it appends are refused, before a write can fail."""
    record_bytes: int = 8 * MEBIBYTE
    """Largest key, headers and value together; no larger than the broker takes."""
    segment_bytes: int = 64 * MEBIBYTE
    """A file is closed and the next begun above this."""
    keep_sent_s: float = 24 * 60 * 60
    """How long a sent segment is kept, so that it can be sent again."""
    keep_sent_bytes: int = 8 * 1024 * MEBIBYTE
    """Above it the oldest sent segments go earlier."""
