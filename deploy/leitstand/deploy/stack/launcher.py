"""Starts one process of the stack, and ends it with everything that it started itself."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence

from leitstand.deploy.process import PARENT_VARIABLE
from leitstand.deploy.settings import Home
from leitstand.deploy.stack.logs import open_log
from leitstand.deploy.stack.orphans import MARK_VARIABLE, mark

Command = Callable[[str, int], Sequence[str]]
"""Returns the command line for a role and the number of its instance."""


def own_command(home: Home) -> Command:
    """Return how a real stack starts a role: this program, this interpreter."""
    return lambda role, instance: [
        *(sys.executable, "-m", "leitstand.deploy.cli", "run", role),
        *("--instance", str(instance), "--data", str(home.data)),
    ]


class Child:
    """A process that leads a group of its own, with its log file."""

    def __init__(self, home: Home, label: str, command: Sequence[str]) -> None:
        environment = {
            **os.environ,
            PARENT_VARIABLE: str(os.getpid()),
            MARK_VARIABLE: mark(home),
            "PYTHONUNBUFFERED": "1",
        }
        with open_log(home, label) as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        self.pid = self._process.pid
        self._handle = os.pidfd_open(self.pid)

    def wait(self, timeout_s: float, wake: Sequence[int] = ()) -> bool:
        """Sleep until it ended, a descriptor in ``wake`` is readable, or time is up.

        Returns whether it ended. Uses no processor time while it sleeps.
        """
        readable, _, _ = select.select([self._handle, *wake], [], [], timeout_s)
        return self._handle in readable

    def ask_to_end(self) -> None:
        """Send SIGTERM to the process itself: it ends what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def finish(self) -> int:
        """Kill what is left of the group and return the exit code; call it once, at the end."""
        # While the leader is not reaped its number cannot belong to another group.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        code = self._process.wait()
        os.close(self._handle)
        return code
