"""Processes of this machine: who they are, and that they do not outlive their supervisor."""

import ctypes
import os
import signal
import sys
from pathlib import Path

import msgspec

_PR_SET_PDEATHSIG = 1
PARENT_VARIABLE = "LEITSTAND_PARENT"
"""Process id of the supervisor, in the environment of what it starts."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A process for certain: numbers are used again, a number with its start time is not."""

    pid: int
    started: int
    """Clock ticks between the start of the machine and of the process."""

    @property
    def is_alive(self) -> bool:
        """Whether it still runs (a zombie does not)."""
        return identity_of(self.pid) == self


def identity_of(pid: int) -> Identity | None:
    """Return who has this number now; None for nobody and for a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in parentheses may hold spaces and parentheses; fields count from after it.
    fields = text.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else Identity(pid=pid, started=int(fields[19]))


def own_identity() -> Identity:
    """Return this process."""
    found = identity_of(os.getpid())
    if found is None:
        message = "/proc is not available: Leitstand's supervisor needs Linux"
        raise OSError(message)
    return found


def die_with_parent() -> None:
    """Receive SIGTERM when the supervisor dies, however it dies; also after an exec.

    Nothing happens in a process that no supervisor started. Leaves at once when the supervisor
    died in between.
    """
    parent = os.environ.get(PARENT_VARIABLE)
    if parent is None:
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != int(parent):
        sys.exit(1)
