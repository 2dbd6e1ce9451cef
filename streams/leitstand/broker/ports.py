"""What we ask of a broker: send until acknowledged, read at least once, say how far we are."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class BrokerError(Exception):
    """Base of everything that can go wrong with the broker."""


class BrokerUnavailableError(BrokerError):
    """Not reachable or not ready (the topic may not exist yet): wait and try the same again."""


class RecordRefusedError(BrokerError):
    """The broker will never take this record (too large, not allowed): do not try again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A record on its way to the broker."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as the broker keeps it."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    """Broker time of the append, in Unix milliseconds."""
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = field(default=())


class Producer(Protocol):
    """Sends records; the partition is :func:`leitstand.broker.partitioning.partition_of` the key.

    Not for several threads at once: whoever sends in order has one sender.
    """

    def send_all(self, records: Sequence[Outgoing]) -> None:
        """Send in order and return when all in-sync replicas have all of them.

        Raises BrokerUnavailableError when at least one is not acknowledged (some may be: sending
        again may duplicate, which every consumer tolerates), RecordRefusedError when one never
        will be.
        """
        ...

    def close(self) -> None:
        """Give up the connection; unacknowledged records are the caller's to send again."""
        ...


class Consumer(Protocol):
    """Reads the partitions of its group; never commits on its own."""

    def poll(self, *, max_records: int, timeout_s: float) -> Sequence[Record]:
        """Return the next records, in order per partition; empty when none came in time.

        Raises BrokerUnavailableError while the broker is away.
        """
        ...

    def commit(self, records: Sequence[Record]) -> None:
        """Record that everything up to and including these is done, per partition.

        Where partitions moved to another member meanwhile nothing is recorded and nothing raised:
        their records come again, to whoever has them now. Raises BrokerUnavailableError.
        """
        ...

    def rewind(self) -> None:
        """Go back to the last commit, so that polled but uncommitted records come again.

        Raises BrokerUnavailableError; then it is made up for before :meth:`poll` returns any
        record, or what lies between would never come again.
        """
        ...

    def close(self) -> None:
        """Leave the group without committing."""
        ...


class Reader(Protocol):
    """Reads whole topics from the beginning, outside any group."""

    def read_to_end(self, topic: str) -> Sequence[Record]:
        """Return every record that stands in the topic now, in order per partition."""
        ...

    def poll(self, *, timeout_s: float) -> Sequence[Record]:
        """Return what came since; empty when nothing did in time."""
        ...

    def end_offsets(self, topic: str) -> dict[int, int]:
        """Return the next offset of each partition."""
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...


class PastReader(Protocol):
    """Reads again what stands in a topic, outside any group."""

    def read_since(self, topic: str, moment: datetime) -> Iterator[Sequence[Record]]:
        """Yield what was appended at ``moment`` or later, in order per partition.

        Ends where the topic ended when reading began; what came meanwhile may be left out. The
        caller may take any time between two batches. Raises BrokerUnavailableError.
        """
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...


class PlaceReader(Protocol):
    """Reads single records where they stand, outside any group."""

    def read_at(
        self, topic: str, places: Collection[tuple[int, int]]
    ) -> Mapping[tuple[int, int], Record]:
        """Return the records at these (partition, offset).

        What the broker keeps no longer, or never had, is absent. Raises BrokerUnavailableError.
        """
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...
