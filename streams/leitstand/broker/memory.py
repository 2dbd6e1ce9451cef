"""A broker in memory, for tests: the same promises as Kafka, without its disk and its network."""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leitstand.broker.partitioning import partition_of
from leitstand.broker.ports import (
    BrokerUnavailableError,
    Outgoing,
    Record,
    RecordRefusedError,
)
from leitstand.schemas.clock import Clock, utc_now

_Place = tuple[str, int]
"""Topic and partition."""
_EVERYTHING = 1 << 30


@dataclass(slots=True)
class _Group:
    members: list[object] = field(default_factory=list[object])
    generation: int = 0
    committed: dict[_Place, int] = field(default_factory=dict[_Place, int])


class MemoryBroker:
    """Topics with their partitions, and what groups have committed. For several threads."""

    def __init__(
        self,
        partitions: Mapping[str, int],
        *,
        clock: Clock = utc_now,
        max_record_bytes: int = 8 * 1024 * 1024,
    ) -> None:
        self.partitions = dict(partitions)
        self.max_record_bytes = max_record_bytes
        self._clock = clock
        self._logs: dict[_Place, list[Record]] = {
            (topic, number): [] for topic, count in partitions.items() for number in range(count)
        }
        self._groups: dict[str, _Group] = {}
        self.changed = threading.Condition()
        """Held to look, notified at every change."""
        self._available = True

    def producer(self) -> "MemoryProducer":
        """Return a producer."""
        return MemoryProducer(self)

    def consumer(self, group: str, topics: Sequence[str]) -> "MemoryConsumer":
        """Return a new member of that group."""
        return MemoryConsumer(self, group, topics)

    def reader(self) -> "MemoryReader":
        """Return a reader outside any group."""
        return MemoryReader(self)

    def set_available(self, available: bool) -> None:
        """Let the broker go away or come back; its records stay."""
        with self.changed:
            self._available = available
            self.changed.notify_all()

    def records(self, topic: str) -> list[Record]:
        """Return everything in the topic, available or not: for a test's last look."""
        with self.changed:
            return [record for place in self.places([topic]) for record in self._logs[place]]

    def places(self, topics: Sequence[str]) -> list[_Place]:
        """Return the partitions of these topics."""
        return [(topic, n) for topic in topics for n in range(self._count(topic))]

    def append(self, outgoing: Outgoing) -> None:
        """Append one record, as a producer does."""
        with self.changed:
            self._must_be_available()
            partition = partition_of(outgoing.key, self._count(outgoing.topic))
            log = self._logs[outgoing.topic, partition]
            log.append(self._as_record(outgoing, partition, len(log)))
            self.changed.notify_all()

    def read(self, positions: Mapping[_Place, int], limit: int) -> list[Record]:
        """Return up to ``limit`` records from these positions, in order per partition."""
        with self.changed:
            self._must_be_available()
            found: list[Record] = []
            for place, position in positions.items():
                found += self._logs[place][position : position + limit - len(found)]
            return found

    def ends(self, topic: str) -> dict[int, int]:
        """Return the next offset of each partition."""
        with self.changed:
            self._must_be_available()
            return {n: len(self._logs[topic, n]) for n in range(self._count(topic))}

    def join(self, group: str, member: object) -> None:
        """Add a member; partitions are dealt anew."""
        with self.changed:
            state = self._groups.setdefault(group, _Group())
            state.members.append(member)
            state.generation += 1

    def leave(self, group: str, member: object) -> None:
        """Take a member out; partitions are dealt anew."""
        with self.changed:
            state = self._groups[group]
            if member in state.members:
                state.members.remove(member)
                state.generation += 1
            self.changed.notify_all()

    def generation(self, group: str) -> int:
        """Return how often the partitions of that group were dealt."""
        with self.changed:
            self._must_be_available()
            return self._groups[group].generation

    def assigned(self, group: str, member: object, topics: Sequence[str]) -> dict[_Place, int]:
        """Return the member's partitions and where it goes on in each."""
        with self.changed:
            self._must_be_available()
            state = self._groups[group]
            turn, members = state.members.index(member), len(state.members)
            mine = [p for i, p in enumerate(self.places(topics)) if i % members == turn]
            return {place: state.committed.get(place, 0) for place in mine}

    def commit(self, group: str, generation: int, positions: Mapping[_Place, int]) -> None:
        """Record positions, unless the partitions were dealt anew since."""
        with self.changed:
            self._must_be_available()
            state = self._groups[group]
            if state.generation == generation:
                state.committed.update(positions)

    def refuse_oversized(self, outgoing: Outgoing) -> None:
        """Raise RecordRefusedError where Kafka would."""
        if len(outgoing.key or b"") + len(outgoing.value or b"") > self.max_record_bytes:
            message = "record is larger than the broker takes"
            raise RecordRefusedError(message)

    def _as_record(self, outgoing: Outgoing, partition: int, offset: int) -> Record:
        return Record(
            topic=outgoing.topic,
            partition=partition,
            offset=offset,
            timestamp_ms=int(self._clock().timestamp() * 1000),
            key=outgoing.key,
            value=outgoing.value,
            headers=outgoing.headers,
        )

    def _count(self, topic: str) -> int:
        if topic not in self.partitions:
            message = "unknown topic"
            raise BrokerUnavailableError(message)
        return self.partitions[topic]

    def _must_be_available(self) -> None:
        if not self._available:
            message = "broker is away"
            raise BrokerUnavailableError(message)


