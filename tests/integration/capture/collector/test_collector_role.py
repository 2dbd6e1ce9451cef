"""The role ``collector`` in an installation: agreement from the register, events into a real Kafka."""

import hashlib
import http.client
import socket
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.capture.agreement import AGREEMENT_FILE
from leitstand.capture.collector.config import (
    FILE_NAME,
    CollectorConfig,
    LimitsConfig,
    ProducerConfig,
)
from leitstand.deploy.collector import process
from leitstand.deploy.command import UserError
from leitstand.deploy.gateway.listener import Listener
from leitstand.deploy.ports import free_ports
from leitstand.deploy.roles import collector
from leitstand.deploy.servers import running
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import acknowledged
from leitstand.register import publish
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.clock import utc_now
from leitstand.schemas.register import Interval
from leitstand.schemas.topics import INTERACTIONS
from leitstand.schemas.vocabulary import AgreementKind, ObjectKind
from leitstand.vault import DayKeys

TENANT = "collectordorf"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
KEY = {"authorization": "Bearer k"}
KNOWN = ProducerConfig(name="portal", key_sha256=hashlib.sha256(b"k").hexdigest())
LIMIT_S = 60


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    DayKeys.create(home.vault, TENANT, datetime.now(UTC).date(), 2)
    config = CollectorConfig(producers=(KNOWN,), limits=LimitsConfig(requests_at_once=2))
    (home.data / FILE_NAME).write_bytes(msgspec.yaml.encode(config))
    return home


@contextmanager
def collector_of(home: Home, kafka_servers: str) -> Generator[str]:
    """Run the role; give its address."""
    settings = Settings(tenant=TENANT, ports=free_ports(), kafka=kafka_servers)
    home.save(settings)
    with running(home, settings, collector.ROLE):
        yield f"http://{settings.host}:{settings.ports.collector}"


def event(number: int) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(number),
        "source": "/portal",
        "type": "leitstand.observed.v1",
        "time": datetime.now(UTC).isoformat(),
        "data": {"operation": "chat", "messages": [{"where": "prompt", "text": "Guten Tag"}]},
    }


def send(url: str, number: int) -> httpx.Response:
    headers = {"content-type": "application/cloudevents+json"} | KEY
    return httpx.post(f"{url}/events", content=msgspec.json.encode(event(number)), headers=headers)


def publish_agreement(servers: str) -> None:
    """Put an agreement that is in force into the register."""
    agreement = Agreement(
        kind=AgreementKind.SERVICE_AGREEMENT, title="DV KI", signed=date(2026, 1, 1)
    )
    objects = {ObjectKind.AGREEMENT: {"dv-ki": (Interval(valid_from=BEGIN, value=agreement),)}}
    producer, reader = KafkaProducer(servers), KafkaReader(servers)
    publish(objects, producer, reader, tenant=TENANT, by="test", clock=utc_now)
    producer.close()
    reader.close()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def arrived(servers: str) -> set[str]:
    reader = KafkaReader(servers)
    try:
        return {(record.key or b"").decode() for record in reader.read_to_end(INTERACTIONS)}
    finally:
        reader.close()


def test_from_the_register_to_kafka(kafka: Any, home: Home) -> None:
    """It refuses until the register has an agreement, then records; what it acknowledged arrives.

    Started again while Kafka is away, it remembers the agreement and keeps what it takes.
    """
    with collector_of(home, kafka.servers) as url:
        assert send(url, 0).status_code == 503
        publish_agreement(kafka.servers)
        wait_for(lambda: send(url, 1).status_code == 202)
        ids = {send(url, number).json()["ids"][0] for number in range(2, 22)}
        wait_for(lambda: ids <= arrived(kafka.servers))
        check_hostile_requests(url)
        check_too_many_at_once(url)
    with collector_of(home, "127.0.0.1:1") as url:
        later = send(url, 99).json()["ids"][0]
    kept = {(key or b"").decode() for _, key in acknowledged(home.outbox)}
    assert later in kept
    with collector_of(home, kafka.servers):
        wait_for(lambda: kept <= arrived(kafka.servers))


def check_hostile_requests(url: str) -> None:
    """Headers without an end are cut off, larger ones than the limit are refused with a problem."""
    host, port = url.removeprefix("http://").split(":")
    assert status_of_headers(host, int(port), 10_000_000) in (400, None)
    assert status_of_headers(host, int(port), 40_000) == 431
    assert httpx.get(f"{url}/healthz").status_code == 200


def status_of_headers(host: str, port: int, size: int) -> int | None:
    """Send headers of that size; return the status, None where the connection was just closed."""
    with socket.create_connection((host, port), timeout=LIMIT_S) as link:
        try:
            link.sendall(b"POST /events HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n")
            for _ in range(size // 10_000):
                link.sendall(b"x-large: " + b"x" * 9_989 + b"\r\n")
            link.sendall(b"\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            answer = http.client.HTTPResponse(link)
            answer.begin()
        except (http.client.HTTPException, ConnectionResetError):
            return None
        return answer.status


def check_too_many_at_once(url: str) -> None:
    """While two requests hold their places a third gets 429; then it is taken."""
    host, port = url.removeprefix("http://").split(":")
    head = (
        "POST /events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n"
        "content-type: application/cloudevents+json\r\ncontent-length: 1000\r\n\r\n{"
    )
    slow = [socket.create_connection((host, int(port))) for _ in range(2)]
    for link in slow:
        link.sendall(head.encode())
    wait_for(lambda: send(url, 50).status_code == 429)
    for link in slow:
        link.close()
    wait_for(lambda: send(url, 50).status_code == 202)


def test_others_reach_only_named_producers(tmp_path: Path) -> None:
    """Without keys it listens on a loopback address only."""
    everywhere = Listener(host="0.0.0.0", port=0)  # noqa: S104 # the address to be refused
    with pytest.raises(UserError, match="names no producers"):
        process.plan(Home(tmp_path), Settings(), everywhere)


def test_an_evaluation_is_for_this_machine_only(tmp_path: Path) -> None:
    """Also where producers are named."""
    key = "0" * 64
    (tmp_path / FILE_NAME).write_text(f"producers: [{{name: portal, key_sha256: '{key}'}}]")
    agreement = "{kind: evaluation, title: Probe, signed: 2026-03-01, ends: 2026-03-31}"
    (tmp_path / AGREEMENT_FILE).write_text(agreement)
    everywhere = Listener(host="0.0.0.0", port=0)  # noqa: S104 # the address to be refused
    with pytest.raises(UserError, match="this machine only"):
        process.plan(Home(tmp_path), Settings(), everywhere)


def test_a_wrong_file_names_its_field(tmp_path: Path) -> None:
    """And where to read on."""
    (tmp_path / FILE_NAME).write_text("limits: {events: 0}")
    with pytest.raises(UserError, match=r"collector\.yaml.*limits\.events") as caught:
        process.plan(Home(tmp_path), Settings(), Listener(host="127.0.0.1", port=0))
    assert "docs/collector.md" in caught.value.remedy
