"""Promise P1 for the whole line: a town asks through the gateway while everything is killed in turn.

One installation as `leitstand up` runs it, with the real ``openai`` client as its user. Every role,
and at the end the supervisor itself, dies by ``kill -9`` under traffic; at the end every event that
anybody was ever told is recorded is one row or one dead letter, and every finding is in one case.
"""

# pyright: basic
# clickhouse-connect carries few types.
import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from leitstand.broker.ports import BrokerError
from leitstand.cases import CaseStore
from leitstand.cases.vocabulary import Kind
from leitstand.deploy import clickhouse
from leitstand.deploy.commands.accounting import report_of
from leitstand.deploy.demo import callers, history, outcome, plan
from leitstand.deploy.demo.history import Sent
from leitstand.deploy.demo.installation import Installation, apply_register, prepare
from leitstand.deploy.demo.live import LiveTown
from leitstand.deploy.demo.prompts import load
from leitstand.deploy.demo.settling import settle
from leitstand.deploy.ports import free_ports
from leitstand.deploy.process import Identity
from leitstand.deploy.settings import Home
from leitstand.deploy.stack.orphans import end_orphans, find_orphans
from leitstand.deploy.stack.state import InstanceState, Phase, StackState, read_state
from leitstand.outbox import acknowledged
from leitstand.streams.accounting import interactions_among

VICTIMS = ("kafka", "endpoint", "assess", "sink", "cases", "web", "gateway", "keeper")
ROUNDS = 1 if os.environ.get("LEITSTAND_FAULTS", "short") == "short" else 6
HISTORY = 1_000
LIMIT_S = 300.0
"""Longest wait for anything; a machine that is busy elsewhere needs long."""
BATCH = 6
_FINDINGS = """
SELECT toString(event_id), rule, data_class
FROM assessments_current
ARRAY JOIN finding_rules AS rule, finding_data_classes AS data_class,
           finding_opens_case AS opens, finding_routes AS route, finding_confidences AS confidence
WHERE opens AND route != 'statistic' AND confidence != 'low'
GROUP BY event_id, rule, data_class
"""

Finding = tuple[str, str, str]
"""Event, rule, data class."""


