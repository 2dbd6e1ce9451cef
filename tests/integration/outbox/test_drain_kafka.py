"""The outbox in front of a real Kafka."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from leitstand.broker.admin import ensure_topics
from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.outbox import Drain, Outbox, acknowledged
from leitstand.schemas.topics import Topic

EVENTS = 3000


def numbered(topic: str, sequence: int) -> Outgoing:
    return Outgoing(topic=topic, key=str(sequence).encode(), value=b"x" * 1400)


def test_what_was_acknowledged_is_in_kafka(kafka: Any, tmp_path: Path) -> None:
    """The set of ids in the topic equals the set that the outbox acknowledged."""
    name = f"test.{uuid.uuid4().hex}"
    topic = Topic(
        name=name,
        title="a test's own",
        owner="outbox",
        producers=(),
        consumers=(),
        key="any",
        value="any",
        cleanup="delete",
        retention_days=1,
        partitions=3,
    )
    ensure_topics(kafka.servers, [topic], 3, 1)
    outbox = Outbox(tmp_path, "p")
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(outbox.append, [partial(numbered, name)] * EVENTS))
    outbox.close()
    drain = Drain(tmp_path, KafkaProducer(kafka.servers))
    while drain.step():
        pass
    drain.close()
    reader = KafkaReader(kafka.servers)
    found = [(record.topic, record.key) for record in reader.read_to_end(name)]
    reader.close()
    assert len(found) == EVENTS
    assert set(found) == set(acknowledged(tmp_path))
