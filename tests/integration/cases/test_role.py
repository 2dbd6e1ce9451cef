"""The role ``cases`` as a process of its own, against a real Kafka, killed in the middle."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from leitstand.broker.kafka import KafkaProducer
from leitstand.broker.ports import Outgoing
from leitstand.cases import CaseStore
from leitstand.deploy.roles.cases import ROLE
from leitstand.deploy.servers import KafkaServer, start, stop
from leitstand.deploy.settings import Home, Settings
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.examples import load_all
from leitstand.schemas.topics import ASSESSMENTS

LIMIT_S = 60.0


@pytest.fixture
def template() -> Assessment:
    """Return the example of a violation."""
    (value,) = (e.value for e in load_all() if (e.topic, e.name) == (ASSESSMENTS, "violation"))
    return msgspec.json.decode(value, type=Assessment)


def violations(template: Assessment, numbers: range) -> list[Outgoing]:
    events = [
        msgspec.structs.replace(template, event_id=UUID(int=n), occurred_at=datetime.now(UTC))
        for n in numbers
    ]
    return [
        Outgoing(
            topic=ASSESSMENTS, key=str(event.event_id).encode(), value=msgspec.json.encode(event)
        )
        for event in events
    ]


@contextmanager
def reading(home: Home, settings: Settings, tenant: str) -> Iterator[CaseStore]:
    store = CaseStore(home.case_store_url(settings), tenant=tenant)
    yield store
    store.dispose()


def events_in(store: CaseStore) -> list[UUID]:
    return [e.event_id for case in store.list() for e in store.get(case.number).evidence]


def wait_for(store: CaseStore, number: int) -> None:
    deadline = time.monotonic() + LIMIT_S
    while len(events_in(store)) < number and time.monotonic() < deadline:
        time.sleep(0.05)


def test_killed_again_and_again_every_event_is_in_its_case_once(
    kafka: KafkaServer, tmp_path: Path, template: Assessment
) -> None:
    """`kill -9` loses no finding and doubles none, and no timeline breaks."""
    home = Home(tmp_path)
    settings = Settings(tenant=template.tenant, kafka=kafka.servers)
    home.save(settings)
    producer = KafkaProducer(kafka.servers)
    sent = 0
    process = start(home, settings, ROLE)
    try:
        with reading(home, settings, template.tenant) as store:
            for _ in range(3):
                producer.send_all(violations(template, range(sent, sent + 500)))
                sent += 500
                # Somewhere in the middle of the batch, wherever that is this time.
                wait_for(store, sent - 499)
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                process = start(home, settings, ROLE)
            wait_for(store, sent)
            found = events_in(store)
            assert sorted(found) == [UUID(int=n) for n in range(sent)]
            assert store.broken_timelines() == ()
    finally:
        producer.close()
        stop(process)
    assert process.returncode == 0
