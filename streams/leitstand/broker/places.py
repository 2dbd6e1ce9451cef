"""Places in Kafka's topics: where they begin and end, which offset an hour begins with, and single
records again, outside any group.
"""

# pyright: basic, reportCallIssue=false
# kafka-python carries no types, and the stubs that the checker brings are those of version 2.
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import kafka  # type: ignore[import-untyped] # no stubs
from kafka.errors import KafkaError  # type: ignore[import-untyped] # no stubs
from kafka.structs import TopicPartition  # type: ignore[import-untyped] # no stubs

from leitstand.broker.kafka import KafkaReader, knock
from leitstand.broker.kafka_errors import translated
from leitstand.broker.ports import BrokerUnavailableError, Record

Offsets = Mapping[int, int]
"""Offset by partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record stands, and when the broker put it there."""

    offset: int
    at: datetime


Places = Mapping[int, Place]
"""By partition."""


class KafkaPlaces:
    """Asks over connections of its own, made at the first use. For one thread."""

    def __init__(self, servers: str) -> None:
        self._servers = servers.split(",")
        self._reader = KafkaReader(servers)
        self._client: Any = None
        self._admin: Any = None

    def begins(self, topic: str) -> Offsets:
        """Return the oldest offset that is kept. Raises BrokerUnavailableError, as all here do."""
        with translated():
            return _by_partition(self._connected().beginning_offsets(self._places(topic)))

    def ends(self, topic: str) -> Offsets:
        """Return the next offset."""
        with translated():
            return _by_partition(self._connected().end_offsets(self._places(topic)))

    def committed(self, group: str, topic: str) -> Offsets:
        """Return how far a group is; partitions without a commit are absent."""
        with translated():
            if self._admin is None:
                knock(self._servers)
                self._admin = kafka.KafkaAdminClient(bootstrap_servers=self._servers)
            found = self._admin.list_group_offsets(group).get(group, {})
        return {
            place.partition: position.offset
            for place, position in found.items()
            if place.topic == topic
        }

    def at(self, topic: str, moment: datetime) -> Places:
        """Return the first record of that moment or later; partitions that have none are absent."""
        asked = max(0, int(moment.timestamp() * 1000))
        with translated():
            client = self._connected()
            found = client.offsets_for_times(dict.fromkeys(self._places(topic), asked))
        return {
            place.partition: Place(
                offset=at.offset, at=datetime.fromtimestamp(at.timestamp / 1000, UTC)
            )
            for place, at in found.items()
            if at is not None
        }

    def read(
        self, topic: str, partition: int, spans: Sequence[tuple[int, int]]
    ) -> Iterator[Record]:
        """Return the records of these spans of offsets (both ends included), in their order.

        An offset at which nothing stands any more is passed over.
        """
        wanted = [(partition, at) for first, last in spans for at in range(first, last + 1)]
        found = self._reader.read_at(topic, wanted)
        return iter([found[place] for place in wanted if place in found])

    def close(self) -> None:
        """Give up the connections."""
        self._reader.close()
        for client in (self._client, self._admin):
            if client is not None:
                with contextlib.suppress(KafkaError):
                    client.close()
        self._client = self._admin = None

    def _places(self, topic: str) -> list[Any]:
        numbers = self._connected().partitions_for_topic(topic)
        if not numbers:
            message = "unknown topic"
            raise BrokerUnavailableError(message)
        return [TopicPartition(topic, number) for number in sorted(numbers)]

    def _connected(self) -> Any:
        if self._client is None:
            self._client = kafka.KafkaConsumer(
                bootstrap_servers=self._servers,
                bootstrap_timeout_ms=5_000,
                reconnect_backoff_max_ms=1_000,
                allow_auto_create_topics=False,
                metrics_enabled=False,
                group_id=None,
                enable_auto_commit=False,
            )
        return self._client


def _by_partition(found: Mapping[Any, int]) -> Offsets:
    return {place.partition: offset for place, offset in found.items()}
