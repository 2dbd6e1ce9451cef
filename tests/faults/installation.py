"""A whole small installation: real Kafka, real ClickHouse engine, real roles as processes.

Events enter by the outbox, as they do in life, so that what was acknowledged can be asked for.
"""

# pyright: basic
# clickhouse-connect carries few types.

import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import msgspec

with warnings.catch_warnings():
    # Loaded before the project's own filters are: kafka-python 3.0.12 reads its files by
    # deprecated functions.
    warnings.simplefilter("ignore", DeprecationWarning)
    from leitstand.broker.admin import ensure_topics
    from leitstand.broker.kafka import KafkaProducer, KafkaReader
    from leitstand.streams.lag import LagMeter, is_stable

from leitstand.broker.ports import BrokerUnavailableError
from leitstand.capture import Basis, Grant, Observed, Recorder
from leitstand.deploy import clickhouse, servers
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Outbox, status
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
from leitstand.streams.groups import GROUPS, Groups
from leitstand.vault import DayKeys, PublicKeys, RegisterKey, Sealer, VaultPaths

LIMIT_S = 300.0
"""Longest wait for anything; a machine that is busy elsewhere needs long."""
ROOT = Path(__file__).parents[2]
_NO_ROLES = {"drain", "writer", "pipelines"}
_CLI = "leitstand.deploy.cli"
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


_ALL_GROUPS: Groups = {**GROUPS, "cases": (topics.ASSESSMENTS,)}


class Running(Protocol):
    """A process, however it was started; the part of Popen that is used here."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...

    def terminate(self) -> None: ...


def started(argv: Sequence[str], log: Path) -> Running:
    """Start a module of Python with arguments (``[module, argument …]``), output into a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", *argv],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=ROOT,
            # Warnings of libraries at import are no concern of a log that a test may read.
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )


Start = Callable[[Sequence[str], Path], Running]


@dataclass(kw_only=True)
class Installation:
    """A running installation and what a test does with it."""

    home: Home
    settings: Settings
    sealer: Sealer
    start_process: Start = started
    processes: dict[str, Running] = field(default_factory=dict)
    _meter: LagMeter | None = None

    def start(self, name: str, through: Sequence[str] = ()) -> None:
        """Start a role (``assess``, a second one is ``assess-1``); return when it is healthy."""
        self.launch(name, through)

        def healthy() -> bool:
            assert self.processes[name].poll() is None, f"{name} ended: {self.tail(name)}"
            return self.is_healthy(name)

        wait_until(healthy, f"{name} is healthy")

    def launch(self, name: str, through: Sequence[str] = ()) -> None:
        """Start a process by its name and return at once.

        ``through`` is what runs its command line instead of Python: a module and its arguments.
        """
        command = [*through, *self.command_line(name)]
        self.processes[name] = self.start_process(command, self.log(name))

    def command_line(self, name: str) -> Sequence[str]:
        """Return the module that is a process, and its arguments."""
        data = ("--data", str(self.home.data))
        if name == "drain":
            return ("tests.faults.drain", str(self.home.outbox), self.settings.kafka_servers)
        if name == "writer":
            paths = str(self.home.outbox), str(self.home.vault)
            return ("tests.faults.outbox_writer", *paths, "5000", "1")
        if name == "pipelines":
            return (_CLI, "pipelines", "run", *data)
        role, _, number = name.partition("-")
        return (_CLI, "run", role, "--instance", number or "0", *data)

    def is_healthy(self, name: str) -> bool:
        """Say whether a role is well; of what is no role, whether it runs."""
        if name in _NO_ROLES:
            return self.processes[name].poll() is None
        role, _, number = name.partition("-")
        module = import_module(f"leitstand.deploy.roles.{role}")
        return bool(module.ROLE.healthy(self.home, self.settings, int(number or 0)))

    def log(self, name: str) -> Path:
        """Return where a process writes."""
        return self.home.logs / f"{name}.log"

    def tail(self, name: str) -> str:
        """Return the end of a log."""
        path = self.log(name)
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""

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
        stop(self.processes[name])
        return self.processes[name].wait()

    def stop(self) -> None:
        """End everything, last started first."""
        if self._meter is not None:
            # First: kafka-python leaks a socket for each attempt to reach a broker that is gone.
            self._meter.close()
        for process in reversed(self.processes.values()):
            if process.poll() is None:
                stop(process)

    def at_rest(self) -> bool:
        """Say whether the outbox is empty and every group that is at work has read all."""
        if self._meter is None:
            self._meter = LagMeter(self.settings.kafka_servers)
        groups = {name: read for name, read in _ALL_GROUPS.items() if name in self.processes}
        waiting = status(self.home.outbox).waiting
        try:
            return is_stable(waiting, self._meter.measure(groups))
        except BrokerUnavailableError:
            return False

    def rest(self) -> None:
        """Wait until everything has come to rest."""
        wait_until(self.at_rest, "everything is at rest")

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
        self.launch("drain")
        try:
            yield
        finally:
            stop(self.processes.pop("drain"))

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


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll until it holds. Fails with ``what`` after a generous limit."""
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            message = f"never happened: {what}"
            raise AssertionError(message)
        time.sleep(0.1)


def stop(process: Running) -> None:
    """Ask a process to end and see to it that it does."""
    process.terminate()
    try:
        process.wait(servers.STOP_LIMIT_S)
    except (subprocess.TimeoutExpired, TimeoutError):
        process.kill()
        process.wait()


@contextmanager
def installed(
    directory: Path,
    sealer: Any = None,
    start_process: Start = started,
    between: Callable[[int], int] | None = None,
) -> Generator[Installation]:
    """Run Kafka and ClickHouse with keys, topics, tables and a register; no role of ours yet.

    ``between`` puts something in front of a port and returns the port that clients shall use: it is
    asked for Kafka's, then for ClickHouse's.
    """
    home, settings = servers.new_installation(directory)
    through: Sequence[str] = ()
    if between is not None:
        kafka, endpoint = between(settings.ports.kafka), between(settings.ports.endpoint)
        settings = msgspec.structs.replace(
            settings, kafka=f"127.0.0.1:{kafka}", clickhouse=f"http://127.0.0.1:{endpoint}"
        )
        home.save(settings)
        through = ("tests.faults.advertise", str(kafka))
    DayKeys.create(home.vault, settings.tenant, utc_now().date(), 3)
    paths = VaultPaths(home.vault)
    RegisterKey.create(paths.register, settings.tenant)
    there = Installation(
        home=home,
        settings=settings,
        sealer=sealer or Sealer(PublicKeys(paths.public), settings.tenant, utc_now),
        start_process=start_process,
    )
    with ExitStack() as ending:
        ending.callback(there.stop)
        there.start("kafka", through)
        there.start("endpoint")
        clickhouse.migrator(home, settings).up()
        ensure_topics(settings.kafka_servers, topics.load_all().values(), settings.partitions, 1)
        _publish(settings)
        yield there


def _publish(settings: Settings) -> None:
    producer, reader = KafkaProducer(settings.kafka_servers), KafkaReader(settings.kafka_servers)
    publish(_register(), producer, reader, tenant=settings.tenant, by="test", clock=utc_now)
    producer.close()
    reader.close()
