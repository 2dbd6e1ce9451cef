"""The role web as ``leitstand up`` runs it, on a real Kafka and a real case register."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import msgspec
import pytest

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.cases import migrate
from leitstand.dashboards.accounts import create_demo
from leitstand.dashboards.preview import assessment, finding
from leitstand.deploy.roles import cases, web
from leitstand.deploy.servers import KafkaServer, running
from leitstand.schemas import topics
from leitstand.schemas.access import Access
from leitstand.schemas.vocabulary import AccessAction, Category

LIMIT_S = 60


@pytest.fixture
def address(kafka: KafkaServer) -> Iterator[str]:
    with running(kafka.home, kafka.settings, web.ROLE):
        yield f"http://{kafka.settings.host}:{kafka.settings.ports.web}"


@pytest.fixture
def client(address: str, kafka: KafkaServer) -> Iterator[httpx.Client]:
    """A browser in which the Datenschutzbeauftragte is signed in."""
    password = create_demo(web.accounts_file(kafka.home), [])
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as browser:
        browser.get("/sign-in")
        token = browser.cookies["leitstand-form"]
        form = {"account": "dsb", "password": password, "csrf": token}
        assert browser.post("/sign-in", data=form).status_code == 303
        yield browser


def accesses(kafka: KafkaServer) -> list[Access]:
    reader = KafkaReader(kafka.servers)
    try:
        records = reader.read_to_end(topics.ACCESSES)
    finally:
        reader.close()
    return [msgspec.json.decode(record.value or b"", type=Access) for record in records]


def test_a_look_reaches_the_topic_of_accesses(client: httpx.Client, kafka: KafkaServer) -> None:
    """By the disk outbox, durable before the page was answered."""
    assert client.get("/dsb").status_code == 200
    deadline = time.monotonic() + LIMIT_S
    wanted = {(AccessAction.SIGN_IN, "session"), (AccessAction.VIEW, "cases")}
    while not wanted <= {(found.action, found.object) for found in accesses(kafka)}:
        assert time.monotonic() < deadline, "the accesses did not arrive"
        time.sleep(0.2)


def test_a_verdict_on_kafka_reaches_a_live_page(client: httpx.Client, kafka: KafkaServer) -> None:
    """Assessment → cases → register → server-sent event with the id of the interaction."""
    migrate(kafka.home.case_store_url(kafka.settings))
    made = msgspec.structs.replace(
        assessment(datetime.now(UTC), "kita", finding(Category.IBAN)),
        tenant=kafka.settings.tenant,
    )
    outgoing = Outgoing(
        topic=topics.ASSESSMENTS,
        key=str(made.event_id).encode(),
        value=msgspec.json.encode(made),
    )
    with (
        running(kafka.home, kafka.settings, cases.ROLE),
        client.stream("GET", "/dsb/live?since=0", timeout=LIMIT_S) as stream,
    ):
        assert stream.headers["content-type"].startswith("text/event-stream")
        producer = KafkaProducer(kafka.servers)
        producer.send_all([outgoing])
        producer.close()
        for line in stream.iter_lines():
            if line.startswith("data: {"):
                told = json.loads(line.removeprefix("data: "))
                break
    assert told["events"] == [str(made.event_id)]
    assert client.get(f"/dsb/cases/{told['number']}").status_code == 200


def test_without_an_account_the_process_is_healthy_and_shows_nothing(address: str) -> None:
    """Health says nothing about the town."""
    with httpx.Client(base_url=address, trust_env=False) as browser:
        assert browser.get("/healthz").text == "ok"
        assert browser.get("/dsb").status_code == 303
