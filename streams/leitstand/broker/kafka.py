"""The broker as Kafka, by kafka-python.

All three connect at their first use, not when they are made, so that a process starts while the
broker is away. The packages ``crc32c`` and ``lz4`` are required: without the first a producer is
thirty times slower.
"""

# pyright: basic, reportCallIssue=false
# kafka-python carries no types, and the stubs that the checker brings are those of version 2.
import contextlib
import socket
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from kafka.consumer import KafkaConsumer as ConsumerClient  # type: ignore[import-untyped] # no stubs
from kafka.errors import KafkaError  # type: ignore[import-untyped] # no stubs
from kafka.producer import KafkaProducer as ProducerClient  # type: ignore[import-untyped] # no stubs
from kafka.structs import (  # type: ignore[import-untyped] # no stubs
    OffsetAndMetadata,
    TopicPartition,
)

from leitstand.broker import header_names
from leitstand.broker.kafka_errors import MOVED, translated
from leitstand.broker.partitioning import partition_of
from leitstand.broker.ports import BrokerUnavailableError, Outgoing, Record

MAX_RECORD_BYTES = 8 * 1024 * 1024
"""Largest record; the same in producers, topics and consumers."""

_IN_FLIGHT_BYTES = 32 * 1024 * 1024
"""kafka-python's own buffer has no limit, so we hand it no more than this before we wait."""


_AT_ONCE = 1_000
"""Records of a batch that a caller works off before it asks for the next."""

_CONNECTING: dict[str, Any] = {
    "bootstrap_timeout_ms": 5_000,
    # The default grows to 30 s: so long a broker that is back would stand there alone.
    "reconnect_backoff_max_ms": 1_000,
    "allow_auto_create_topics": False,
    "metrics_enabled": False,
}


