"""The broker's contract: the same tests for Kafka and for its twin in memory."""

# pyright: basic
# kafka-python carries no types.

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

import pytest
from kafka.admin import (  # type: ignore[import-untyped] # no stubs
    ConfigResource,
    ConfigResourceType,
    KafkaAdminClient,
)

from leitstand.broker.admin import TopicMismatchError, ensure_topics
from leitstand.broker.kafka import KafkaConsumer, KafkaProducer, KafkaReader
from leitstand.broker.memory import MemoryBroker
from leitstand.broker.partitioning import partition_of
from leitstand.broker.ports import (
    BrokerUnavailableError,
    Consumer,
    Outgoing,
    PastReader,
    PlaceReader,
    Producer,
    Reader,
    Record,
    RecordRefusedError,
)
from leitstand.schemas.topics import Topic

E = TypeVar("E")
PARTITIONS = 3
TIMES = 200
"""Polls before a test gives up waiting; each waits up to a tenth of a second."""


class AnyReader(Reader, PastReader, PlaceReader, Protocol):
    """Both of our readers can do all three."""


class Kind(Protocol):
    """Makes the three ends of one broker."""

    def producer(self) -> Producer: ...
    def consumer(self, group: str, topics: Sequence[str]) -> Consumer: ...
    def reader(self) -> AnyReader: ...


@dataclass(frozen=True)
class RealKafka:
    """Kafka behind a fixture."""

    servers: str

    def producer(self) -> Producer:
        return KafkaProducer(self.servers)

    def consumer(self, group: str, topics: Sequence[str]) -> Consumer:
        return KafkaConsumer(self.servers, group, topics, session_timeout_s=6)

    def reader(self) -> AnyReader:
        return KafkaReader(self.servers)


@dataclass(frozen=True)
class Bench:
    """A broker, a topic of its own, and ends that are closed after the test."""

    broker: Kind
    topic: str
    open: list[Any]

    def producer(self) -> Producer:
        return self._kept(self.broker.producer())

    def consumer(self, group: str) -> Consumer:
        return self._kept(self.broker.consumer(f"{self.topic}.{group}", [self.topic]))

    def reader(self) -> AnyReader:
        return self._kept(self.broker.reader())

    def _kept(self, end: E) -> E:
        self.open.append(end)
        return end

    def outgoing(self, key: str, value: str = "v") -> Outgoing:
        headers = (("ce_id", key.encode()), ("twice", b"1"), ("twice", b"2"))
        return Outgoing(topic=self.topic, key=key.encode(), value=value.encode(), headers=headers)


def contract_of(name: str) -> Topic:
    return Topic(
        name=name,
        title="a test's own",
        owner="broker",
        producers=(),
        consumers=(),
        key="any",
        value="any",
        cleanup="delete",
        retention_days=1,
        partitions="as interactions",
    )


def memory(_request: pytest.FixtureRequest, topic: str) -> Kind:
    return MemoryBroker({topic: PARTITIONS})


def real(request: pytest.FixtureRequest, topic: str) -> Kind:
    servers = request.getfixturevalue("kafka").servers
    ensure_topics(servers, [contract_of(topic)], PARTITIONS, 1)
    return RealKafka(servers)


