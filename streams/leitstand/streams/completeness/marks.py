"""Marks that travel down the line: what a mark has passed must have arrived.

A mark is the present with the end of ``interactions``. When the workers have committed past it, it
takes the end of ``assessments``; when the sink has committed past that, the ends of what the sink
itself and everybody else write. A mark that is through says of each topic up to where everything is
a row or a dead letter. Under load marks move on, and behind a part that is down none comes through,
so neither makes a false alarm.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from leitstand.schemas import topics
from leitstand.schemas.clock import Clock, Instant
from leitstand.streams.groups import ASSESS, SINK

Offsets = Mapping[int, int]
"""Next offset by partition."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Up to where everything has arrived."""

    at: Instant
    """When it set out."""
    ends: dict[str, dict[int, int]]
    """Next offset by topic and partition."""
    sent: dict[str, tuple[int, int]]
    """By producer of this disk: the oldest number that is kept, and up to where it had sent its
    interactions when the mark set out."""


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a mark from coming through."""

    role: str
    since: Instant
    """When the mark set out that still waits for it."""


class Positions(Protocol):
    """What is asked of the broker. Every method may raise BrokerError."""

    def ends(self, topic: str) -> Offsets:
        """Return the end of the topic."""
        ...

    def committed(self, group: str, topic: str) -> Offsets:
        """Return how far the group is; partitions without a commit are absent."""
        ...


class Sent(Protocol):
    """Says how far each producer of this disk has sent its interactions."""

    def __call__(self) -> Mapping[str, tuple[int, int]]:
        """Return the oldest number that is kept and the last that the broker has, by producer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A group, and the topics whose ends a mark takes before it waits for the group."""

    group: str
    topics: tuple[str, ...]


STAGES: tuple[Stage, ...] = (
    Stage(group=ASSESS, topics=(topics.INTERACTIONS,)),
    Stage(group=SINK, topics=(topics.ASSESSMENTS,)),
    # Last, because the sink makes dead letters of assessments before it commits them.
    Stage(group=SINK, topics=(topics.DEAD_LETTERS, topics.ACCESSES, topics.REGISTER)),
)

UNDER_WAY_AT_MOST = 100
"""Marks that wait at one stage; of more only the newest is kept, or days without ClickHouse would
fill the memory."""


class Marks:
    """Moves marks on, one stage at each look."""

    def __init__(
        self,
        positions: Positions,
        sent: Sent,
        clock: Clock,
        stages: Sequence[Stage] = STAGES,
    ) -> None:
        self._positions = positions
        self._sent = sent
        self._clock = clock
        self._stages = stages
        self._under_way: list[deque[Mark]] = [deque() for _ in stages]

    def look(self) -> Mark | None:
        """Set out a new mark, move the others; return the newest that is through, if any is.

        Raises BrokerError; nothing is lost then.
        """
        # What is sent has to be asked first: it stands in front of the end that is asked next.
        arrived: Mark | None = Mark(at=self._clock(), ends={}, sent=dict(self._sent()))
        for stage, under_way in zip(self._stages, self._under_way, strict=True):
            if arrived is not None:
                _send_out(under_way, self._with_ends(arrived, stage))
            arrived = self._through(under_way, stage)
        return arrived

    def waiting(self) -> Waiting | None:
        """Return what the oldest mark waits for; ``None`` where none is under way."""
        oldest = [
            Waiting(role=stage.group, since=under_way[0].at)
            for stage, under_way in zip(self._stages, self._under_way, strict=True)
            if under_way
        ]
        return min(oldest, key=lambda waiting: waiting.since, default=None)

    def _with_ends(self, mark: Mark, stage: Stage) -> Mark:
        ends = {topic: dict(self._positions.ends(topic)) for topic in stage.topics}
        return msgspec.structs.replace(mark, ends=mark.ends | ends)

    def _through(self, under_way: deque[Mark], stage: Stage) -> Mark | None:
        done = {topic: self._positions.committed(stage.group, topic) for topic in stage.topics}
        newest: Mark | None = None
        while under_way and _is_past(under_way[0], stage, done):
            newest = under_way.popleft()
        return newest


def _send_out(under_way: deque[Mark], mark: Mark) -> None:
    if len(under_way) == UNDER_WAY_AT_MOST:
        under_way.pop()
    under_way.append(mark)


def _is_past(mark: Mark, stage: Stage, done: Mapping[str, Offsets]) -> bool:
    return all(
        done[topic].get(partition, 0) >= end
        for topic in stage.topics
        for partition, end in mark.ends[topic].items()
    )
