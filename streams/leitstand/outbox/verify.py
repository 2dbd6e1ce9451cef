"""Reads every byte of an outbox and says which numbers are there, missing or damaged."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from leitstand.outbox import cursor
from leitstand.outbox.frames import HEAD_BYTES
from leitstand.outbox.producer_folder import has_owner
from leitstand.outbox.segments import producers, read_chunk, segments
from leitstand.outbox.sequences import SequenceRange, gaps, merged

_CHUNK_RECORDS = 10_000


class ProducerCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What the files of one producer hold."""

    producer: str
    living: bool
    present: tuple[SequenceRange, ...]
    missing: tuple[SequenceRange, ...]
    """Were acknowledged and are not here: damaged bytes, or a file that somebody took away."""
    doubled: int
    """Numbers that stand here more than once: never the work of this outbox."""
    damaged_bytes: int
    """That are no record, in front of others."""
    torn_bytes: int
    """Behind the last record of a producer that is gone: what its end left half-written."""

    @property
    def sound(self) -> bool:
        """Whether nobody has to look; a torn end was never acknowledged."""
        return not (self.missing or self.doubled or self.damaged_bytes)


@dataclass(slots=True, kw_only=True)
class _Scan:
    """What one file holds."""

    ranges: list[SequenceRange]
    records: int = 0
    damaged_bytes: int = 0
    end_bytes: int = 0
    """Behind its last record."""


def verify(directory: Path) -> Iterator[ProducerCheck]:
    """Yield each producer's check, oldest first. Reads everything; disturbs nobody.

    What a drain deletes meanwhile counts as if it had gone before.
    """
    for folder in producers(directory):
        yield _check(folder)


def _check(folder: Path) -> ProducerCheck:
    # The cursor first: what is sent meanwhile only adds to what is there.
    sent, living, files = cursor.load(folder).sequence, has_owner(folder), segments(folder)
    scans = [_scan(path, folder.name) for path in files]
    present = merged(one for scan in scans for one in scan.ranges)
    return ProducerCheck(
        producer=folder.name,
        living=living,
        present=tuple(present),
        missing=tuple(_missing(folder, files, sent, present)),
        doubled=sum(scan.records for scan in scans) - sum(len(one) for one in present),
        damaged_bytes=sum(s.damaged_bytes for s in scans) + sum(s.end_bytes for s in scans[:-1]),
        torn_bytes=scans[-1].end_bytes if scans and not living else 0,
    )


def _missing(
    folder: Path, files: list[Path], sent: int, present: list[SequenceRange]
) -> list[SequenceRange]:
    """Return what lies between the first that should be here and the last that is known of."""
    if not files:
        return []
    # Sent files are deleted from the oldest on, so what is missing before the first was sent.
    first = min(int(files[0].stem), sent + 1)
    known = [SequenceRange(producer=folder.name, first=first, last=sent)] if sent >= first else []
    return gaps(present, expected=known, begins={folder.name: first})


def _scan(path: Path, producer: str) -> _Scan:
    found, offset = _Scan(ranges=[]), 0
    try:
        while (chunk := read_chunk(path, offset, _CHUNK_RECORDS)).frames:
            size = sum(HEAD_BYTES + len(frame.payload) for frame in chunk.frames)
            found.damaged_bytes += chunk.next_offset - offset - size
            found.records += len(chunk.frames)
            found.ranges += merged(
                SequenceRange(producer=producer, first=frame.sequence, last=frame.sequence)
                for frame in chunk.frames
            )
            offset = chunk.next_offset
        found.end_bytes = path.stat().st_size - offset
    except FileNotFoundError:
        return _Scan(ranges=[])
    return found
