"""Sets of whole numbers that lie mostly side by side: offsets of a partition, a producer's numbers.

A day without a gap is one span, however many events it has; so sets of millions cost nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]
"""First and last number, both included."""


@dataclass(frozen=True, slots=True)
class Spans:
    """A set of numbers; make it by :meth:`of`, which brings spans into order."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "Spans":
        """Return the numbers of these spans, which may overlap and come in any order; empty ones count nothing."""
        found: list[Span] = []
        for first, last in sorted(span for span in spans if span[0] <= span[1]):
            if found and first <= found[-1][1] + 1:
                found[-1] = found[-1][0], max(last, found[-1][1])
            else:
                found.append((first, last))
        return cls(tuple(found))

    @classmethod
    def numbers(cls, numbers: Iterable[int]) -> "Spans":
        """Return these numbers."""
        return cls.of((number, number) for number in numbers)

    def __or__(self, other: "Spans") -> "Spans":
        return Spans.of((*self.spans, *other.spans))

    def __sub__(self, other: "Spans") -> "Spans":
        return Spans(tuple(_without(self.spans, other.spans)))

    def __and__(self, other: "Spans") -> "Spans":
        return self - (self - other)

    def __bool__(self) -> bool:
        return bool(self.spans)

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.spans)

    def __iter__(self) -> Iterator[int]:
        for first, last in self.spans:
            yield from range(first, last + 1)

    def __str__(self) -> str:
        return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in self.spans)

    def last_numbers(self, limit: int) -> "Spans":
        """Return the highest ``limit`` numbers."""
        found: list[Span] = []
        for first, last in reversed(self.spans):
            if limit <= 0:
                break
            found.append((max(first, last - limit + 1), last))
            limit -= last - found[-1][0] + 1
        return Spans.of(found)


NOTHING = Spans()


def _without(spans: Iterable[Span], taken: tuple[Span, ...]) -> Iterator[Span]:
    """Yield what is left; both are in order, so one pass over each will do."""
    index = 0
    for first, last in spans:
        at = first
        while index < len(taken) and taken[index][1] < at:
            index += 1
        behind = index
        while behind < len(taken) and taken[behind][0] <= last:
            if taken[behind][0] > at:
                yield at, taken[behind][0] - 1
            at = taken[behind][1] + 1
            behind += 1
        if at <= last:
            yield at, last
