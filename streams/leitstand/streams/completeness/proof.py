"""What was to come against what came: pure, for offsets of a partition and numbers of a producer alike.

A number is missing only when nothing excuses it: it is no row and no dead letter, nobody may have
deleted it lawfully, and it is old enough that everything of its age has arrived.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from leitstand.streams.completeness.spans import NOTHING, Spans


class State(StrEnum):
    """What a proof says."""

    COMPLETE = "complete"
    GAP = "gap"
    ON_ITS_WAY = "on_its_way"
    """Nothing is missing, and something is younger than what can be proven."""
    NOT_PROVABLE = "not_provable"
    """Nothing is missing, and part of it could not be looked at."""


class Cause(StrEnum):
    """Where it was lost, as far as it can be known."""

    NOT_IN_KAFKA = "not_in_kafka"
    """A producer counted it, and it stands in no partition: lost before or in Kafka."""
    NOT_ASSESSED = "not_assessed"
    """The interaction stands in Kafka, and no verdict of it."""
    NOT_STORED = "not_stored"
    """The record stands in Kafka, and ClickHouse has no row of it."""


class Missing(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Numbers that are nowhere, both ends included."""

    first: int
    last: int
    cause: Cause

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
    state: State

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
    causes: Mapping[Cause, Spans],
    otherwise: Cause,
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


def _state(gap: bool, young: bool, unread: bool) -> State:
    """Return the gravest that holds."""
    if gap:
        return State.GAP
    if unread:
        return State.NOT_PROVABLE
    return State.ON_ITS_WAY if young else State.COMPLETE


def _missing(numbers: Spans, causes: Mapping[Cause, Spans], otherwise: Cause) -> Iterator[Missing]:
    for cause, of_cause in causes.items():
        yield from _as_missing(numbers & of_cause, cause)
        numbers -= of_cause
    yield from _as_missing(numbers, otherwise)


def _as_missing(numbers: Spans, cause: Cause) -> Iterator[Missing]:
    for first, last in numbers.spans:
        yield Missing(first=first, last=last, cause=cause)
