"""Until when the case register is complete: marks that travel down the line with the events.

A mark is the present with the end of the first topic. When the first consumer has committed past
that end, the mark takes the end of the next topic, and so on; a mark that arrives at the last
consumer says that everything which stood in Kafka at its time is in the register. Under constant
load this moves on, where "no lag at this instant" would never be true.
"""

import logging
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leitstand.broker.ports import BrokerError
from leitstand.schemas.clock import Clock

_LOG = logging.getLogger(__name__)

INTERVAL_S = 2.0

Offsets = Mapping[int, int]
"""Next offset by partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A consumer group and the topic that it works off."""

    group: str
    topic: str


class Positions(Protocol):
    """What is asked of the broker."""

    def ends(self, topic: str) -> Offsets:
        """Return the end of the topic. Raises BrokerError."""
        ...

    def committed(self, stage: Stage) -> Offsets:
        """Return how far the group is. Raises BrokerError."""
        ...


class Watermark:
    """Moves marks down the stages, one step at each look."""

    def __init__(self, stages: Sequence[Stage], positions: Positions, clock: Clock) -> None:
        self._stages = stages
        self._positions = positions
        self._clock = clock
        self._waiting: list[deque[tuple[datetime, Offsets]]] = [deque() for _ in stages]
        self._known_until: datetime | None = None

    def known_until(self) -> datetime | None:
        """Return the newest mark that arrived; ``None`` before the first. For any thread."""
        return self._known_until

    def look(self) -> None:
        """Set a new mark and move the others on. Raises BrokerError; nothing is lost then."""
        arrived: datetime | None = self._clock()
        for stage, waiting in zip(self._stages, self._waiting, strict=True):
            if arrived is not None:
                waiting.append((arrived, self._positions.ends(stage.topic)))
            arrived = _passed(waiting, self._positions.committed(stage))
        self._known_until = arrived or self._known_until

    def run(self, stop: threading.Event) -> None:
        """Look every two seconds; while the broker is away nothing is known anew."""
        while not stop.wait(INTERVAL_S):
            try:
                self.look()
            except BrokerError as error:
                _LOG.info("how current the cases are is unknown: %s", type(error).__name__)


class KafkaPositions:
    """Asks Kafka, over connections of its own."""

    def __init__(self, servers: str) -> None:
        from leitstand.broker.places import KafkaPlaces

        self._places = KafkaPlaces(servers)

    def ends(self, topic: str) -> Offsets:
        """Return the end of the topic."""
        return self._places.ends(topic)

    def committed(self, stage: Stage) -> Offsets:
        """Return how far the group is; partitions without a commit are absent."""
        return self._places.committed(stage.group, stage.topic)

    def close(self) -> None:
        """Give up the connections."""
        self._places.close()


def _passed(waiting: deque[tuple[datetime, Offsets]], done: Offsets) -> datetime | None:
    """Take out the marks whose ends are done and return the newest of them."""
    newest: datetime | None = None
    while waiting and all(done.get(part, 0) >= end for part, end in waiting[0][1].items()):
        newest = waiting.popleft()[0]
    return newest
