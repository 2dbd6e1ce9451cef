"""Promise P1 under ``kill -9``: what was acknowledged is one row or one dead letter."""

import os
from collections.abc import Callable
from typing import Any

from leitstand.broker.kafka import KafkaProducer
from leitstand.broker.ports import Outgoing
from leitstand.deploy.commands.accounting import report_of
from leitstand.schemas import topics

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
EVENTS = 5_000 if LONG else 2_000


def test_workers_come_and_go_under_load(
    install: Callable[..., Any], wait_until: Callable[..., None]
) -> None:
    """Partitions move to a second worker, back, and to a third in its place; nothing is lost."""
    there = install()
    there.start("sink")
    there.start("assess")
    with there.draining():
        there.send(EVENTS)
        there.start("assess-1")
        wait_until(lambda: there.rows() >= EVENTS // 3, "a third")
        assert there.end("assess") == 0
        there.send(EVENTS)
        wait_until(lambda: there.rows() >= EVENTS, "half")
        there.start("assess")
        there.kill("assess-1")
        there.rest()
    report = report_of(there.home)
    assert report.complete, report
    assert report.rows == 2 * EVENTS


def test_the_oracle_sees_one_loss_and_one_double(
    install: Callable[..., Any], wait_until: Callable[..., None]
) -> None:
    """A test that cannot fail is a defect: each injected fault turns the account red."""
    there = install()
    there.start("assess")
    there.start("sink")
    with there.draining():
        there.send(50)
        poison = Outgoing(topic=topics.INTERACTIONS, key=b"k", value=b"{", headers=())
        producer = KafkaProducer(there.settings.kafka_servers)
        producer.send_all([poison])
        producer.close()
        there.rest()
    before = report_of(there.home)
    assert before.complete, before

    (lost, doubled), *_ = there.query(
        "SELECT toString(min(event_id)), toString(max(event_id)) FROM assessments_current"
    )
    there.command(f"DELETE FROM assessments WHERE event_id = '{lost}'")  # noqa: S608 - a UUID
    later = "* REPLACE (occurred_at + INTERVAL 2 HOUR AS occurred_at)"
    there.command(
        f"INSERT INTO assessments SELECT {later} FROM assessments WHERE event_id = '{doubled}'"  # noqa: S608 - a UUID
    )
    after = report_of(there.home)
    assert (after.missing, after.doubled) == ((lost,), (doubled,))
    assert after.rows == before.rows
