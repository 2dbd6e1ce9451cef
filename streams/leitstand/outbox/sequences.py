"""Numbers of records as ranges, and what is missing between them.

Each producer numbers its records from 1 without a gap, so a number that is nowhere is a record that
was lost, and which one it was is known. Pure: whoever proves completeness brings the ranges, from
this disk (:func:`leitstand.outbox.verify.verify`) and from the tables.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec


class SequenceRange(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Numbers of one producer, both ends included."""

    producer: str
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


def ranges_of(numbers: Iterable[tuple[str, int]]) -> list[SequenceRange]:
    """Return producers and numbers, in any order and also doubled, as ranges."""
    return merged(SequenceRange(producer=name, first=n, last=n) for name, n in numbers)


def merged(ranges: Iterable[SequenceRange]) -> list[SequenceRange]:
    """Return the same numbers in as few ranges as can be, in order."""
    found: list[SequenceRange] = []
    for one in sorted(ranges):
        before = found[-1] if found else None
        if before and before.producer == one.producer and one.first <= before.last + 1:
            last = max(before.last, one.last)
            found[-1] = SequenceRange(producer=one.producer, first=before.first, last=last)
        else:
            found.append(one)
    return found


def gaps(
    seen: Iterable[SequenceRange],
    *,
    expected: Iterable[SequenceRange] = (),
    begins: Mapping[str, int] | None = None,
) -> list[SequenceRange]:
    """Return the numbers that must exist and were not seen.

    Must exist: all from a producer's beginning to its last that was seen, and what is ``expected``
    besides (a producer of which nothing was seen is known from there only). A beginning is 1, or
    what ``begins`` says where earlier ones were lawfully deleted.
    """
    there, starts = merged(seen), begins or {}
    spans = [_span(one, starts) for one in there]
    return list(_without(merged([*(span for span in spans if span), *expected]), there))


def _span(seen: SequenceRange, begins: Mapping[str, int]) -> SequenceRange | None:
    first = begins.get(seen.producer, 1)
    if first > seen.last:
        return None
    return SequenceRange(producer=seen.producer, first=first, last=seen.last)


def _without(
    wanted: Iterable[SequenceRange], there: Iterable[SequenceRange]
) -> Iterator[SequenceRange]:
    """Yield what of ``wanted`` is not there; both merged, so one pass over each will do."""
    by_producer: dict[str, list[SequenceRange]] = {}
    for one in there:
        by_producer.setdefault(one.producer, []).append(one)
    for span in wanted:
        at = span.first
        for one in by_producer.get(span.producer, ()):
            if one.first > span.last:
                break
            if one.first > at:
                yield SequenceRange(producer=span.producer, first=at, last=one.first - 1)
            at = max(at, one.last + 1)
        if at <= span.last:
            yield SequenceRange(producer=span.producer, first=at, last=span.last)
