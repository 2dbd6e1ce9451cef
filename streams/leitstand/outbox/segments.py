"""The files of one producer: a folder with segments, named by the sequence they begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leitstand.outbox import frames
from leitstand.outbox.frames import Frame

_SUFFIX = ".seg"
_CHUNK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Some frames in a row, and what was wrong between them."""

    frames: tuple[Frame, ...]
    next_offset: int
    """Where in the file to read on."""


def segment_path(folder: Path, first_sequence: int) -> Path:
    """Return the path of the segment that begins with that sequence."""
    return folder / f"{first_sequence:020d}{_SUFFIX}"


def segments(folder: Path) -> list[Path]:
    """Return the segments of a producer in their order."""
    return sorted(folder.glob(f"*{_SUFFIX}"))


def producers(outbox: Path) -> list[Path]:
    """Return the folders of all producers, living and dead, oldest first."""
    if not outbox.is_dir():
        return []
    return sorted(path for path in outbox.iterdir() if path.is_dir() and path.name[0] != ".")


def drafts(outbox: Path) -> list[Path]:
    """Return the folders of producers that were being made, or were left unfinished."""
    return [path for path in outbox.glob(".*") if path.is_dir()]


def read_chunk(path: Path, offset: int, records: int) -> Chunk:
    """Return up to ``records`` sound frames from ``offset``; none at the end of what is sound.

    Damaged bytes between sound frames are passed over; the gap in the sequence tells of them.
    Bytes at the end that are no frame are not passed over: they may still be being written.
    """
    with path.open("rb") as file:
        file.seek(offset)
        buffer = file.read(_CHUNK_BYTES)
        missing = frames.length(buffer) - len(buffer)
        if missing > 0:  # One record that is larger than a chunk, or a half-written one.
            buffer += file.read(missing)
        if frames.read(buffer, 0) is None:
            # Damaged, or the end: only the rest of the file can tell.
            buffer += file.read()
    return _parse(buffer, offset, records)


def all_frames(path: Path, offset: int = 0) -> Iterator[Frame]:
    """Yield every sound frame of a segment, from an offset on."""
    while (chunk := read_chunk(path, offset, 10_000)).frames:
        yield from chunk.frames
        offset = chunk.next_offset


def last_sequence(folder: Path) -> int:
    """Return the number of the last sound record of a producer; 0 where there is none."""
    for path in reversed(segments(folder)):
        last = max((frame.sequence for frame in all_frames(path)), default=0)
        if last:
            return last
    return 0


def _parse(buffer: bytes, offset: int, records: int) -> Chunk:
    found: list[Frame] = []
    at = 0
    while len(found) < records:
        frame = frames.read(buffer, at)
        if frame is None:
            behind = None if found else frames.find(buffer, at)
            if behind is None:
                break
            at = behind
            continue
        found.append(frame)
        at = frame.end
    return Chunk(frames=tuple(found), next_offset=offset + at)