class MemoryProducer:
    """Sends to a :class:`MemoryBroker`."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker

    def send_all(self, records: Sequence[Outgoing]) -> None:
        """See :class:`leitstand.broker.ports.Producer`."""
        for record in records:
            self._broker.refuse_oversized(record)
            self._broker.append(record)

    def close(self) -> None:
        """Nothing to give up."""


class MemoryConsumer:
    """Reads as a member of a group of a :class:`MemoryBroker`."""

    def __init__(self, broker: MemoryBroker, group: str, topics: Sequence[str]) -> None:
        self._broker = broker
        self._group = group
        self._topics = tuple(topics)
        self._generation = -1
        self._must_rewind = True
        self._positions: dict[_Place, int] = {}
        broker.join(group, self)

    def poll(self, *, max_records: int, timeout_s: float) -> Sequence[Record]:
        """See :class:`leitstand.broker.ports.Consumer`."""
        with self._broker.changed:
            return self._take(max_records) or self._wait_and_take(max_records, timeout_s)

    def commit(self, records: Sequence[Record]) -> None:
        """See :class:`leitstand.broker.ports.Consumer`."""
        self._broker.commit(self._group, self._generation, _after(records))

    def rewind(self) -> None:
        """See :class:`leitstand.broker.ports.Consumer`."""
        self._must_rewind = True
        self._positions = self._broker.assigned(self._group, self, self._topics)
        self._must_rewind = False

    def close(self) -> None:
        """See :class:`leitstand.broker.ports.Consumer`."""
        self._broker.leave(self._group, self)

    def _wait_and_take(self, limit: int, timeout_s: float) -> list[Record]:
        self._broker.changed.wait(timeout_s)
        return self._take(limit)

    def _take(self, limit: int) -> list[Record]:
        generation = self._broker.generation(self._group)
        if self._must_rewind or generation != self._generation:
            self._generation = generation
            self.rewind()
        found = self._broker.read(self._positions, limit)
        self._positions.update(_after(found))
        return found


class MemoryReader:
    """Reads whole topics of a :class:`MemoryBroker`."""

    def __init__(self, broker: MemoryBroker) -> None:
        self._broker = broker
        self._positions: dict[_Place, int] = {}

    def read_to_end(self, topic: str) -> Sequence[Record]:
        """See :class:`leitstand.broker.ports.Reader`."""
        begin = dict.fromkeys(self._broker.places([topic]), 0)
        found = self._broker.read(begin, sum(self._broker.ends(topic).values()))
        self._positions |= begin | _after(found)
        return found

    def read_since(self, topic: str, moment: datetime) -> Iterator[Sequence[Record]]:
        """See :class:`leitstand.broker.ports.PastReader`: a batch per partition."""
        since_ms = int(moment.timestamp() * 1000)
        for place in self._broker.places([topic]):
            found = self._broker.read({place: 0}, _EVERYTHING)
            if batch := [record for record in found if record.timestamp_ms >= since_ms]:
                yield batch

    def read_at(
        self, topic: str, places: Collection[tuple[int, int]]
    ) -> dict[tuple[int, int], Record]:
        """See :class:`leitstand.broker.ports.PlaceReader`."""
        known = set(self._broker.places([topic]))
        asked = {place for place in places if (topic, place[0]) in known}
        found = [r for part, at in asked for r in self._broker.read({(topic, part): at}, 1)]
        return {(record.partition, record.offset): record for record in found}

    def poll(self, *, timeout_s: float) -> Sequence[Record]:
        """See :class:`leitstand.broker.ports.Reader`."""
        with self._broker.changed:
            found = self._broker.read(self._positions, _EVERYTHING)
            if not found:
                self._broker.changed.wait(timeout_s)
                found = self._broker.read(self._positions, _EVERYTHING)
        self._positions.update(_after(found))
        return found

    def end_offsets(self, topic: str) -> dict[int, int]:
        """See :class:`leitstand.broker.ports.Reader`."""
        return self._broker.ends(topic)

    def close(self) -> None:
        """Nothing to give up."""


def _after(records: Sequence[Record]) -> dict[_Place, int]:
    return {(record.topic, record.partition): record.offset + 1 for record in records}
