"""A rewind that an outage cut short, or a refused commit: what is not committed comes again.

The client is a fake, because the moment is one of milliseconds: the broker is away when the rewind
asks for the commit and there again when the next poll comes; or a rebalance begins with the commit.
"""

# pyright: basic
# kafka-python carries no types.
from typing import Any

import pytest
from kafka.errors import (  # type: ignore[import-untyped] # no stubs
    IllegalGenerationError,
    KafkaConnectionError,
)
from kafka.structs import TopicPartition  # type: ignore[import-untyped] # no stubs

from leitstand.broker.kafka import KafkaConsumer
from leitstand.broker.ports import BrokerUnavailableError, Record

PLACE, OTHER = TopicPartition("t", 0), TopicPartition("t", 1)


class Client:
    """Two partitions with positions; tells commits only while the broker is there."""

    def __init__(self) -> None:
        self.answers = 0
        """Questions for a commit that are answered before the broker is away."""
        self.positions = {PLACE: 7, OTHER: 9}
        self.polled_from: list[dict[Any, int]] = []

    def assignment(self) -> set[Any]:
        return set(self.positions)

    def committed(self, place: Any, *, timeout_ms: int) -> int | None:
        if not self.answers:
            raise KafkaConnectionError
        self.answers -= 1
        return 3 if place == PLACE else None

    def commit(self, positions: Any, *, timeout_ms: int) -> None:
        raise IllegalGenerationError

    def seek(self, place: Any, offset: int) -> None:
        self.positions[place] = offset

    def seek_to_beginning(self, place: Any) -> None:
        self.positions[place] = 0

    def poll(self, **_limits: int) -> dict[Any, list[Any]]:
        self.polled_from.append(dict(self.positions))
        return {PLACE: []}


@pytest.mark.parametrize("answers", [0, 1])
def test_a_rewind_that_failed_comes_before_the_next_record(answers: int) -> None:
    """Also when it failed half way; and once it succeeded it is not repeated."""
    client, consumer = Client(), KafkaConsumer("127.0.0.1:1", "g", ["t"])
    consumer._client = client
    client.answers = answers
    with pytest.raises(BrokerUnavailableError):
        consumer.rewind()
    with pytest.raises(BrokerUnavailableError):
        consumer.poll(max_records=9, timeout_s=0.0)
    assert client.polled_from == []
    client.answers = 2
    consumer.poll(max_records=9, timeout_s=0.0)
    consumer.poll(max_records=9, timeout_s=0.0)
    assert client.polled_from == [{PLACE: 3, OTHER: 0}] * 2


def test_after_a_refused_commit_the_records_come_again() -> None:
    """The same member may have the partition after the rebalance: nobody else would begin anew."""
    client, consumer = Client(), KafkaConsumer("127.0.0.1:1", "g", ["t"])
    consumer._client = client
    client.answers = 2
    record = Record(
        topic="t", partition=0, offset=6, timestamp_ms=0, key=None, value=b"", headers=()
    )
    consumer.commit([record])
    consumer.poll(max_records=9, timeout_s=0.0)
    assert client.polled_from == [{PLACE: 3, OTHER: 0}]
