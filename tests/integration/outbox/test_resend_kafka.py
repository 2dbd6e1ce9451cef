"""Kafka lost what it had acknowledged: it is sent again from the disk."""

import json
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from kafka.admin import KafkaAdminClient  # type: ignore[import-untyped] # no stubs
from kafka.structs import TopicPartition  # type: ignore[import-untyped] # no stubs

from leitstand.broker.admin import ensure_topics
from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.deploy.cli import main
from leitstand.deploy.settings import Home
from leitstand.outbox import Drain, Outbox
from leitstand.schemas.topics import Topic

EVENTS = 500


def numbered(topic: str, sequence: int) -> Outgoing:
    return Outgoing(topic=topic, key=str(sequence).encode(), value=b"x" * 1400)


def found_in(servers: str, topic: str) -> list[int]:
    reader = KafkaReader(servers)
    found = sorted(int(record.key or b"0") for record in reader.read_to_end(topic))
    reader.close()
    return found


def lose_everything(servers: str, topic: str, partitions: int) -> None:
    """Delete all records of a topic, as a broker that loses its disk would."""
    client = KafkaAdminClient(bootstrap_servers=servers)
    client.delete_records({TopicPartition(topic, n): -1 for n in range(partitions)})
    client.close()


def test_what_kafka_lost_comes_again(
    kafka: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All that was asked for is there again, once; a second time does what was asked again."""
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
    outbox = Outbox(Home(tmp_path).outbox, "p")
    outbox.append_all([partial(numbered, name)] * EVENTS)
    outbox.close()
    drain = Drain(Home(tmp_path).outbox, KafkaProducer(kafka.servers))
    while drain.step():
        pass
    drain.close()
    assert found_in(kafka.servers, name) == list(range(1, EVENTS + 1))
    lose_everything(kafka.servers, name, 3)
    assert found_in(kafka.servers, name) == []
    command = ["outbox", "resend", "--data", str(tmp_path), "--kafka", kafka.servers, "--json"]
    assert main([*command, "--producer", outbox.producer, "--from", "11", "--to", "20"]) == 0
    assert found_in(kafka.servers, name) == list(range(11, 21))
    assert json.loads(capsys.readouterr().out)["resent"] == 10
    assert main(command) == 0
    assert set(found_in(kafka.servers, name)) == set(range(1, EVENTS + 1))
