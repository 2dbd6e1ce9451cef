"""Records of a topic, a limited number: a topic of a long run is too large for memory."""

# pyright: basic, reportCallIssue=false
# kafka-python carries no types.
from typing import Any

from kafka.consumer import KafkaConsumer  # type: ignore[import-untyped] # no stubs
from kafka.structs import TopicPartition  # type: ignore[import-untyped] # no stubs

from leitstand.broker.ports import Record


def take(servers: str, topic: str, count: int) -> list[Record]:
    """Return the first records of a topic, at least so many if it has them."""
    client: Any = KafkaConsumer(bootstrap_servers=servers.split(","), group_id=None)
    try:
        places = [TopicPartition(topic, n) for n in client.partitions_for_topic(topic)]
        client.assign(places)
        client.seek_to_beginning(*places)
        found: list[Record] = []
        while len(found) < count:
            answer = client.poll(timeout_ms=2_000, max_records=count - len(found))
            if not answer:
                break
            found += [_record(record) for records in answer.values() for record in records]
        return found
    finally:
        client.close()


def _record(record: Any) -> Record:
    return Record(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(record.headers),
    )
