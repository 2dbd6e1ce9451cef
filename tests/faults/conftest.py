"""A whole small installation: real Kafka, real ClickHouse engine, real roles as processes.

Events enter by the outbox, as they do in life, so that what was acknowledged can be asked for.
"""

# pyright: basic
# clickhouse-connect carries few types.

import itertools
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

with warnings.catch_warnings():
    # Loaded before the project's own filters are: kafka-python 3.0.12 reads its files by
    # deprecated functions.
    warnings.simplefilter("ignore", DeprecationWarning)
    from leitstand.broker.admin import ensure_topics
    from leitstand.broker.kafka import KafkaProducer, KafkaReader

from leitstand.capture import Basis, Grant, Observed, Recorder
from leitstand.deploy import clickhouse, servers
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Outbox
from leitstand.register import POLICY_ID, publish
from leitstand.schemas import topics
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import (
    Message,
    Usage,
)
from leitstand.schemas.policy import LocalText, PolicyDocument, PolicyRule
from leitstand.schemas.register import Application, Interval
from leitstand.schemas.vocabulary import (
    AgreementKind,
    Approval,
    Category,
    Channel,
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

LIMIT_S = 300.0
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


class Allowed:
    """A gate for tests that are not about the gate."""

    def ask(self, at: datetime, application: str) -> Grant:
        return Grant(basis=Basis.IN_FORCE)


def observed(**changes: Any) -> Observed:
    """Return an ordinary interaction as a gateway sees it."""
    ordinary = Observed(
        occurred_at=utc_now(),
        channel=Channel.GATEWAY,
        application="chat",
        operation=Operation.CHAT,
        status=Status.OK,
        completeness=Completeness.COMPLETE,
        provider=Provider.OPENAI,
        user="fiktiv-0001@musterstadt.example",
        request_model="gpt-4o",
        usage=Usage(source=UsageSource.PROVIDER, input=100, output=20),
        messages=(Message(where=Where.PROMPT, text="Einladung zum Elternabend"),),
    )
    return replace(ordinary, **changes)


_DRAIN = """
import pathlib, sys, threading
from leitstand.broker.kafka import KafkaProducer
from leitstand.outbox import Drain
Drain(pathlib.Path(sys.argv[1]), KafkaProducer(sys.argv[2])).run(threading.Event())
"""


@dataclass(kw_only=True)
class Installation:
    """A running installation and what a test does with it."""

    home: Home
    settings: Settings
    sealer: Sealer
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, role: str, instance: int = 0) -> None:
        """Start one instance of a role and return when it is healthy."""
        module = import_module(f"leitstand.deploy.roles.{role}")
        name = f"{role}-{instance}" if instance else role
        self.home.logs.mkdir(parents=True, exist_ok=True)
        command = ["run", role, "--data", str(self.home.data), "--instance", str(instance)]
        with (self.home.logs / f"{name}.log").open("ab") as log:
            process = self.processes[name] = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "leitstand.deploy.cli", *command],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

        def healthy_or_gone() -> bool:
            assert process.poll() is None, f"{name} did not start"
            return bool(module.ROLE.healthy(self.home, self.settings, instance))

        wait_until(healthy_or_gone, f"{name} is healthy")

    def kill(self, name: str) -> None:
        """End one process without a word of warning."""
        self.processes[name].kill()
        self.processes[name].wait()

    def revive(self, roles: Sequence[str]) -> None:
        """Start again what ended by itself, as the supervisor would."""
        for role in roles:
            if self.processes[role].poll() is not None:
                self.start(role)

    def end(self, name: str) -> int:
        """Ask one process to stop, as a supervisor does, and return its exit code."""
        servers.stop(self.processes[name])
        return self.processes[name].wait()

    def stop(self) -> None:
        """End everything, last started first."""
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                servers.stop(process)

    def record(self, many: Sequence[Observed]) -> list[UUID]:
        """Capture interactions; they are acknowledged when this returns."""
        outbox = Outbox(self.home.outbox, "gateway")
        recorder = Recorder(
            tenant=self.settings.tenant,
            outbox=outbox,
            sealer=self.sealer,
            agreement_gate=Allowed(),
        )
        try:
            return recorder.record_all(many)
        finally:
            outbox.close()

    def send(self, count: int) -> list[UUID]:
        """Capture that many ordinary interactions of the last two weeks."""
        now = utc_now()
        return self.record(
            [
                observed(occurred_at=now - timedelta(minutes=7 * number % 20_000))
                for number in range(count)
            ]
        )

    @contextmanager
    def draining(self) -> Generator[None]:
        """Let the outbox flow to Kafka meanwhile, from a process of its own as in life."""
        command = [sys.executable, "-c", _DRAIN, str(self.home.outbox), self.settings.kafka_servers]
        process = subprocess.Popen(command)  # noqa: S603 - our own command
        try:
            yield
        finally:
            servers.stop(process)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask ClickHouse."""
        client = clickhouse.connect(self.home, self.settings, clickhouse.Account.ADMIN)
        try:
            return [tuple(row) for row in client.query(sql).result_rows]
        finally:
            client.close()

    def command(self, sql: str) -> None:
        """Change something in ClickHouse behind everybody's back."""
        client = clickhouse.connect(self.home, self.settings, clickhouse.Account.ADMIN)
        client.command(sql)
        client.close()

    def rows(self) -> int:
        """Count what arrived."""
        (found,) = self.query(
            "SELECT (SELECT count() FROM assessments_current)"
            " + (SELECT count() FROM dead_letters FINAL)"
        )
        return int(found[0])


@pytest.fixture(name="wait_until")
def _wait_until() -> Callable[[Callable[[], bool], str], None]:
    return wait_until


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll until it holds. Fails with ``what`` after a generous limit."""
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never happened: {what}")
        time.sleep(0.1)


@contextmanager
def installed(directory: Path, sealer: Any = None) -> Generator[Installation]:
    """Run Kafka and ClickHouse with keys, topics, tables and a register; no role of ours yet."""
    home, settings = servers.new_installation(directory)
    DayKeys.create(home.vault, settings.tenant, utc_now().date(), 3)
    paths = VaultPaths(home.vault)
    RegisterKey.create(paths.register, settings.tenant)
    there = Installation(
        home=home,
        settings=settings,
        sealer=sealer or Sealer(PublicKeys(paths.public), settings.tenant, utc_now),
    )
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


@pytest.fixture(name="observed")
def _observed() -> Callable[..., Observed]:
    return observed


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """Return a function that makes an installation which ends with the test."""
    numbers = itertools.count()
    with ExitStack() as ending:
        yield lambda sealer=None: ending.enter_context(
            installed(tmp_path / f"installation-{next(numbers)}", sealer)
        )
