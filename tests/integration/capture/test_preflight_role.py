"""The role ``gateway`` with a rule that blocks: policy from the register, errors as a person reads them."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import openai
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.capture.gateway.config import (
    FILE_NAME,
    GatewayConfig,
    PreflightConfig,
    UpstreamConfig,
    save,
)
from leitstand.capture.preflight import PreflightMode
from leitstand.deploy.policy_files import load_policy
from leitstand.deploy.ports import free_ports
from leitstand.deploy.roles import gateway
from leitstand.deploy.servers import running
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox.segments import all_frames
from leitstand.register import POLICY_ID, publish
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Interaction, InteractionRecord
from leitstand.schemas.register import Application, Interval
from leitstand.schemas.vocabulary import (
    AgreementKind,
    Approval,
    Mode,
    ObjectKind,
    Place,
    RiskClass,
    Status,
    Verdict,
)
from leitstand.vault import DayKeys, RegisterKey, VaultPaths

TENANT = "sperrdorf"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT_S = 60
DIRTY = "Bitte überweise auf DE89 3704 0044 0532 0130 00."
CLEAN = "Bitte schreibe eine Einladung zum Elternabend."


class Upstream:
    """Answers, and counts what reached it."""

    def __init__(self) -> None:
        self.asked = 0
        self.app = Starlette(routes=[Route("/{path:path}", self._answer, methods=["POST"])])

    async def _answer(self, _request: Request) -> JSONResponse:
        self.asked += 1
        choice = {"index": 0, "message": {"content": "Gern."}, "finish_reason": "stop"}
        return JSONResponse({"id": "chatcmpl-9aB1cD2e", "choices": [choice]})


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def home(tmp_path: Path, serve: Callable[..., str], upstream: Upstream) -> Home:
    home = Home(tmp_path)
    DayKeys.create(home.vault, TENANT, datetime.now(UTC).date(), 2)
    RegisterKey.create(VaultPaths(home.vault).register, TENANT)
    config = GatewayConfig(
        upstream=UpstreamConfig(url=serve(upstream.app)),
        preflight=PreflightConfig(mode=PreflightMode.ENFORCE),
        default_application="chat",
    )
    save(home.data / FILE_NAME, config)
    return home


@contextmanager
def client_of(home: Home, kafka_servers: str) -> Generator[openai.OpenAI]:
    """Run the role; give a client of it."""
    settings = Settings(tenant=TENANT, ports=free_ports(), kafka=kafka_servers)
    home.save(settings)
    url = f"http://{settings.host}:{settings.ports.gateway}/v1"
    with (
        running(home, settings, gateway.ROLE),
        openai.OpenAI(base_url=url, api_key="k", max_retries=0) as client,
    ):
        yield client


def publish_rules(servers: str) -> None:
    """Put an agreement, an application and a policy whose rule blocks into the register."""
    document = load_policy(None)
    blocking = tuple(
        msgspec.structs.replace(rule, mode=Mode.BLOCK)
        for rule in document.rules
        if rule.check == "personal_data"
    )
    chat = Application(
        title="Chat",
        operator="Beispiel GmbH",
        place=Place.CLOUD,
        risk_class=RiskClass.LIMITED,
        approval=Approval.APPROVED,
        owner="hauptamt",
    )
    agreement = Agreement(
        kind=AgreementKind.SERVICE_AGREEMENT, title="DV KI", signed=date(2026, 1, 1)
    )
    values: dict[ObjectKind, tuple[str, Any]] = {
        ObjectKind.POLICY: (POLICY_ID, msgspec.structs.replace(document, rules=blocking)),
        ObjectKind.APPLICATION: ("chat", chat),
        ObjectKind.AGREEMENT: ("dv-ki", agreement),
    }
    objects = {
        kind: {name: (Interval[Any](valid_from=BEGIN, value=value),)}
        for kind, (name, value) in values.items()
    }
    producer, reader = KafkaProducer(servers), KafkaReader(servers)
    publish(objects, producer, reader, tenant=TENANT, by="test", clock=utc_now)
    producer.close()
    reader.close()


def ask(client: openai.OpenAI, text: str) -> str:
    """Ask; return ``ok`` or the code of the error."""
    try:
        client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": text}]
        )
    except openai.APIStatusError as error:
        return str(error.code)
    return "ok"


def ask_until(client: openai.OpenAI, text: str, wanted: str) -> None:
    deadline = time.monotonic() + LIMIT_S
    while (heard := ask(client, text)) != wanted:
        assert time.monotonic() < deadline, heard
        time.sleep(0.05)


def recorded(home: Home) -> list[Interaction]:
    """Return the open part of every event on disk, in order."""
    frames = [f for path in sorted(home.outbox.glob("*/*.seg")) for f in all_frames(path)]
    values = [frame.outgoing().value or b"" for frame in frames]
    records = [msgspec.json.decode(value, type=InteractionRecord) for value in values]
    return [msgspec.json.decode(bytes(record.open), type=Interaction) for record in records]


def test_a_rule_that_blocks(kafka: Any, home: Home, upstream: Upstream) -> None:
    """It stops the prompt and nothing else, says why in German, and is recorded."""
    publish_rules(kafka.servers)
    with client_of(home, kafka.servers) as client:
        ask_until(client, CLEAN, "ok")
        passed = upstream.asked
        with pytest.raises(openai.PermissionDeniedError) as caught:
            client.chat.completions.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": DIRTY}]
            )
        assert (caught.value.code, caught.value.type) == ("policy_blocked", "policy_violation")
        assert "personenbezogene" in caught.value.message
        assert caught.value.param in {rule.id for rule in load_policy(None).rules}
        assert upstream.asked == passed
    last = recorded(home)[-1]
    assert (last.status, last.preflight and last.preflight.verdict) == (
        Status.BLOCKED,
        Verdict.VIOLATION,
    )


def test_what_cannot_be_checked_stays_in_the_house(
    kafka: Any, home: Home, upstream: Upstream
) -> None:
    """Started while Kafka is away it knows the agreement, but no policy: closed, and recorded so."""
    publish_rules(kafka.servers)
    with client_of(home, kafka.servers) as client:
        ask_until(client, CLEAN, "ok")
    passed = upstream.asked
    with client_of(home, "127.0.0.1:1") as client:
        assert ask(client, CLEAN) == "not_checked"
    assert upstream.asked == passed
    last = recorded(home)[-1]
    assert (last.status, last.preflight and last.preflight.verdict) == (
        Status.BLOCKED,
        Verdict.NOT_CHECKED,
    )
