"""The role ``gateway`` in an installation: agreement from the register, events into a real Kafka."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.capture.gateway.config import FILE_NAME, GatewayConfig, UpstreamConfig, save
from leitstand.deploy.ports import free_ports
from leitstand.deploy.roles import gateway
from leitstand.deploy.servers import running
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import acknowledged, passed
from leitstand.register import publish
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.clock import utc_now
from leitstand.schemas.register import Interval
from leitstand.schemas.topics import INTERACTIONS
from leitstand.schemas.vocabulary import AgreementKind, ObjectKind
from leitstand.vault import DayKeys

TENANT = "gatewaydorf"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Guten Tag"}]}
LIMIT_S = 60


async def answer(_request: Request) -> JSONResponse:
    choice = {"index": 0, "message": {"content": "Guten Tag"}, "finish_reason": "stop"}
    return JSONResponse({"id": "chatcmpl-9aB1cD2e", "choices": [choice]})


UPSTREAM = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])


@pytest.fixture
def home(tmp_path: Path, serve: Callable[..., str]) -> Home:
    home = Home(tmp_path)
    DayKeys.create(home.vault, TENANT, datetime.now(UTC).date(), 2)
    config = GatewayConfig(upstream=UpstreamConfig(url=serve(UPSTREAM)))
    save(home.data / FILE_NAME, config)
    return home


@contextmanager
def gateway_of(home: Home, kafka_servers: str) -> Generator[str]:
    """Run the role; give its address."""
    settings = Settings(tenant=TENANT, ports=free_ports(), kafka=kafka_servers)
    home.save(settings)
    with running(home, settings, gateway.ROLE):
        yield f"http://{settings.host}:{settings.ports.gateway}/v1/chat/completions"


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

    Started again while Kafka is away, it remembers the agreement and keeps what it records.
    """
    with gateway_of(home, kafka.servers) as url:
        assert httpx.post(url, json=CHAT).status_code == 503
        publish_agreement(kafka.servers)
        wait_for(lambda: httpx.post(url, json=CHAT).status_code == 200)
        ids = {httpx.post(url, json=CHAT).headers["x-leitstand-event"] for _ in range(20)}
        wait_for(lambda: ids <= arrived(kafka.servers))
    with gateway_of(home, "127.0.0.1:1") as url:
        later = httpx.post(url, json=CHAT)
        assert later.status_code == 200
    kept = {(key or b"").decode() for _, key in acknowledged(home.outbox)}
    assert later.headers["x-leitstand-event"] in kept
    with gateway_of(home, kafka.servers):
        wait_for(lambda: kept <= arrived(kafka.servers))
    # The gateway's own count, which refused requests are no part of, is that of its records.
    counts = [(one.begun, one.under_way, one.recorded) for one in passed(home.outbox)]
    assert counts == [(21, 0, 21), (1, 0, 1)]
