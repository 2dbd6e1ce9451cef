"""The local broker: starts, is killed, comes back with what it had."""

import os
import signal
from pathlib import Path

from leitstand.broker.admin import ensure_topics
from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.deploy.roles import kafka
from leitstand.deploy.servers import new_installation, running, start, stop
from leitstand.deploy.settings import Settings
from leitstand.schemas.topics import ACCESSES, load_all


def send(settings: Settings, values: list[bytes]) -> None:
    producer = KafkaProducer(settings.kafka_servers)
    producer.send_all([Outgoing(topic=ACCESSES, key=b"k", value=value) for value in values])
    producer.close()


def read(settings: Settings) -> list[bytes | None]:
    reader = KafkaReader(settings.kafka_servers)
    try:
        return [record.value for record in reader.read_to_end(ACCESSES)]
    finally:
        reader.close()


def test_it_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    """Killed or stopped, the next start serves every acknowledged record, once and in order."""
    home, settings = new_installation(tmp_path)
    process = start(home, settings, kafka.ROLE)
    try:
        ensure_topics(settings.kafka_servers, load_all().values(), settings.partitions, 1)
        send(settings, [b"1", b"2"])
        os.kill(process.pid, signal.SIGKILL)
    finally:
        stop(process)
    with running(home, settings, kafka.ROLE):
        send(settings, [b"3"])
    with running(home, settings, kafka.ROLE):
        assert read(settings) == [b"1", b"2", b"3"]


def test_its_log_says_when_it_started(tmp_path: Path) -> None:
    """The log file is quiet but not mute."""
    home, settings = new_installation(tmp_path)
    with running(home, settings, kafka.ROLE):
        pass
    text = (home.logs / "kafka.log").read_text()
    assert "Kafka Server started" in text
    assert len(text.splitlines()) < 10, text
