"""``leitstand up`` in the foreground: from an empty directory to "ready", until it is told to end."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

from leitstand.deploy.command import Exit
from leitstand.deploy.role import all_roles
from leitstand.deploy.settings import Home, Settings
from leitstand.deploy.stack.launcher import own_command
from leitstand.deploy.stack.lock import DirectoryLock
from leitstand.deploy.stack.orphans import end_orphans
from leitstand.deploy.stack.preparation import own_preparations
from leitstand.deploy.stack.state import InstanceState, Phase
from leitstand.deploy.stack.supervisor import Notify, Plan, Supervisor
from leitstand.deploy.stack.wanted_ports import check_ports, wanted_ports

START_LIMIT_S = 300.0
"""How long somebody who needs a ready stack should wait for it."""
_REMIND_EVERY_S = 60.0
_LOOK_AT_LOGS_EVERY_S = 20.0


def own_plan(home: Home, settings: Settings) -> Plan:
    """Return the plan of a real installation."""
    return Plan(
        home=home,
        settings=settings,
        roles=all_roles(settings),
        command=own_command(home),
        preparations=own_preparations(home, settings),
    )


@contextmanager
def running_stack(plan: Plan, notify: Notify = lambda _state: None) -> "Generator[Supervisor]":
    """Run a stack for the length of a block; it is started, not yet ready, when the block begins.

    What an earlier supervisor left behind is ended first. Raises AlreadyRunningError,
    PortTakenError.
    """
    with DirectoryLock(plan.home):
        end_orphans(plan.home)
        check_ports(plan.settings, plan.roles)
        supervisor = Supervisor(plan, notify)
        supervisor.start()
        try:
            yield supervisor
        finally:
            supervisor.stop()


def serve(plan: Plan) -> int:
    """Run until SIGTERM, SIGINT or SIGHUP; print "ready" with the addresses when all are healthy."""
    end = threading.Event()
    with _signals() as told, running_stack(plan, _print_trouble) as supervisor:
        _when_told(told, end.set, supervisor.interrupt)
        while not supervisor.wait_ready(_REMIND_EVERY_S) and not end.is_set():
            _say(_waiting_text(plan, supervisor))
        if not end.is_set():
            _say(ready_text(plan))
        while not end.wait(_LOOK_AT_LOGS_EVERY_S):
            supervisor.rotate_logs()
    return Exit.OK


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _waiting_text(plan: Plan, supervisor: Supervisor) -> str:
    """Return what is printed while something does not become healthy.

    The stack stays up: a new installation waits for its first register, which needs Kafka.
    """
    labels = ", ".join(state.label for state in supervisor.not_healthy())
    return f"waiting for {labels}; what they wait for stands in {plan.home.logs}\n"


def ready_text(plan: Plan) -> str:
    """Return what is printed when everything is healthy."""
    host = plan.settings.host
    ports = wanted_ports(plan.settings, plan.roles)
    lines = [
        f"  {name:<10} {address.format(host=host, port=ports[name])}\n"
        for name, address in _ADDRESSES.items()
        if name in ports
    ]
    return "ready\n" + "".join(lines) + f"  {'logs':<10} {plan.home.logs}\n"


_ADDRESSES = {
    "web": "http://{host}:{port}/",
    "gateway": "http://{host}:{port}/v1",
    "dagster": "http://{host}:{port}/",
    "kafka": "{host}:{port}",
    "endpoint": "http://{host}:{port}/ (ClickHouse)",
}


def _print_trouble(state: InstanceState) -> None:
    if state.phase is Phase.BACKING_OFF:
        ending = f"ended with {state.last_exit}" if state.last_exit is not None else "did not start"
        sys.stderr.write(f"leitstand: {state.label} {ending}; starting it again\n")


def _when_told(told: int, *reactions: Callable[[], None]) -> None:
    """Call the reactions, in a thread, when the descriptor becomes readable."""

    def wait() -> None:
        os.read(told, 1)
        for reaction in reactions:
            reaction()

    threading.Thread(target=wait, name="signals", daemon=True).start()


@contextmanager
def _signals() -> "Generator[int]":
    """Yield a descriptor that becomes readable on the first signal that asks us to end.

    A pipe, because a handler may run while the main thread holds the lock of any event.
    A second signal does not interrupt the orderly end.
    """
    told, tell = os.pipe()

    def note(_number: int, _frame: FrameType | None) -> None:
        os.write(tell, b"!")

    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.signal(number, note) for number in numbers]
    try:
        yield told
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
