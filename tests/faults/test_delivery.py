"""The log says things twice, in another order, or under a new leader; every event counts once."""

import os
import random
from collections.abc import Sequence

import pytest
from tests.faults.installation import wait_until
from tests.faults.wired import Wired

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing, Record
from leitstand.schemas import topics

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
RESTARTS = 3 if LONG else 1


def again(records: Sequence[Record]) -> list[Outgoing]:
    """Return some records, each at least once, shuffled."""
    chance = random.Random(1)  # noqa: S311 - repeatable, no secret
    chosen = [*records, *chance.choices(records, k=len(records) // 2)]
    chance.shuffle(chosen)
    return [
        Outgoing(topic=one.topic, key=one.key, value=one.value, headers=one.headers)
        for one in chosen
    ]


@pytest.mark.parametrize("topic", [topics.INTERACTIONS, topics.ASSESSMENTS, topics.DEAD_LETTERS])
def test_duplicated_and_reordered_delivery(wired: Wired, topic: str) -> None:
    """Everything that ever was on a topic comes again, late before early; nothing changes."""
    wired.traffic.flow()
    told = len(wired.traffic.told)
    wait_until(lambda: len(wired.traffic.told) > told + 20, "traffic flows")
    wired.account()
    servers = wired.there.settings.kafka_servers
    reader, producer = KafkaReader(servers), KafkaProducer(servers)
    before = wired.there.rows()
    producer.send_all(again(reader.read_to_end(topic)))
    reader.close()
    producer.close()
    wired.account()
    assert wired.there.rows() == before


def test_a_new_leader_epoch(wired: Wired) -> None:
    """The broker dies and comes back again and again, each time as leader of another epoch."""
    wired.traffic.flow()
    for _ in range(RESTARTS):
        told = len(wired.traffic.told)
        wait_until(lambda told=told: len(wired.traffic.told) > told + 10, "traffic flows")  # type: ignore[misc] # bound here
        wired.there.kill("kafka")
        wired.start_kafka()
    wired.account()
