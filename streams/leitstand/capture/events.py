"""The events of a streamed answer, by its media type."""

from collections.abc import Iterator
from typing import Protocol

from leitstand.capture.json_lines import LineReader
from leitstand.capture.sse import EventReader


class Events(Protocol):
    """Takes bytes as they come and yields the data of each event that is complete."""

    oversized: bool
    """Whether an event was too large to keep and was passed over."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the data of every event that ends in this piece."""
        ...

    def end(self) -> Iterator[bytes]:
        """Yield what a stream left that ended inside an event."""
        ...


def events_of(media_type: str) -> Events | None:
    """Return a reader for a streamed answer; ``None`` for a plain one."""
    if media_type == "text/event-stream":
        return EventReader()
    if media_type in ("application/x-ndjson", "application/jsonl", "application/json-seq"):
        return LineReader()
    return None
