"""How far each producer of this disk has sent, what of it is still kept to be sent again, and how many
requests were counted beside it.
"""

from pathlib import Path

import msgspec

from leitstand.outbox import cursor, requests
from leitstand.outbox.producer_folder import has_owner
from leitstand.outbox.segments import last_sequence, producers, read_chunk, segments


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


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """Requests of one process that counts them, and what it recorded."""

    producer: str
    begun: int
    under_way: int
    """Begun and not over yet; of a process that is gone none is under way."""
    recorded: int


def passed(directory: Path) -> list[Passed]:
    """Return every producer beside which requests were counted."""
    return [found for folder in producers(directory) if (found := _passed_by(folder))]


def _passed_by(folder: Path) -> Passed | None:
    # Counted first: what is recorded meanwhile is never missing.
    living, counted = has_owner(folder), requests.read(folder)
    if not counted.begun:
        return None
    under_way, recorded = (
        counted.begun - counted.ended if living else 0,
        cursor.load(folder).sequence,
    )
    if recorded < counted.begun - under_way:
        # Only then the last file is read: what was sent was recorded.
        recorded = max(recorded, last_sequence(folder))
    return Passed(producer=folder.name, begun=counted.begun, under_way=under_way, recorded=recorded)
