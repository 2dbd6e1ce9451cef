"""A whole small installation: real Kafka, real ClickHouse engine, real roles as processes.

Events enter by the outbox, as they do in life, so that what was acknowledged can be asked for.
"""

# pyright: basic
# clickhouse-connect carries few types.

import asyncio
import itertools
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from leitstand.broker.admin import ensure_topics
from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.deploy import clickhouse, servers
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Drain, Outbox
from leitstand.register import POLICY_ID, publish
from leitstand.schemas import topics
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.clock import utc_now
from leitstand.schemas.cloudevents import headers
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.interaction import (
    Capture,
    Client,
    Content,
    Interaction,
    InteractionRecord,
    Message,
    Sealed,
    Sizes,
    Usage,
)
from leitstand.schemas.policy import LocalText, PolicyDocument, PolicyRule
from leitstand.schemas.register import Application, Interval
from leitstand.schemas.vocabulary import (
    AgreementKind,
    Approval,
    Category,
    Channel,
    ClientName,
    Completeness,
    Mode,
    ObjectKind,
    Operation,
    Place,
    Provider,
    RiskClass,
    Route,
    Severity,
    Status,
    UsageSource,
    Where,
)
from leitstand.vault import DayKeys, PublicKeys, RegisterKey, Sealer, VaultPaths

Seal = Callable[[bytes, bytes], Sealed]
LIMIT_S = 120.0
"""Longest wait for anything; a machine that is busy elsewhere needs long."""
_SINCE = datetime(2025, 12, 31, 23, tzinfo=UTC)
_TEXT = LocalText(de="Text", en="text")


def _register() -> Mapping[ObjectKind, Mapping[str, Any]]:
    rule = PolicyRule(
        id="personal-data",
        check="personal_data",
        title=_TEXT,
        legal_basis="§ 5 Dienstanweisung (Beispiel)",
        mode=Mode.WARN,
        severity=Severity.HIGH,
        route=Route.DSB,
        categories=(Category.IBAN, Category.EMAIL),
        look_at=(Where.PROMPT, Where.ANSWER, Where.TOOL),
        tell_employee=_TEXT,
        tell_dsb=_TEXT,
    )
    chat = Application(
        title="Chat",
        operator="Beispiel GmbH",
        place=Place.CLOUD,
        risk_class=RiskClass.LIMITED,
        approval=Approval.APPROVED,
        owner="hauptamt",
    )
    basis = Agreement(
        kind=AgreementKind.SERVICE_AGREEMENT,
        title="Dienstvereinbarung (Beispiel)",
        signed=date(2025, 12, 15),
    )
    values: Mapping[ObjectKind, Mapping[str, Any]] = {
        ObjectKind.POLICY: {POLICY_ID: PolicyDocument(title=_TEXT, rules=(rule,))},
        ObjectKind.AGREEMENT: {"dienstvereinbarung": basis},
        ObjectKind.APPLICATION: {"chat": chat},
    }
    return {
        kind: {
            name: (Interval[Any](valid_from=_SINCE, value=value),) for name, value in held.items()
        }
        for kind, held in values.items()
    }


def interaction(
    tenant: str, sequence: int, producer: str, occurred_at: datetime | None = None
) -> Interaction:
    """Return the open part of an ordinary interaction."""
    at = occurred_at or utc_now()
    return Interaction(
        tenant=tenant,
        event_id=new_event_id(at),
        occurred_at=at,
        recorded_at=utc_now(),
        capture=Capture(
            channel=Channel.GATEWAY,
            producer=producer,
            sequence=sequence,
            completeness=Completeness.COMPLETE,
        ),
        client=Client(name=ClientName.OPENAI_PYTHON),
        application="chat",
        operation=Operation.CHAT,
        provider=Provider.OPENAI,
        request_model="gpt-4o",
        status=Status.OK,
        usage=Usage(source=UsageSource.PROVIDER, input=100, output=20),
        sizes=Sizes(messages=1, prompt_characters=40),
    )