@pytest.fixture(params=[memory, real], ids=["memory", "kafka"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    topic = f"test.{uuid.uuid4().hex}"
    made: Callable[[pytest.FixtureRequest, str], Kind] = request.param
    bench = Bench(made(request, topic), topic, [])
    yield bench
    for end in bench.open:
        end.close()


def take(consumer: Consumer, count: int, limit: int = 1000) -> list[Record]:
    """Poll until so many records came, or fail."""
    found: list[Record] = []
    for _ in range(TIMES):
        found += consumer.poll(max_records=limit, timeout_s=0.1)
        if len(found) >= count:
            return found
    pytest.fail(f"{len(found)} of {count} records came")


def keys(records: Sequence[Record]) -> list[str]:
    return sorted((record.key or b"").decode() for record in records)


def test_what_was_sent_is_read_whole(bench: Bench) -> None:
    """Key, value and headers come out as they went in, repeated headers included."""
    sent = bench.outgoing("a", "wert")
    bench.producer().send_all([sent])
    (record,) = bench.reader().read_to_end(bench.topic)
    assert (record.key, record.value, record.headers) == (sent.key, sent.value, sent.headers)
    assert record.timestamp_ms > 0


def test_absent_key_and_absent_value(bench: Bench) -> None:
    """A tombstone and a record without a key arrive as such."""
    bench.producer().send_all(
        [
            Outgoing(topic=bench.topic, key=b"gone", value=None),
            Outgoing(topic=bench.topic, key=None, value=b"keyless"),
        ]
    )
    found = bench.reader().read_to_end(bench.topic)
    assert {(record.key, record.value) for record in found} == {(b"gone", None), (None, b"keyless")}


def test_partition_is_the_one_hash(bench: Bench) -> None:
    """Every record lies where ``partition_of`` says."""
    bench.producer().send_all([bench.outgoing(f"key-{n}") for n in range(50)])
    found = bench.reader().read_to_end(bench.topic)
    assert [r.partition for r in found] == [partition_of(r.key, PARTITIONS) for r in found]
    assert len({r.partition for r in found}) == PARTITIONS


def test_order_within_a_partition(bench: Bench) -> None:
    """Records of one key come in the order of sending, over several batches."""
    producer = bench.producer()
    for begin in range(0, 300, 100):
        producer.send_all([bench.outgoing("same", str(n)) for n in range(begin, begin + 100)])
    found = bench.reader().read_to_end(bench.topic)
    assert [int(r.value or b"-1") for r in found] == list(range(300))
    assert [r.offset for r in found] == list(range(300))


def test_committed_records_do_not_come_again(bench: Bench) -> None:
    """A new member of the group goes on after the last commit."""
    bench.producer().send_all([bench.outgoing(f"{n}") for n in range(20)])
    first = bench.consumer("g")
    first.commit(take(first, 20))
    first.close()
    bench.producer().send_all([bench.outgoing("new")])
    assert keys(take(bench.consumer("g"), 1)) == ["new"]


def test_uncommitted_records_come_again(bench: Bench) -> None:
    """A member that leaves without committing hands everything back."""
    bench.producer().send_all([bench.outgoing(f"{n}") for n in range(5)])
    first = bench.consumer("g")
    take(first, 5)
    first.close()
    assert len(take(bench.consumer("g"), 5)) == 5


def test_rewind_returns_to_the_last_commit(bench: Bench) -> None:
    """After a rewind the uncommitted records come again, the committed ones do not."""
    bench.producer().send_all([bench.outgoing("same", str(n)) for n in range(10)])
    consumer = bench.consumer("g")
    polled = take(consumer, 10)
    consumer.commit(polled[:4])
    consumer.rewind()
    assert [int(r.value or b"-1") for r in take(consumer, 6)] == list(range(4, 10))


def test_rewind_without_any_commit_starts_over(bench: Bench) -> None:
    """A group that never committed begins at the beginning."""
    bench.producer().send_all([bench.outgoing("a"), bench.outgoing("b")])
    consumer = bench.consumer("g")
    take(consumer, 2)
    consumer.rewind()
    assert keys(take(consumer, 2)) == ["a", "b"]


def test_poll_is_limited(bench: Bench) -> None:
    """No poll returns more than was asked for, and nothing is skipped."""
    bench.producer().send_all([bench.outgoing("same", str(n)) for n in range(25)])
    consumer = bench.consumer("g")
    take(consumer, 1, limit=10)
    consumer.rewind()
    found: list[Record] = []
    while len(found) < 25:
        batch = take(consumer, 1, limit=10)
        assert len(batch) <= 10
        found += batch
    assert [r.offset for r in found] == list(range(25))


def test_two_members_share_the_partitions(bench: Bench) -> None:
    """Both read, together everything, and nobody reads the other's partition after a commit."""
    one, two = bench.consumer("g"), bench.consumer("g")
    bench.producer().send_all([bench.outgoing(f"{n}") for n in range(60)])
    seen: dict[int, set[tuple[int, int]]] = {0: set(), 1: set()}
    for _ in range(TIMES):
        for index, member in enumerate((one, two)):
            batch = member.poll(max_records=100, timeout_s=0.1)
            member.commit(batch)
            seen[index] |= {(r.partition, r.offset) for r in batch}
        if len(seen[0] | seen[1]) == 60:
            break
    assert len(seen[0] | seen[1]) == 60


def test_groups_are_independent(bench: Bench) -> None:
    """Each group reads everything for itself."""
    bench.producer().send_all([bench.outgoing("a")])
    for group in ("g1", "g2"):
        consumer = bench.consumer(group)
        consumer.commit(take(consumer, 1))


def test_empty_commit_is_nothing(bench: Bench) -> None:
    """Committing no records changes nothing."""
    bench.producer().send_all([bench.outgoing("a")])
    consumer = bench.consumer("g")
    consumer.commit([])
    assert keys(take(consumer, 1)) == ["a"]


def test_reader_reads_to_the_end_then_follows(bench: Bench) -> None:
    """What comes after ``read_to_end`` is polled, once."""
    producer, reader = bench.producer(), bench.reader()
    producer.send_all([bench.outgoing(f"{n}") for n in range(10)])
    assert len(reader.read_to_end(bench.topic)) == 10
    producer.send_all([bench.outgoing("later")])
    followed: list[Record] = []
    for _ in range(TIMES):
        followed += reader.poll(timeout_s=0.1)
        if followed:
            break
    assert keys(followed) == ["later"]
    assert list(reader.poll(timeout_s=0.1)) == []


def test_reader_of_an_empty_topic(bench: Bench) -> None:
    """An empty topic has an end at once."""
    assert list(bench.reader().read_to_end(bench.topic)) == []
    assert bench.reader().end_offsets(bench.topic) == dict.fromkeys(range(PARTITIONS), 0)


def test_reads_again_what_came_since(bench: Bench) -> None:
    """From the first record at a moment to the end of that time, in order, however often asked."""
    producer, reader = bench.producer(), bench.reader()
    producer.send_all([bench.outgoing(f"early-{n}") for n in range(5)])
    newest = max(record.timestamp_ms for record in reader.read_to_end(bench.topic))
    time.sleep(0.01)
    producer.send_all([bench.outgoing(f"late-{n:04}") for n in range(1500)])
    since = datetime.fromtimestamp((newest + 1) / 1000, UTC)
    for _ in range(2):
        found = [r for batch in reader.read_since(bench.topic, since) for r in batch]
        assert keys(found) == [f"late-{n:04}" for n in range(1500)]
        places = [(record.partition, record.offset) for record in found]
        assert all(
            mine == sorted(mine)
            for number in range(PARTITIONS)
            for mine in [[offset for partition, offset in places if partition == number]]
        )


def test_reads_again_nothing_where_nothing_came(bench: Bench) -> None:
    """A moment after the last record, and an empty topic, end at once."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert list(bench.reader().read_since(bench.topic, tomorrow)) == []
    bench.producer().send_all([bench.outgoing("a")])
    assert list(bench.reader().read_since(bench.topic, tomorrow)) == []


def test_reads_single_records_where_they_stand(bench: Bench) -> None:
    """Near and far, in any order; a place that never was, and a partition that is none, are absent."""
    producer, reader = bench.producer(), bench.reader()
    producer.send_all([bench.outgoing(f"{n:04}") for n in range(4000)])
    by_place = {(r.partition, r.offset): r for r in reader.read_to_end(bench.topic)}
    wanted = [(0, 0), (0, 1), (0, 900), (1, 7), (2, 3)]
    found = reader.read_at(bench.topic, [*reversed(wanted), (0, 1_000_000), (77, 0)])
    assert found == {place: by_place[place] for place in wanted}
    assert reader.read_at(bench.topic, []) == {}


def test_end_offsets_count_the_records(bench: Bench) -> None:
    """The end offsets of a topic that lost nothing sum up to its records."""
    bench.producer().send_all([bench.outgoing(f"{n}") for n in range(12)])
    assert sum(bench.reader().end_offsets(bench.topic).values()) == 12


def test_oversized_record_is_refused_and_later_ones_pass(bench: Bench) -> None:
    """A record that never fits is told apart from a broker that is away; the producer goes on."""
    producer = bench.producer()
    with pytest.raises(RecordRefusedError):
        producer.send_all([bench.outgoing("big", "x" * (9 * 1024 * 1024))])
    producer.send_all([bench.outgoing("small")])
    assert "small" in keys(bench.reader().read_to_end(bench.topic))


def test_large_record_travels(bench: Bench) -> None:
    """A conversation of several megabytes is an ordinary record."""
    value = "x" * (6 * 1024 * 1024)
    bench.producer().send_all([bench.outgoing("big", value)])
    assert len(take(bench.consumer("g"), 1)[0].value or b"") == len(value)


def test_unknown_topic_is_not_ready_yet(bench: Bench) -> None:
    """Sending before the topics were made is worth trying again."""
    with pytest.raises(BrokerUnavailableError):
        bench.producer().send_all([Outgoing(topic="no.such.topic", key=b"k", value=b"v")])


def test_topics_are_made_once(kafka: Any) -> None:
    """A second call finds them as they are; another number of partitions is not silently taken."""
    topic = contract_of(f"test.{uuid.uuid4().hex}")
    assert ensure_topics(kafka.servers, [topic], 2, 1) == [topic.name]
    assert ensure_topics(kafka.servers, [topic], 2, 1) == []
    with pytest.raises(TopicMismatchError):
        ensure_topics(kafka.servers, [topic], 3, 1)


def test_broker_time_is_the_append_time(kafka: Any) -> None:
    """``timestamp_ms`` is the broker's clock in every topic of ours."""
    name = f"test.{uuid.uuid4().hex}"
    ensure_topics(kafka.servers, [contract_of(name)], 1, 1)
    client = KafkaAdminClient(bootstrap_servers=kafka.servers)
    try:
        asked = [ConfigResource(ConfigResourceType.TOPIC, name)]
        found = client.describe_configs(asked)["topic"][name]
    finally:
        client.close()
    assert found["message.timestamp.type"]["value"] == "LogAppendTime"
    assert found["retention.ms"]["value"] == "86400000"


@pytest.mark.parametrize("servers", ["127.0.0.1:1"])
def test_nobody_listens(servers: str) -> None:
    """A broker that is away is told as such by all three ends."""
    with pytest.raises(BrokerUnavailableError):
        KafkaProducer(servers).send_all([Outgoing(topic="t", key=b"k", value=b"v")])
    with pytest.raises(BrokerUnavailableError):
        KafkaConsumer(servers, "g", ["t"]).poll(max_records=1, timeout_s=0.1)
    with pytest.raises(BrokerUnavailableError):
        KafkaReader(servers).read_to_end("t")


class Odd(str):
    """A header name as a client in C may send it."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        del encoding, errors
        return b"gr\xf6\xdfe"


def test_a_header_name_that_is_no_text_stops_nobody(kafka: Any) -> None:
    """It is read with its odd bytes escaped, and so are those before and behind it."""
    broker, topic = RealKafka(kafka.servers), f"test.{uuid.uuid4().hex}"
    ensure_topics(kafka.servers, [contract_of(topic)], 1, 1)
    plain, odd = Outgoing(topic=topic, key=b"a", value=b"v"), (("n", b"1"), (Odd("x"), b"2"))
    sent = [plain, Outgoing(topic=topic, key=b"b", value=b"v", headers=odd), plain]
    with (
        closing(broker.producer()) as producer,
        closing(broker.reader()) as reader,
        closing(broker.consumer(f"{topic}.group", [topic])) as consumer,
    ):
        producer.send_all(sent)
        for found in (reader.read_to_end(topic), take(consumer, 3)):
            assert [record.key for record in found] == [b"a", b"b", b"a"]
            assert found[1].headers == (("n", b"1"), ("gr\\xf6\\xdfe", b"2"))