class Traffic(threading.Thread):
    """Asks prompts of the labelled set through the gateway until told to stop."""

    def __init__(self, installation: Installation, random: Random) -> None:
        super().__init__(name="traffic", daemon=True)
        self._installation = installation
        self._random = random
        self._stopping = threading.Event()
        self.sent: list[Sent] = []
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            asyncio.run(self._ask())
        except BaseException as error:
            self.failure = error
            raise

    def stop(self) -> None:
        """Let it finish its questions."""
        self._stopping.set()
        self.join(LIMIT_S)
        assert not self.is_alive()

    async def _ask(self) -> None:
        there = self._installation
        settings = there.settings
        address = f"http://{settings.host}:{settings.ports.gateway}/v1"
        keys = callers.keys(there.home, there.town)
        town = LiveTown(there.town, address, keys, random=self._random)
        planted = [prompt for prompt in load() if prompt.expected]
        try:
            while not self._stopping.is_set():
                # Half of them planted, so that every kill meets findings on their way.
                prompts = self._random.sample(load(), BATCH // 2)
                prompts += self._random.sample(planted, BATCH - len(prompts))
                self.sent += await town.ask_all(town.plan(prompts), lambda _more: None)
        finally:
            await town.close()


class Line:
    """A running installation and its supervisor, which is another process."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.home: Home = installation.home
        self._supervisor: subprocess.Popen[bytes] | None = None

    def up(self) -> None:
        """Start the supervisor; returns at once."""
        self.home.logs.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "leitstand.deploy.cli",
            "up",
            "--data",
            str(self.home.data),
        ]
        with (self.home.logs / "supervisor.log").open("ab") as log:
            self._supervisor = subprocess.Popen(  # noqa: S603 - our own command
                command, stdout=log, stderr=log, start_new_session=True
            )

    def down(self) -> int:
        """Ask the supervisor to end and return its exit code."""
        assert self._supervisor is not None
        self._supervisor.terminate()
        return self._supervisor.wait(LIMIT_S)

    def kill_supervisor(self) -> None:
        """End it without a word of warning."""
        assert self._supervisor is not None
        self._supervisor.kill()
        self._supervisor.wait(LIMIT_S)

    def close(self) -> None:
        """Leave nothing running, whatever happened."""
        if self._supervisor is not None and self._supervisor.poll() is None:
            self.down()
        end_orphans(self.home)

    def state(self) -> StackState | None:
        """Return what this supervisor says."""
        assert self._supervisor is not None
        assert self._supervisor.poll() is None, (self.home.logs / "supervisor.log").read_text()
        found = read_state(self.home)
        return found if found and found.supervisor.pid == self._supervisor.pid else None

    def instance(self, role: str) -> InstanceState:
        """Return how a role stands."""
        state = self.state()
        assert state is not None
        return next(each for each in state.instances if each.role == role)

    def is_healthy(self) -> bool:
        """Say whether all of it is well."""
        state = self.state()
        instances = state.instances if state else ()
        return bool(instances) and all(each.phase is Phase.HEALTHY for each in instances)

    def kill(self, role: str) -> Identity:
        """End one role without a word of warning; return who it was."""
        process = self.instance(role).process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        return process


@contextmanager
def running(directory: Path) -> Generator[Line]:
    """Run a demo's installation with its register; gone when the block ends."""
    installation = prepare(Home(directory), free_ports())
    callers.write_gateway(installation.home, installation.settings, installation.town)
    line = Line(installation)
    try:
        line.up()
        eventually(lambda: _told(installation), "the register is published")
        eventually(line.is_healthy, "everything is healthy")
        yield line
    finally:
        line.close()


def _told(installation: Installation) -> bool:
    try:
        apply_register(installation)
    except BrokerError:
        return False
    return True


def eventually(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never happened: {what}")
        time.sleep(0.1)


def rounds(random: Random) -> Iterator[str]:
    """Yield who dies, in an order that is another one in each round."""
    for _ in range(ROUNDS):
        yield from random.sample(VICTIMS, len(VICTIMS))


def test_everything_is_killed_once_while_a_town_asks(tmp_path: Path) -> None:
    """Every role and the supervisor come back; nothing is lost, doubled or left without a case."""
    seed = int(os.environ.get("LEITSTAND_SEED", time.time_ns() % 1_000_000))
    _tell(f"LEITSTAND_SEED={seed}")
    random = Random(seed)  # noqa: S311 - an order, no secret
    with running(tmp_path / "town") as line:
        past = _history(line.installation)
        _tell("ready")
        traffic = Traffic(line.installation, random)
        traffic.start()
        for role in rounds(random):
            _answers(traffic, "before a kill")
            before = line.kill(role)
            _tell(f"killed {role} after {len(traffic.sent)} answers")
            eventually(partial(_is_back, line, role, before), f"{role} is back")
        eventually(line.is_healthy, "everything is healthy again")

        _answers(traffic, "before the supervisor dies")
        _tell(f"killing the supervisor after {len(traffic.sent)} answers")
        line.kill_supervisor()
        line.up()
        eventually(line.is_healthy, "a new supervisor has everything healthy")
        _answers(traffic, "after the supervisor died")
        traffic.stop()

        _tell(f"{len(traffic.sent)} answers; coming to rest")
        settle(line.home, line.installation.settings, lambda _more: None)
        _tell("accounting")
        _nothing_is_lost(line, [*past, *traffic.sent])
        _every_finding_has_one_case(line, traffic.sent)
        _tell("ending")
        assert line.down() == 0
        assert find_orphans(line.home) == []


def _tell(text: str) -> None:
    """Say what happens; pytest shows it when the test fails."""
    print(f"{time.monotonic():.1f} {text}")


def _is_back(line: Line, role: str, before: Identity) -> bool:
    now = line.instance(role)
    return now.phase is Phase.HEALTHY and now.process != before


def _answers(traffic: Traffic, when: str) -> None:
    """Wait until the town got more answers."""
    enough = len(traffic.sent) + BATCH

    def answered() -> bool:
        assert traffic.failure is None
        return len(traffic.sent) >= enough

    eventually(answered, f"answers {when}")


def _history(there: Installation) -> list[Sent]:
    uses = plan.history(there.town, load(), HISTORY)
    return history.send(
        there.home, there.settings, there.town, there.view(), uses, lambda _more: None
    )


def _nothing_is_lost(line: Line, sent: Sequence[Sent]) -> None:
    report = report_of(line.home)
    assert report.complete, report
    assert report.sent >= len(sent) > HISTORY
    on_disk = set(interactions_among(acknowledged(line.home.outbox)))
    told = {str(one.event_id) for one in sent}
    assert told <= on_disk, "a client was told the id of what was never recorded"


def _every_finding_has_one_case(line: Line, live: Sequence[Sent]) -> None:
    there = line.installation
    database = clickhouse.connect(there.home, there.settings, clickhouse.Account.ANALYST)
    try:
        expected: set[Finding] = {tuple(row) for row in database.query(_FINDINGS).result_rows}
        found = outcome.findings_of(database, there.settings.tenant)
    finally:
        database.close()
    in_cases = Counter(_findings_in_cases(there))
    assert set(in_cases) == expected
    assert set(in_cases.values()) == {1}
    planted = [one for one in live if one.use.expected]
    assert planted
    assert outcome.missed(planted, found) == []
    in_a_case = {UUID(event) for event, _, _ in in_cases}
    assert {one.event_id for one in planted} <= in_a_case


def _findings_in_cases(there: Installation) -> Iterator[Finding]:
    """Yield what stands in cases, each as often as it does."""
    store = CaseStore(there.home.case_store_url(there.settings), tenant=there.settings.tenant)
    try:
        kinds = (Kind.FINDING, Kind.INVITATION)
        for case in store.list(kinds=kinds, limit=100_000):
            for evidence in store.get(case.number).evidence:
                yield str(evidence.event_id), case.rule, case.data_class.value
    finally:
        store.dispose()
