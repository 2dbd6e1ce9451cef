"""``leitstand up --detach`` and ``leitstand down``."""

import os
import signal
import subprocess
import sys
import time

from leitstand.deploy.command import Exit
from leitstand.deploy.process import Identity
from leitstand.deploy.settings import Home
from leitstand.deploy.stack.errors import NotReadyError, StackError
from leitstand.deploy.stack.lock import holder
from leitstand.deploy.stack.logs import log_path, open_log
from leitstand.deploy.stack.orphans import end_orphans
from leitstand.deploy.stack.state import Phase, read_state

STOP_LIMIT_S = 90.0
LABEL = "supervisor"


def up_detached(home: Home, limit_s: float) -> str:
    """Start a supervisor that outlives this terminal; return what it printed when it was ready.

    Raises StackError with its last words when it gave up.
    """
    offset = _size(home)
    command = [sys.executable, "-m", "leitstand.deploy.cli", "up", "--data", str(home.data)]
    with open_log(home, LABEL) as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if process.poll() is not None:
            problem = f"`up` gave up:\n{_text(home, offset)}"
            raise StackError(problem, code=Exit.UNAVAILABLE)
        if _is_ready(home, process.pid):
            return _text(home, offset)
        time.sleep(0.1)
    raise NotReadyError(", ".join(_not_healthy(home)), str(home.logs))


def down(home: Home) -> bool:
    """Stop the supervisor and whatever a killed one left; tell whether there was anything.

    Raises StackError when it does not end in time.
    """
    found = holder(home)
    if found is not None:
        os.kill(found.pid, signal.SIGTERM)
        _await_end(found)
    return end_orphans(home) > 0 or found is not None


def _await_end(supervisor: Identity) -> None:
    deadline = time.monotonic() + STOP_LIMIT_S
    while supervisor.is_alive:
        if time.monotonic() > deadline:
            problem = f"process {supervisor.pid} does not end"
            raise StackError(problem, "look into the log files", Exit.UNAVAILABLE)
        time.sleep(0.05)


def _is_ready(home: Home, pid: int) -> bool:
    state = read_state(home)
    return state is not None and state.supervisor.pid == pid and state.ready


def _not_healthy(home: Home) -> list[str]:
    state = read_state(home)
    instances = state.instances if state else ()
    return [each.label for each in instances if each.phase is not Phase.HEALTHY]


def _size(home: Home) -> int:
    try:
        return log_path(home, LABEL).stat().st_size
    except FileNotFoundError:
        return 0


def _text(home: Home, offset: int) -> str:
    return log_path(home, LABEL).read_bytes()[offset:].decode(errors="replace")
