"""What was to come against what came: pure, for offsets of a partition and numbers of a producer alike.

A number is missing only when nothing excuses it: it is no row and no dead letter, nobody may have
deleted it lawfully, and it is old enough that everything of its age has arrived.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from leitstand.schemas.vocabulary import LossCause, ProofState
from leitstand.streams.completeness.spans import NOTHING, Spans


class Missing(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Numbers that are nowhere, both ends included."""

    first: int
    last: int
    cause: LossCause

    @property
    def count(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the numbers of one subject in one hour."""

    subject: str
    """``topic/partition``, or a producer's name."""
    hour: datetime
    """Begin of the hour of Kafka's clock, in UTC; for a producer the hour of the proof."""
    expected: int
    seen: int
    """Rows, dead letters, and what a redelivery or a newer release replaced."""
    excused: int
    """Lawfully deleted, or removed by the compaction of the topic."""
    waiting: int
    """Too young to be proven."""
    unread: int
    """Not looked at yet."""
    missing: tuple[Missing, ...]
    state: ProofState

    @property
    def lost(self) -> Spans:
        """The numbers that are missing."""
        return Spans.of((one.first, one.last) for one in self.missing)


def prove(
    subject: str,
    hour: datetime,
    *,
    expected: Spans,
    seen: Spans,
    excused: Spans = NOTHING,
    young: Spans = NOTHING,
    unread: Spans = NOTHING,
    causes: Mapping[LossCause, Spans],
    otherwise: LossCause,
) -> Proof:
    """Return the proof for these numbers.

    What is excused, young or not looked at yet counts as such only where it was not seen, in this
    order. The cause of a missing number is the first that claims it.
    """
    rest = expected - seen
    excused_here = rest & excused
    rest -= excused_here
    young_here = rest & young
    rest -= young_here
    unread_here = rest & unread
    missing = tuple(sorted(_missing(rest - unread_here, causes, otherwise)))
    return Proof(
        subject=subject,
        hour=hour,
        expected=len(expected),
        seen=len(expected & seen),
        excused=len(excused_here),
        waiting=len(young_here),
        unread=len(unread_here),
        missing=missing,
        state=_state(bool(missing), bool(young_here), bool(unread_here)),
    )


def _state(gap: bool, young: bool, unread: bool) -> ProofState:
    """Return the gravest that holds."""
    if gap:
        return ProofState.GAP
    if unread:
        return ProofState.NOT_PROVABLE
    return ProofState.ON_ITS_WAY if young else ProofState.COMPLETE


def _missing(
    numbers: Spans, causes: Mapping[LossCause, Spans], otherwise: LossCause
) -> Iterator[Missing]:
    for cause, of_cause in causes.items():
        yield from _as_missing(numbers & of_cause, cause)
        numbers -= of_cause
    yield from _as_missing(numbers, otherwise)


def _as_missing(numbers: Spans, cause: LossCause) -> Iterator[Missing]:
    for first, last in numbers.spans:
        yield Missing(first=first, last=last, cause=cause)
