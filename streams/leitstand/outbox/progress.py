"""How far each producer of this disk has sent, and what of it is still kept to be sent again."""

from pathlib import Path

import msgspec

from leitstand.outbox import cursor
from leitstand.outbox.segments import producers, read_chunk, segments


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """One producer."""

    producer: str
    topic: str
    """Of its records; a producer of ours writes to one."""
    first: int
    """Number of the oldest record that is kept."""
    done: int
    """Number of the last one that the broker has, or never will."""


def progress(directory: Path) -> list[Progress]:
    """Return every producer that has something on disk, without reading more than one record each."""
    return [found for folder in producers(directory) if (found := _progress_of(folder))]


def _progress_of(folder: Path) -> Progress | None:
    # The cursor first: what is sent meanwhile only adds to what is there.
    done, files = cursor.load(folder).sequence, segments(folder)
    for path in files:
        try:
            chunk = read_chunk(path, 0, 1)
        except FileNotFoundError:  # Deleted by a drain meanwhile.
            continue
        if chunk.frames:
            frame = chunk.frames[0]
            topic = frame.outgoing().topic
            return Progress(producer=folder.name, topic=topic, first=frame.sequence, done=done)
    return None
