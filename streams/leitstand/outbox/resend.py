"""Sends again what was sent before and is still kept: for a gap that turned up later.

Every event carries its id, so whoever has it already replaces it by itself; what was lost on the
way arrives. What still waits is left to the drain, or it would overtake what lies before it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from leitstand.broker.ports import Producer
from leitstand.outbox import cursor
from leitstand.outbox.errors import UnknownProducerError
from leitstand.outbox.folder_drain import SET_ASIDE
from leitstand.outbox.frames import Frame
from leitstand.outbox.segments import last_sequence, producers, read_chunk, segments
from leitstand.outbox.sending import send
from leitstand.outbox.sequences import SequenceRange, gaps, merged, ranges_of

_BATCH_RECORDS = 2000

Progress = Callable[[str, int], None]
"""Told, after each batch that the broker acknowledged, the producer and how far it came."""


class Resent(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    resent: int = 0
    refused: int = 0
    """Records that the broker will never take."""
    waiting: int = 0
    """Asked for, but never sent so far: the drain brings them."""
    missing: tuple[SequenceRange, ...] = ()
    """Asked for, sent once, and not kept any more or damaged."""


def resend(
    directory: Path,
    producer: Producer,
    *,
    name: str | None = None,
    first: int | None = None,
    last: int | None = None,
    progress: Progress = lambda _name, _sequence: None,
) -> Resent:
    """Send the numbers from ``first`` to ``last`` of one producer again, or of all.

    Without ``first`` it begins with the oldest that is kept. Raises UnknownProducerError, and
    BrokerUnavailableError: what was told to ``progress`` is sent.
    """
    folders = [path for path in producers(directory) if name in (None, path.name)]
    if name is not None and not folders:
        raise UnknownProducerError(name)
    total = Resent()
    for folder in folders:
        total = _sum(total, _resend_folder(folder, producer, first, last, progress))
    return total


def _resend_folder(
    folder: Path, producer: Producer, first: int | None, last: int | None, progress: Progress
) -> Resent:
    name, sent = folder.name, cursor.load(folder).sequence
    begin = _oldest(folder) if first is None else first
    newest = last_sequence(folder)
    asked = max(newest, sent) if last is None else last
    end = min(asked, sent)
    seen: list[SequenceRange] = []
    refused = 0
    for batch in _batches(folder, first or 1, end):
        refused += len(send(producer, batch))
        seen = merged([*seen, *ranges_of((name, frame.sequence) for frame in batch)])
        progress(name, batch[-1].sequence)
    expected = [SequenceRange(producer=name, first=begin, last=end)] if begin <= end else []
    return Resent(
        resent=sum(map(len, seen)) - refused,
        refused=refused,
        waiting=max(0, min(asked, newest) - max(sent, begin - 1)),
        missing=tuple(gaps(seen, expected=expected, begins={name: begin})),
    )


def _oldest(folder: Path) -> int:
    return next((int(path.stem) for path in segments(folder)), 1)


def _batches(folder: Path, first: int, last: int) -> Iterator[list[Frame]]:
    """Yield what is sound from ``first`` to ``last``, in order.

    What the broker once refused is kept longer than the segments it stood in.
    """
    files = segments(folder)
    oldest = int(files[0].stem) if files else last + 1
    yield from _batches_in(folder / SET_ASIDE, first, min(last, oldest - 1))
    for number, path in enumerate(files):
        following = int(files[number + 1].stem) if number + 1 < len(files) else last + 1
        if following > first and int(path.stem) <= last:
            yield from _batches_in(path, first, last)


def _batches_in(path: Path, first: int, last: int) -> Iterator[list[Frame]]:
    offset = 0
    # A drain may delete it meanwhile: then its numbers are missing, which is what is reported.
    with suppress(FileNotFoundError):
        while (chunk := read_chunk(path, offset, _BATCH_RECORDS)).frames:
            batch = [frame for frame in chunk.frames if first <= frame.sequence <= last]
            if batch:
                yield batch
            offset = chunk.next_offset


def _sum(one: Resent, other: Resent) -> Resent:
    return Resent(
        resent=one.resent + other.resent,
        refused=one.refused + other.refused,
        waiting=one.waiting + other.waiting,
        missing=one.missing + other.missing,
    )