def as_outgoing(open_part: Interaction, content: Content, seal: Seal) -> Outgoing:
    """Return the record of an interaction."""
    open_bytes = msgspec.json.encode(open_part)
    sealed = seal(open_bytes, msgspec.json.encode(content))
    return Outgoing(
        topic=topics.INTERACTIONS,
        key=str(open_part.event_id).encode(),
        value=msgspec.json.encode(InteractionRecord(open=msgspec.Raw(open_bytes), sealed=sealed)),
        headers=headers(
            event_id=open_part.event_id,
            source=f"/{open_part.tenant}/gateway",
            event_type=topics.INTERACTIONS,
            time=open_part.occurred_at,
            tenant=open_part.tenant,
        ),
    )


@dataclass(kw_only=True)
class Installation:
    """A running installation and what a test does with it."""

    home: Home
    settings: Settings
    seal: Seal
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, role: str) -> None:
        """Start one role and return when it is healthy."""
        module = import_module(f"leitstand.deploy.roles.{role}")
        self.processes[role] = servers.start(self.home, self.settings, module.ROLE)

    def kill(self, role: str) -> None:
        """End one role without a word of warning."""
        self.processes[role].kill()
        self.processes[role].wait()

    def stop(self) -> None:
        """End everything, last started first."""
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                servers.stop(process)

    def send(self, count: int, content: Callable[[int], Content] | None = None) -> set[UUID]:
        """Append events to the outbox; they are acknowledged when this returns."""
        write = content or (lambda number: said(f"Einladung zum Elternabend Nummer {number}"))
        outbox = Outbox(self.home.outbox, "gateway")
        sent: set[UUID] = set()

        def build(sequence: int) -> Outgoing:
            at = utc_now() - timedelta(minutes=7 * sequence % 20_000)
            open_part = interaction(self.settings.tenant, sequence, outbox.producer, at)
            sent.add(open_part.event_id)
            return as_outgoing(open_part, write(sequence), self.seal)

        async def append_all() -> None:
            await asyncio.gather(*(outbox.append_async(build) for _ in range(count)))

        asyncio.run(append_all())
        outbox.close()
        return sent

    @contextmanager
    def draining(self) -> Generator[None]:
        """Let the outbox flow to Kafka meanwhile."""
        stop = threading.Event()
        drain = Drain(self.home.outbox, KafkaProducer(self.settings.kafka_servers))
        thread = threading.Thread(target=drain.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask ClickHouse."""
        client = clickhouse.connect(self.home, self.settings, clickhouse.Account.ADMIN)
        try:
            return [tuple(row) for row in client.query(sql).result_rows]
        finally:
            client.close()

    def rows(self) -> int:
        """Count what arrived."""
        (found,) = self.query(
            "SELECT (SELECT count() FROM assessments_current)"
            " + (SELECT count() FROM dead_letters FINAL)"
        )
        return int(found[0])


def said(text: str) -> Content:
    """Return the sealed part of a prompt."""
    return Content(
        user="fiktiv-0001@musterstadt.example", messages=(Message(where=Where.PROMPT, text=text),)
    )


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll until it holds. Fails with ``what`` after a generous limit."""
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never happened: {what}")
        time.sleep(0.1)


@contextmanager
def installed(directory: Path, seal: Seal | None = None) -> Generator[Installation]:
    """Run Kafka and ClickHouse with keys, topics, tables and a register; no role of ours yet."""
    home, settings = servers.new_installation(directory)
    DayKeys.create(home.vault, settings.tenant, utc_now().date(), 3)
    paths = VaultPaths(home.vault)
    RegisterKey.create(paths.register, settings.tenant)
    sealer = Sealer(PublicKeys(paths.public), settings.tenant, utc_now)
    there = Installation(home=home, settings=settings, seal=seal or sealer.seal)
    with ExitStack() as ending:
        ending.callback(there.stop)
        for role in ("kafka", "endpoint"):
            there.start(role)
        clickhouse.migrator(home, settings).up()
        ensure_topics(settings.kafka_servers, topics.load_all().values(), settings.partitions, 1)
        _publish(settings)
        yield there


def _publish(settings: Settings) -> None:
    producer, reader = KafkaProducer(settings.kafka_servers), KafkaReader(settings.kafka_servers)
    publish(_register(), producer, reader, tenant=settings.tenant, by="test", clock=utc_now)
    producer.close()
    reader.close()


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Return a function that makes an installation which ends with the test."""
    numbers = itertools.count()
    with ExitStack() as ending:
        yield lambda seal=None: ending.enter_context(
            installed(tmp_path / f"installation-{next(numbers)}", seal)
        )
