"""Places in Kafka's topics: where they begin and end, which offset an hour begins with, and single
records again, outside any group.
"""

# pyright: basic, reportCallIssue=false
# kafka-python carries no types, and the stubs that the checker brings are those of version 2.
import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import kafka  # type: ignore[import-untyped] # no stubs
from kafka.errors import KafkaError  # type: ignore[import-untyped] # no stubs
from kafka.structs import TopicPartition  # type: ignore[import-untyped] # no stubs

from leitstand.broker.kafka_errors import translated
from leitstand.broker.ports import BrokerUnavailableError, Record

Offsets = Mapping[int, int]
"""Offset by partition."""
_SILENCE_S = 20.0
"""A read that brings nothing for so long has lost the broker."""


class KafkaPlaces:
    """Asks over connections of its own, made at the first use. For one thread."""

    def __init__(self, servers: str) -> None:
        self._servers = servers.split(",")
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
                self._admin = kafka.KafkaAdminClient(bootstrap_servers=self._servers)
            found = self._admin.list_group_offsets(group).get(group, {})
        return {
            place.partition: position.offset
            for place, position in found.items()
            if place.topic == topic
        }

    def at(self, topic: str, moment: datetime) -> Offsets:
        """Return the first offset of that moment or later; partitions that have none are absent."""
        asked = max(0, int(moment.timestamp() * 1000))
        with translated():
            client = self._connected()
            found = client.offsets_for_times(dict.fromkeys(self._places(topic), asked))
        return {place.partition: at.offset for place, at in found.items() if at is not None}

    def read(
        self, topic: str, partition: int, spans: Sequence[tuple[int, int]]
    ) -> Iterator[Record]:
        """Yield the records of these spans of offsets (both ends included), in their order.

        An offset at which nothing stands any more is passed over.
        """
        place = TopicPartition(topic, partition)
        with translated():
            client = self._connected()
            client.assign([place])
            for first, last in spans:
                client.seek(place, first)
                yield from _read_span(client, place, last)

    def close(self) -> None:
        """Give up the connections."""
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
                auto_offset_reset="earliest",
                # Most reads want one record; a larger one comes whole all the same (KIP-74).
                max_partition_fetch_bytes=256 * 1024,
                fetch_max_wait_ms=100,
            )
        return self._client


def _read_span(client: Any, place: Any, last: int) -> Iterator[Record]:
    deadline = time.monotonic() + _SILENCE_S
    end = client.end_offsets([place])[place]
    while client.position(place) <= min(last, end - 1):
        found = client.poll(timeout_ms=500, max_records=500).get(place, [])
        if found:
            deadline = time.monotonic() + _SILENCE_S
        elif time.monotonic() > deadline:
            message = "the topic could not be read"
            raise BrokerUnavailableError(message)
        for record in found:
            if record.offset <= last:
                yield _record(record)


def _record(found: Any) -> Record:
    return Record(
        topic=found.topic,
        partition=found.partition,
        offset=found.offset,
        timestamp_ms=found.timestamp,
        key=found.key,
        value=found.value,
        headers=tuple(found.headers),
    )


def _by_partition(found: Mapping[Any, int]) -> Offsets:
    return {place.partition: offset for place, offset in found.items()}