class KafkaProducer:
    """Sends with ``acks=all`` and idempotence; a failed batch leaves nothing behind in a buffer."""

    def __init__(self, servers: str, *, delivery_timeout_s: float = 30.0) -> None:
        self._servers = servers.split(",")
        self._timeout_s = delivery_timeout_s
        self._client: Any = None

    def send_all(self, records: Sequence[Outgoing]) -> None:
        """See :class:`leitstand.broker.ports.Producer`."""
        for portion in _portions(records):
            try:
                with translated():
                    self._send(portion)
            except BaseException:
                # What is still on its way must not arrive after what is sent next.
                self._abandon()
                raise

    def close(self) -> None:
        """See :class:`leitstand.broker.ports.Producer`."""
        self._abandon()

    def _send(self, records: Sequence[Outgoing]) -> None:
        client = self._connected()
        counts = {topic: len(client.partitions_for(topic)) for topic in {r.topic for r in records}}
        futures = [
            client.send(
                record.topic,
                value=record.value,
                key=record.key,
                headers=list(record.headers),
                partition=partition_of(record.key, counts[record.topic]),
            )
            for record in records
        ]
        client.flush(timeout=self._timeout_s)
        for future in futures:
            future.get(timeout=0)

    def _connected(self) -> Any:
        if self._client is None:
            timeout_ms = int(self._timeout_s * 1000)
            knock(self._servers)
            self._client = ProducerClient(
                bootstrap_servers=self._servers,
                acks="all",
                enable_idempotence=True,
                compression_type="lz4",
                batch_size=512 * 1024,
                # No waiting in practice: flush() makes every batch ready at once.
                linger_ms=20,
                max_request_size=MAX_RECORD_BYTES + 64 * 1024,
                max_block_ms=min(timeout_ms, 5_000),
                request_timeout_ms=min(timeout_ms, 10_000) - 100,
                delivery_timeout_ms=timeout_ms,
                **_CONNECTING,
            )
        return self._client

    def _abandon(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(KafkaError):
                client.close(timeout=0)


class KafkaConsumer:
    """A member of a group, with manual commits.

    ``instance`` makes the membership static: after a crash the same instance has its partitions
    back at once, not after the session time-out.
    """

    def __init__(
        self,
        servers: str,
        group: str,
        topics: Sequence[str],
        *,
        instance: str | None = None,
        session_timeout_s: float = 10.0,
    ) -> None:
        self._servers = servers.split(",")
        self._group = group
        self._topics = tuple(topics)
        self._instance = instance
        self._session_timeout_ms = int(session_timeout_s * 1000)
        self._client: Any = None
        self._must_rewind = False
        """A rewind that the broker's absence cut short, or a refused commit asks for: it comes before
        the next record."""

    def poll(self, *, max_records: int, timeout_s: float) -> Sequence[Record]:
        """See :class:`leitstand.broker.ports.Consumer`."""
        with translated():
            client = self._connected()
            if self._must_rewind:
                self._rewind(client)
            found = client.poll(timeout_ms=int(timeout_s * 1000), max_records=max_records)
            return _flat(found) if found else _nothing(client)

    def commit(self, records: Sequence[Record]) -> None:
        """See :class:`leitstand.broker.ports.Consumer`."""
        if not records:
            return
        positions: dict[Any, Any] = {}
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            positions[place] = OffsetAndMetadata(record.offset + 1, "", -1)
        with translated():
            try:
                self._connected().commit(positions, timeout_ms=self._session_timeout_ms)
            except MOVED:
                # The next owner begins at the last commit. It may be this member again, whose
                # position would stay behind the records: done, and never committed.
                self._must_rewind = True

    def rewind(self) -> None:
        """See :class:`leitstand.broker.ports.Consumer`."""
        self._must_rewind = True
        with translated():
            self._rewind(self._connected())

    def close(self) -> None:
        """See :class:`leitstand.broker.ports.Consumer`."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(KafkaError):
                client.close(autocommit=False, timeout_ms=3_000)

    def _rewind(self, client: Any) -> None:
        for place in client.assignment():
            committed = client.committed(place, timeout_ms=self._session_timeout_ms)
            if committed is None:
                client.seek_to_beginning(place)
            else:
                client.seek(place, committed)
        self._must_rewind = False

    def _connected(self) -> Any:
        if self._client is None:
            knock(self._servers)
            header_names.install()
            client = ConsumerClient(
                bootstrap_servers=self._servers,
                group_id=self._group,
                group_instance_id=self._instance,
                session_timeout_ms=self._session_timeout_ms,
                heartbeat_interval_ms=self._session_timeout_ms // 4,
                enable_auto_commit=False,
                **_READING,
            )
            try:
                # A leader that joins before it knows the topics deals no partitions to anybody.
                for topic in self._topics:
                    _places(client, topic)
                client.subscribe(self._topics)
            except BaseException:
                client.close(autocommit=False, timeout_ms=1_000)
                raise
            self._client = client
        return self._client


class KafkaReader:
    """Reads whole topics from the beginning, outside any group."""

    def __init__(self, servers: str, *, timeout_s: float = 30.0) -> None:
        self._servers = servers.split(",")
        self._timeout_s = timeout_s
        self._client: Any = None
        self._positions: dict[Any, int] = {}

    def read_to_end(self, topic: str) -> Sequence[Record]:
        """See :class:`leitstand.broker.ports.Reader`."""
        with translated():
            client = self._connected()
            ends = client.end_offsets(_places(client, topic))
            self._start_from_beginning(client, list(ends))
            batches = self._read_until(client, ends, limit=100_000)
            return [record for batch in batches for record in batch]

    def read_since(self, topic: str, moment: datetime) -> Iterator[Sequence[Record]]:
        """See :class:`leitstand.broker.ports.PastReader`; a topic that is followed no longer is."""
        with translated():
            client = self._connected()
            ends = client.end_offsets(_places(client, topic))
            since = client.offsets_for_times(dict.fromkeys(ends, int(moment.timestamp() * 1000)))
            client.assign(list(ends))
            for place, end in ends.items():
                client.seek(place, since[place].offset if since[place] else end)
            yield from self._read_until(client, ends, limit=_AT_ONCE)

    def read_at(
        self, topic: str, places: Collection[tuple[int, int]]
    ) -> dict[tuple[int, int], Record]:
        """See :class:`leitstand.broker.ports.PlaceReader`; a topic that is followed no longer is."""
        with translated():
            client = self._connected()
            return {
                (record.partition, record.offset): record
                for place in _places(client, topic)
                for record in self._pick(client, place, _offsets(places, place.partition))
            }

    def poll(self, *, timeout_s: float) -> Sequence[Record]:
        """See :class:`leitstand.broker.ports.Reader`."""
        with translated():
            client = self._connected()
            if not client.assignment():
                time.sleep(timeout_s)
                return []
            found = client.poll(timeout_ms=int(timeout_s * 1000), max_records=100_000)
            return _flat(found) if found else _nothing(client)

    def end_offsets(self, topic: str) -> dict[int, int]:
        """See :class:`leitstand.broker.ports.Reader`."""
        with translated():
            client = self._connected()
            ends = client.end_offsets(_places(client, topic))
            return {place.partition: end for place, end in ends.items()}

    def close(self) -> None:
        """See :class:`leitstand.broker.ports.Reader`."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(KafkaError):
                client.close(autocommit=False, timeout_ms=3_000)

    def _start_from_beginning(self, client: Any, places: list[Any]) -> None:
        kept = {
            place: client.position(place) for place in client.assignment() if place not in places
        }
        client.assign([*kept, *places])
        for place, position in kept.items():
            client.seek(place, position)
        client.seek_to_beginning(*places)

    def _pick(self, client: Any, place: Any, wanted: Sequence[int]) -> Iterator[Record]:
        """Yield what still stands at the wanted offsets, which are in order."""
        client.assign([place])
        begin, end = client.beginning_offsets([place])[place], client.end_offsets([place])[place]
        left = deque(offset for offset in wanted if begin <= offset < end)
        while left:
            if client.position(place) != left[0]:
                client.seek(place, left[0])
            # Whatever comes lies behind what was asked for: a record that is passed is gone.
            for record in self._next(client):
                while left and left[0] <= record.offset:
                    if left.popleft() == record.offset:
                        yield record

    def _next(self, client: Any) -> list[Record]:
        deadline = time.monotonic() + self._timeout_s
        while not (batch := client.poll(timeout_ms=500, max_records=_AT_ONCE)):
            if time.monotonic() > deadline:
                message = "a record could not be read"
                raise BrokerUnavailableError(message)
        return _flat(batch)

    def _read_until(
        self, client: Any, ends: dict[Any, int], *, limit: int
    ) -> Iterator[list[Record]]:
        # Only these partitions move meanwhile; others would be returned to the wrong caller.
        others = [place for place in client.assignment() if place not in ends]
        client.pause(*others)
        deadline = time.monotonic() + self._timeout_s
        while any((client.position(place) or 0) < end for place, end in ends.items()):
            batch = client.poll(timeout_ms=500, max_records=limit)
            if batch:
                yield _flat(batch)
                # Counted from here: the time that a caller takes is not the broker's.
                deadline = time.monotonic() + self._timeout_s
            elif time.monotonic() > deadline:
                message = "the topic could not be read to its end"
                raise BrokerUnavailableError(message)
        client.resume(*others)

    def _connected(self) -> Any:
        if self._client is None:
            knock(self._servers)
            header_names.install()
            self._client = ConsumerClient(
                bootstrap_servers=self._servers,
                group_id=None,
                enable_auto_commit=False,
                **_READING,
            )
        return self._client


_READING: dict[str, Any] = {
    "auto_offset_reset": "earliest",
    "max_partition_fetch_bytes": MAX_RECORD_BYTES + 64 * 1024,
    "fetch_max_wait_ms": 100,
    **_CONNECTING,
}


def _portions(records: Sequence[Outgoing]) -> Iterator[Sequence[Outgoing]]:
    """Cut where the bytes handed over would exceed the limit."""
    begin = size = 0
    for index, record in enumerate(records):
        size += len(record.value or b"") + len(record.key or b"")
        if size > _IN_FLIGHT_BYTES and index > begin:
            yield records[begin:index]
            begin, size = index, len(record.value or b"")
    if begin < len(records):
        yield records[begin:]


def _places(client: Any, topic: str) -> list[Any]:
    numbers = client.partitions_for_topic(topic)
    if not numbers:
        message = "unknown topic"
        raise BrokerUnavailableError(message)
    return [TopicPartition(topic, number) for number in sorted(numbers)]


def _offsets(places: Collection[tuple[int, int]], partition: int) -> list[int]:
    return sorted({offset for number, offset in places if number == partition})


def knock(servers: Sequence[str]) -> None:
    """Raise OSError at once when nobody listens.

    A client of kafka-python that is made meanwhile would try for seconds and leak its sockets.
    """
    for index, server in enumerate(servers, start=1):
        host, _, port = server.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=3).close()
        except OSError:
            if index == len(servers):
                raise
        else:
            return


def _flat(found: dict[Any, list[Any]]) -> list[Record]:
    return [
        Record(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp_ms=record.timestamp,
            key=record.key,
            value=record.value,
            # A header may have no value; to us that is an empty one.
            headers=tuple((name, value or b"") for name, value in record.headers),
        )
        for records in found.values()
        for record in records
    ]


def _nothing(client: Any) -> list[Record]:
    """Return nothing, or raise when that is because the broker is away."""
    # Private, because the public bootstrap_connected() only tells about the first moment; the
    # contract suite stops a real broker and would notice a change.
    connections = client._client._manager._conns.values()
    if not any(connection.connected for connection in connections):
        message = "no connection"
        raise BrokerUnavailableError(message)
    return []
