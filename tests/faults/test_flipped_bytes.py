"""Bytes that flip on a disk are told: an error, never another figure and never another record."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from clickhouse_connect.driver.exceptions import ClickHouseError

from leitstand.broker.admin import ensure_topics
from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import BrokerError, Outgoing
from leitstand.deploy import clickhouse, servers
from leitstand.deploy.roles import endpoint, kafka
from leitstand.deploy.settings import Home, Settings
from leitstand.schemas import topics

ROWS = 10_000


def ask(home: Home, settings: Settings, sql: str) -> Sequence[Sequence[Any]]:
    client = clickhouse.connect(home, settings, clickhouse.Account.ADMIN)
    try:
        found: Sequence[Sequence[Any]] = client.query(sql).result_rows
        return found
    finally:
        client.close()


def flip(path: Path, place: int) -> None:
    """Change one bit of a file."""
    written = bytearray(path.read_bytes())
    written[place] ^= 1
    path.write_bytes(written)


def test_a_flipped_bit_in_a_part_is_an_error(tmp_path: Path) -> None:
    """After a restart, so that nothing is answered from memory; what is sound still answers."""
    home, settings = servers.new_installation(tmp_path)
    with servers.running(home, settings, endpoint.ROLE):
        clickhouse.migrator(home, settings).up()
        for table in ("flipped", "sound"):
            ask(home, settings, f"CREATE TABLE {table} (n UInt64) ENGINE = MergeTree ORDER BY n")
            ask(home, settings, f"INSERT INTO {table} SELECT number FROM numbers({ROWS})")  # noqa: S608 - our own names
        places = ask(
            home,
            settings,
            "SELECT path FROM system.parts WHERE table = 'flipped' AND active",
        )
    (part,) = [Path(row[0]) for row in places]
    column = max(part.glob("*.bin"), key=lambda file: file.stat().st_size)
    flip(column, column.stat().st_size // 2)
    expected = [(ROWS * (ROWS - 1) // 2,)]
    with servers.running(home, settings, endpoint.ROLE):
        assert [tuple(r) for r in ask(home, settings, "SELECT sum(n) FROM sound")] == expected
        with pytest.raises(ClickHouseError):
            ask(home, settings, "SELECT sum(n) FROM flipped")


def test_a_flipped_bit_in_the_log_is_an_error(tmp_path: Path) -> None:
    """A reader stops there; it neither passes over the record nor hands out what is no longer it."""
    home, settings = servers.new_installation(tmp_path)
    with servers.running(home, settings, kafka.ROLE):
        ensure_topics(settings.kafka_servers, topics.load_all().values(), 1, 1)
        producer = KafkaProducer(settings.kafka_servers)
        for number in range(20):
            value = str(number).encode() * 100
            producer.send_all([Outgoing(topic=topics.INTERACTIONS, key=b"k", value=value)])
        producer.close()
    (log,) = (home.data / "kafka" / "store").glob(f"{topics.INTERACTIONS}-0/*.log")
    # In a record: the checksum of a batch does not cover its first sixteen bytes (offset, length, epoch).
    flip(log, -1)
    with servers.running(home, settings, kafka.ROLE):
        reader = KafkaReader(settings.kafka_servers, timeout_s=10)
        with pytest.raises(BrokerError):
            reader.read_to_end(topics.INTERACTIONS)
        reader.close()
