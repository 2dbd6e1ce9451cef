"""What only the broker in memory can do."""

from datetime import UTC, datetime

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import BrokerUnavailableError, Outgoing

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_it_goes_away_and_comes_back() -> None:
    """While away everything raises; afterwards nothing is lost."""
    broker = MemoryBroker({"t": 1})
    producer, consumer = broker.producer(), broker.consumer("g", ["t"])
    producer.send_all([Outgoing(topic="t", key=b"1", value=b"")])
    broker.set_available(False)
    with pytest.raises(BrokerUnavailableError):
        producer.send_all([Outgoing(topic="t", key=b"2", value=b"")])
    with pytest.raises(BrokerUnavailableError):
        consumer.poll(max_records=1, timeout_s=0)
    broker.set_available(True)
    assert [r.key for r in consumer.poll(max_records=9, timeout_s=0)] == [b"1"]


def test_time_of_the_append_is_the_injected_clock() -> None:
    """Tests decide what time the broker has."""
    broker = MemoryBroker({"t": 1}, clock=lambda: MOMENT)
    broker.producer().send_all([Outgoing(topic="t", key=b"1", value=b"")])
    assert broker.records("t")[0].timestamp_ms == int(MOMENT.timestamp() * 1000)


def test_a_member_that_lost_its_partitions_commits_nothing() -> None:
    """After the partitions were dealt anew, an old commit does not move the group."""
    broker = MemoryBroker({"t": 1})
    broker.producer().send_all([Outgoing(topic="t", key=b"1", value=b"")])
    old = broker.consumer("g", ["t"])
    polled = old.poll(max_records=9, timeout_s=0)
    broker.consumer("g", ["t"])
    old.commit(polled)
    assert len(old.poll(max_records=9, timeout_s=0)) == 1


def test_a_rewind_while_it_is_away_is_made_up_for() -> None:
    """The first poll after the outage begins at the last commit, not behind what was polled."""
    broker = MemoryBroker({"t": 1})
    broker.producer().send_all([Outgoing(topic="t", key=b"1", value=b"")])
    consumer = broker.consumer("g", ["t"])
    assert len(consumer.poll(max_records=9, timeout_s=0)) == 1
    broker.set_available(False)
    with pytest.raises(BrokerUnavailableError):
        consumer.rewind()
    broker.set_available(True)
    assert [r.key for r in consumer.poll(max_records=9, timeout_s=0)] == [b"1"]
