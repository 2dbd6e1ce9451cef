"""What a killed supervisor left behind: found by a mark in the environment, never by number."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from leitstand.deploy.process import Identity, identity_of
from leitstand.deploy.settings import Home

MARK_VARIABLE = "LEITSTAND_STACK"
"""Data directory, in the environment of everything that its supervisor starts, and below."""


def mark(home: Home) -> str:
    """Return the mark of everything that belongs to this directory."""
    return str(home.data.resolve())


def find_orphans(home: Home) -> list[Identity]:
    """Return the living processes that carry the mark, except this process and its parents."""
    wanted = f"{MARK_VARIABLE}={mark(home)}".encode()
    own = set(_line_of(os.getpid()))
    return [
        found
        for pid in _all_pids()
        if pid not in own and wanted in _environment(pid) and (found := identity_of(pid))
    ]


def end_orphans(home: Home, *, patience_s: float = 10.0) -> int:
    """End them: first asked, then killed. Returns how many there were."""
    found = find_orphans(home)
    for each in found:
        _signal(each, signal.SIGTERM)
    deadline = time.monotonic() + patience_s
    while any(each.is_alive for each in found) and time.monotonic() < deadline:
        time.sleep(0.05)
    # What they started in the meantime carries the mark as well.
    for each in find_orphans(home):
        _signal(each, signal.SIGKILL)
    return len(found)


def _signal(process: Identity, number: signal.Signals) -> None:
    if process.is_alive:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process.pid, number)


def _all_pids() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        # Gone, or somebody else's: neither is ours.
        return []


def _line_of(pid: int) -> Iterator[int]:
    while pid > 0:
        yield pid
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return
        pid = int(text.rpartition(")")[2].split()[1])
