"""The supervisor with tiny processes: order, restarts, orphans, locks.

Run as a program, this file is the supervisor that the tests kill.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from leitstand.deploy.command import UserError
from leitstand.deploy.heartbeat import is_alive
from leitstand.deploy.process import Identity
from leitstand.deploy.role import Role
from leitstand.deploy.servers import new_installation
from leitstand.deploy.settings import Home, Settings
from leitstand.deploy.stack import detach, up
from leitstand.deploy.stack.errors import AlreadyRunningError, PortTakenError
from leitstand.deploy.stack.keeper import Pace
from leitstand.deploy.stack.orphans import find_orphans
from leitstand.deploy.stack.report import report
from leitstand.deploy.stack.state import InstanceState, Phase, read_state
from leitstand.deploy.stack.supervisor import Plan, Supervisor

LIMIT_S = 60.0
PACE = Pace(starting_s=0.02, healthy_s=0.05, patience_s=1.0, first_patience_s=30.0, stop_s=2.0)

BEGIN = """\
import os, signal, subprocess, sys, time
from pathlib import Path
from leitstand.deploy.heartbeat import Heartbeat, path_of
from leitstand.deploy.process import die_with_parent
from leitstand.deploy.settings import Home
die_with_parent()
home, role, instance = Home(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
beat = Heartbeat(home, role, instance)
"""
GOOD = BEGIN + "beat.ready(); signal.pause()"
"""Healthy until it is told to end."""
STUBBORN = BEGIN + (
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "subprocess.Popen(['sleep', '1000'])\n"
    "beat.ready()\n"
    "while True: time.sleep(1000)"
)
"""Does not end when asked, and has started something itself."""
CRASHES = "import sys; sys.exit(7)"
HANGS = BEGIN + "beat.ready(); time.sleep(0.3); beat.close(); time.sleep(1000)"
"""Lives on, but no longer answers."""


def a_role(name: str, *after: str, instances: int = 1) -> Role:
    return Role(
        name=name,
        after=after,
        argv=lambda _home, _settings, _instance: (),
        healthy=lambda home, _settings, instance: is_alive(home, name, instance),
        instances=lambda _settings: instances,
    )


def a_plan(
    home: Home,
    codes: dict[str, str],
    roles: Sequence[Role],
    preparations: dict[str, Callable[[], None]] | None = None,
) -> Plan:
    return Plan(
        home=home,
        settings=home.load(),
        roles={role.name: role for role in roles},
        command=lambda role, instance: [
            *(sys.executable, "-c", codes[role], str(home.data), role, str(instance))
        ],
        preparations=preparations or {},
        pace=PACE,
    )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    found, _ = new_installation(tmp_path / "data")
    yield found
    # A child learns of its supervisor's death from the kernel, a moment after it.
    eventually(lambda: find_orphans(found) == [])


@contextmanager
def stack(plan: Plan) -> Iterator[Supervisor]:
    with up.running_stack(plan) as supervisor:
        yield supervisor


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def instance_of(home: Home, role: str) -> InstanceState:
    state = read_state(home)
    assert state is not None
    return next(each for each in state.instances if each.role == role)


def process_of(home: Home, role: str) -> Identity:
    found = instance_of(home, role).process
    assert found is not None
    return found


def test_clients_start_after_their_server_is_prepared(home: Home) -> None:
    """A role begins when what it needs is healthy and prepared, not before."""
    seen: list[Phase] = []
    roles = [a_role("client", "server"), a_role("server")]
    prepare = {"server": lambda: seen.append(instance_of(home, "client").phase)}
    with stack(a_plan(home, {"client": GOOD, "server": GOOD}, roles, prepare)) as supervisor:
        assert supervisor.wait_ready(LIMIT_S)
    assert seen == [Phase.WAITING]


def test_a_failing_preparation_is_tried_again(home: Home) -> None:
    """A server that is healthy but does not take topics yet is asked again."""
    turns = iter([ConnectionError(), ConnectionError(), None])

    def prepare() -> None:
        if (error := next(turns)) is not None:
            raise error

    plan = a_plan(home, {"server": GOOD}, [a_role("server")], {"server": prepare})
    with stack(plan) as supervisor:
        assert supervisor.wait_ready(LIMIT_S)


def test_what_only_a_person_can_mend_ends_the_start(home: Home) -> None:
    """Changed migrations and the like reach the person at once."""

    def prepare() -> None:
        problem = "tables"
        raise UserError(problem, "look")

    plan = a_plan(home, {"server": GOOD}, [a_role("server")], {"server": prepare})
    with stack(plan) as supervisor, pytest.raises(UserError, match="tables"):
        supervisor.wait_ready(LIMIT_S)


def test_a_killed_process_is_started_again(home: Home) -> None:
    """kill -9 of any process is noticed and mended; the others are left alone."""
    roles = [a_role("one"), a_role("two", "one")]
    with stack(a_plan(home, {"one": GOOD, "two": GOOD}, roles)) as supervisor:
        assert supervisor.wait_ready(LIMIT_S)
        before, other = process_of(home, "one"), process_of(home, "two")
        os.kill(before.pid, signal.SIGKILL)
        eventually(lambda: instance_of(home, "one").restarts == 1 and not supervisor.not_healthy())
        assert process_of(home, "one") != before
        assert instance_of(home, "one").last_exit == -signal.SIGKILL
        assert process_of(home, "two") == other


def test_a_crashing_process_is_tried_again_and_again(home: Home) -> None:
    """It never becomes ready, and the supervisor does not give up or spin."""
    with stack(a_plan(home, {"bad": CRASHES}, [a_role("bad")])) as supervisor:
        eventually(lambda: instance_of(home, "bad").restarts >= 2)
        assert not supervisor.wait_ready(0)
        assert instance_of(home, "bad").last_exit == 7


def test_a_process_that_does_not_answer_is_replaced(home: Home) -> None:
    """Alive is not healthy."""
    with stack(a_plan(home, {"one": HANGS}, [a_role("one")])):
        eventually(lambda: instance_of(home, "one").restarts >= 1)


def test_instances_have_numbers(home: Home) -> None:
    """Several workers of a role run side by side, each with its log."""
    with stack(a_plan(home, {"w": GOOD}, [a_role("w", instances=3)])) as supervisor:
        assert supervisor.wait_ready(LIMIT_S)
        found = report(home, home.load(), {"w": a_role("w", instances=3)})
    assert [each.instance for each in found.instances] == [0, 1, 2]
    assert found.all_healthy
    assert {path.name for path in home.logs.iterdir()} == {"w.log", "w.1.log", "w.2.log"}


def test_the_end_reaches_the_stubborn_and_their_children(home: Home) -> None:
    """Whoever ignores the request is killed, with everything it started (see the fixture)."""
    with stack(a_plan(home, {"s": STUBBORN}, [a_role("s")])) as supervisor:
        assert supervisor.wait_ready(LIMIT_S)
        assert len(find_orphans(home)) == 2


def test_a_second_supervisor_is_refused(home: Home) -> None:
    """One directory, one supervisor; the message names the process."""
    plan = a_plan(home, {"one": GOOD}, [a_role("one")])
    with stack(plan), pytest.raises(AlreadyRunningError, match=str(os.getpid())), stack(plan):
        pass


def test_a_taken_port_is_named(home: Home) -> None:
    """The message says which setting to change."""
    settings: Settings = home.load()
    with socket.create_server((settings.host, settings.ports.web)):
        plan = a_plan(home, {"web": GOOD}, [a_role("web")])
        with pytest.raises(PortTakenError, match=str(settings.ports.web)) as refusal, stack(plan):
            pass
    assert "ports: web:" in refusal.value.remedy


def test_status_without_a_supervisor(home: Home) -> None:
    """Nothing runs is an answer."""
    assert report(home, home.load(), {}).as_text() == "not running\n"


@contextmanager
def as_program(home: Home) -> Iterator["subprocess.Popen[bytes]"]:
    """Run this file as a supervisor of its own; it is ready when the block begins."""
    command = [sys.executable, __file__, str(home.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - this file
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            process.kill()


def test_a_signal_ends_everything(home: Home) -> None:
    """Ctrl-C and SIGTERM: exit code 0 and no process left (see the fixture)."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with as_program(home) as process:
            process.send_signal(number)
            assert process.wait(LIMIT_S) == 0


def test_down_stops_it(home: Home) -> None:
    """`leitstand down` from another terminal; a second time there is nothing to stop."""
    with as_program(home) as process:
        assert detach.down(home)
        assert process.wait(LIMIT_S) == 0
    assert not detach.down(home)


def test_children_do_not_outlive_a_killed_supervisor(home: Home) -> None:
    """kill -9 of the supervisor: the kernel tells its children; the stubborn are left for later."""
    with as_program(home) as process:
        good = process_of(home, "good")
        process.kill()
    eventually(lambda: not good.is_alive)
    detach.down(home)


def test_the_next_start_recovers(home: Home) -> None:
    """What a killed supervisor left is ended first; the new one becomes ready."""
    with as_program(home) as process:
        stubborn = process_of(home, "stubborn")
        process.kill()
    assert stubborn.is_alive
    with as_program(home) as again:
        assert not stubborn.is_alive
        again.terminate()
        assert again.wait(LIMIT_S) == 0


def main() -> int:
    home = Home(Path(sys.argv[1]))
    roles = [a_role("good"), a_role("stubborn", "good")]
    return up.serve(a_plan(home, {"good": GOOD, "stubborn": STUBBORN}, roles))


if __name__ == "__main__":
    sys.exit(main())
