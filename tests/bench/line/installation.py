"""The whole line on this machine: real servers, real roles as processes, the fictional town's register."""

# pyright: basic
# clickhouse-connect carries few types.
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from tests.bench.line.meters import Processes

from leitstand.broker.ports import BrokerUnavailableError
from leitstand.deploy import clickhouse, servers
from leitstand.deploy.demo.installation import Installation, apply_register, prepare
from leitstand.deploy.ports import free_ports
from leitstand.deploy.process import PARENT_VARIABLE
from leitstand.deploy.settings import Home
from leitstand.deploy.stack.preparation import own_preparations
from leitstand.deploy.watermark import KafkaPositions, Stage
from leitstand.schemas import topics
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Category
from leitstand.streams import groups

LIMIT_S = 600.0
"""Longest wait for anything; each step has a shorter limit of its own."""
BROKER_LIMIT_S = 30.0
SERVERS = ("kafka", "endpoint")
_LOOK_S = 0.05
ABOUT_A_PERSON = frozenset({Category.HEALTH, Category.RELIGION, Category.UNION, Category.OTHER})
"""Statements that matter only about somebody: whoever looks for them has to look for names."""


class TooSlowError(Exception):
    """What was waited for did not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """A generator that waits for the word."""

    process: "subprocess.Popen[str]"

    def go(self) -> None:
        """Let it send."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def result(self) -> dict[str, Any]:
        """Wait until Kafka has everything and return what the generator says."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            message = f"the load generator ended with {self.process.wait()}"
            raise TooSlowError(message)
        found: dict[str, Any] = json.loads(line)
        return found


@dataclass(kw_only=True)
class Line:
    """A running installation. ``sent`` counts what its generators were told to send."""

    installation: Installation
    sent: int = 0
    _running: dict[tuple[str, int], "subprocess.Popen[Any]"] = field(default_factory=dict)
    _positions: KafkaPositions = field(init=False)
    meters: Processes = field(init=False)

    def __post_init__(self) -> None:
        self._positions = KafkaPositions(self.installation.settings.kafka_servers)
        self.meters = Processes(self._pids)

    @property
    def home(self) -> Home:
        """Its data directory."""
        return self.installation.home

    def only(self, **wanted: int) -> None:
        """Let exactly so many processes of each role run beside the servers; return when healthy."""
        chosen = {(role, n) for role, count in wanted.items() for n in range(count)}
        for role, number in [*self._running]:
            if role not in SERVERS and (role, number) not in chosen:
                self._stop(role, number)
        for role, number in sorted(chosen - self._running.keys()):
            self.launch(role, number)
        wait_until(
            lambda: all(self.is_well(*one) for one in chosen), f"{sorted(wanted)} are healthy"
        )

    def launch(self, role: str, number: int = 0) -> None:
        """Start one process of a role."""
        command = ["run", role, "--data", str(self.home.data), "--instance", str(number)]
        self.home.logs.mkdir(parents=True, exist_ok=True)
        with (self.home.logs / f"{role}-{number}.log").open("ab") as log:
            self._running[role, number] = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "leitstand.deploy.cli", *command],
                env=os.environ | {PARENT_VARIABLE: str(os.getpid())},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_well(self, role: str, number: int = 0) -> bool:
        """Say whether a process is healthy. Raises TooSlowError when it has ended."""
        if self._running[role, number].poll() is not None:
            log = (self.home.logs / f"{role}-{number}.log").read_text(errors="replace")
            message = f"{role} ended: {log[-2000:]}"
            raise TooSlowError(message)
        healthy = import_module(f"leitstand.deploy.roles.{role}").ROLE.healthy
        return bool(healthy(self.home, self.installation.settings, number))

    @contextmanager
    def load(self, *, events: int, rate: float = 0.0) -> Generator[Load]:
        """Lend a generator that is ready to send; end it if it has not ended itself."""
        arguments = ["--data", str(self.home.data), "--events", str(events), "--rate", str(rate)]
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "tests.bench.line.load", *arguments],
            env=os.environ | {PARENT_VARIABLE: str(os.getpid())},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._running["capture", 0] = process
        assert process.stdout is not None
        try:
            if process.stdout.readline() != "ready\n":
                message = "the load generator did not start"
                raise TooSlowError(message)
            self.sent += events
            yield Load(process=process)
        finally:
            del self._running["capture", 0]
            process.kill()
            process.communicate()

    def fill(self, events: int) -> dict[str, Any]:
        """Put a backlog into Kafka; return what the generator says and what it cost by stage."""
        with self.load(events=events) as load, self.meters.cost() as cost:
            load.go()
            said = load.result()
        return {
            "events_per_s": round(events / said["sent_s"]),
            "recorded_per_s": round(events / said["recorded_s"]),
            "cpu_us": cost.per_event(events),
        }

    def ends(self, topic: str) -> int:
        """Return how many records a topic has had."""
        return sum(patiently(lambda: self._positions.ends(topic)).values())

    def done(self, group: str, topic: str) -> int:
        """Return how many records of a topic a group has committed as done."""
        stage = Stage(group=group, topic=topic)
        return sum(patiently(lambda: self._positions.committed(stage)).values())

    def through(self) -> int:
        """Return how many assessments are rows, and looked at for cases.

        Compare with an earlier value: a worker that was stopped may have assessed an event twice.
        """
        return min(
            self.done(groups.SINK, topics.ASSESSMENTS), self.done("cases", topics.ASSESSMENTS)
        )

    def settle(self) -> None:
        """Wait until all that is in Kafka is assessed, and all assessments are through."""
        wait_until(
            lambda: (
                self.done(groups.ASSESS, topics.INTERACTIONS) >= self.ends(topics.INTERACTIONS)
                and self.through() >= self.ends(topics.ASSESSMENTS)
            ),
            "everything is through",
        )

    def client(self, account: clickhouse.Account = clickhouse.Account.ADMIN) -> Any:
        """Return a connection to ClickHouse; close it."""
        return clickhouse.connect(self.home, self.installation.settings, account)

    def query(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Ask ClickHouse."""
        client = self.client()
        try:
            return [tuple(row) for row in client.query(sql, parameters=parameters).result_rows]
        finally:
            client.close()

    def close(self) -> None:
        """End everything, last started first."""
        self.meters.close()
        self._positions.close()
        for role, number in reversed([*self._running]):
            self._stop(role, number)

    def _stop(self, role: str, number: int) -> None:
        process = self._running.pop((role, number))
        if process.poll() is None:
            servers.stop(process)

    def _pids(self) -> dict[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for (role, _), process in [*self._running.items()]:
            found.setdefault(role, []).append(process.pid)
        return dict(found)


@contextmanager
def running(directory: Path) -> Generator[Line]:
    """Run the servers with keys, topics, tables and the register whose rules need no names."""
    with ExitStack() as ending:
        line = Line(installation=prepare(Home(directory), free_ports()))
        ending.callback(line.close)
        prepared = own_preparations(line.home, line.installation.settings)
        for role in SERVERS:
            line.launch(role)
        for role in SERVERS:
            wait_until(partial(line.is_well, role), f"{role} is healthy")
            prepared[role]()
        use_policy(line, without_names)
        yield line


def use_policy(line: Line, change: Callable[[PolicyDocument], PolicyDocument]) -> None:
    """Publish a release whose policy is the shipped one, changed. Takes effect at a start of assess."""
    (path,) = (line.home.town / "policy").glob("*.yaml")
    shipped = path.with_suffix(".shipped")
    if not shipped.exists():
        shipped.write_bytes(path.read_bytes())
    effective, _, text = shipped.read_bytes().partition(b"\n")
    policy = change(msgspec.yaml.decode(text, type=PolicyDocument))
    path.write_bytes(effective + b"\n" + msgspec.yaml.encode(policy))
    apply_register(line.installation)


def without_names(policy: PolicyDocument) -> PolicyDocument:
    """Return the policy as far as patterns alone can judge it: nobody's name is looked for.

    Rules about statements that matter only about a person (health, religion …) go with the names.
    """
    rules = (
        msgspec.structs.replace(
            rule,
            categories=tuple(
                c for c in rule.categories if c is not Category.PERSON and c not in ABOUT_A_PERSON
            ),
        )
        for rule in policy.rules
        if not rule.categories or not set(rule.categories) <= ABOUT_A_PERSON
    )
    return msgspec.structs.replace(policy, rules=tuple(rules))


def with_names(policy: PolicyDocument) -> PolicyDocument:
    """Return the policy as it is shipped."""
    return policy


def patiently(ask: Callable[[], Mapping[int, int]]) -> Mapping[int, int]:
    """Ask the broker until it answers: in its first seconds it does not know its groups yet."""
    deadline = time.monotonic() + BROKER_LIMIT_S
    while True:
        try:
            return ask()
        except BrokerUnavailableError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_S)


def wait_until(condition: Callable[[], bool], what: str, limit_s: float = LIMIT_S) -> None:
    """Poll until it holds. Raises TooSlowError."""
    deadline = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > deadline:
            message = f"never happened: {what}"
            raise TooSlowError(message)
        time.sleep(_LOOK_S)
