"""Keeps one instance of a role running: start, watch, start again."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from leitstand.deploy.process import identity_of
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings
from leitstand.deploy.stack.backoff import GOOD_S, pauses
from leitstand.deploy.stack.launcher import Child, Command
from leitstand.deploy.stack.state import InstanceState, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often and how long; tests are quicker."""

    starting_s: float = 0.1
    """Between two questions while it starts."""
    healthy_s: float = 2.0
    """Between two questions while all is well."""
    patience_s: float = 20.0
    """How long it may live without answering before it is ended and started again."""
    first_patience_s: float = 600.0
    """The same before it was healthy for the first time: it may have much to recover."""
    stop_s: float = 15.0
    """How long it may take to end when asked."""


class Keeper(threading.Thread):
    """One thread per instance; it lives as long as the stack.

    The thread starts the process itself: the kernel tells the process of its parent's death when
    the starting thread ends.
    """

    def __init__(
        self,
        *,
        home: Home,
        settings: Settings,
        role: Role,
        instance: int,
        command: Command,
        pace: Pace,
        may_start: Callable[[Role], bool],
        report: Callable[[InstanceState], None],
    ) -> None:
        super().__init__(name=f"{role.name}.{instance}", daemon=True)
        self._home, self._settings, self._role, self._instance = home, settings, role, instance
        self._command, self._pace = command, pace
        self._may_start, self._report = may_start, report
        self._state = InstanceState(role=role.name, instance=instance, phase=Phase.WAITING)
        self._stopping = threading.Event()
        self._wake_read, self._wake_write = os.pipe()
        self._pauses = pauses()

    @property
    def state(self) -> InstanceState:
        """What it knows now."""
        return self._state

    def stop(self) -> None:
        """Ask for the end; returns at once, :meth:`join` waits."""
        self._stopping.set()
        os.write(self._wake_write, b"!")

    def run(self) -> None:
        """Do it until :meth:`stop`."""
        while not self._stopping.is_set():
            if not self._may_start(self._role):
                self._stopping.wait(self._pace.starting_s)
                continue
            self._live_once()
        self._set(Phase.STOPPED)

    def _live_once(self) -> None:
        child = self._start()
        if child is None:
            return
        healthy_s = self._watch(child)
        if self._stopping.is_set():
            self._set(Phase.STOPPED, last_exit=child.finish(), process=None)
            return
        code = child.finish()
        if healthy_s >= GOOD_S:
            self._pauses = pauses()
        restarts = self._state.restarts + 1
        self._set(Phase.BACKING_OFF, last_exit=code, restarts=restarts, process=None)
        self._stopping.wait(next(self._pauses))

    def _start(self) -> Child | None:
        try:
            child = Child(
                self._home, self._state.label, self._command(self._role.name, self._instance)
            )
        except OSError:
            # No memory, no process numbers, no disk for the log: it may pass.
            self._set(Phase.BACKING_OFF, restarts=self._state.restarts + 1)
            self._stopping.wait(next(self._pauses))
            return None
        self._set(Phase.STARTING, process=identity_of(child.pid))
        return child

    def _watch(self, child: Child) -> float:
        """Watch until it ended (by itself, or because we asked); return how long it was well."""
        answered = time.monotonic()
        first_healthy: float | None = None
        while not child.wait(self._interval(), [self._wake_read]):
            if self._stopping.is_set():
                return self._end(child)
            now = time.monotonic()
            if self._role.healthy(self._home, self._settings, self._instance):
                first_healthy, answered = first_healthy or now, now
                self._set(Phase.HEALTHY)
            else:
                ever = first_healthy is not None
                self._set(Phase.UNHEALTHY if ever else Phase.STARTING)
                if now - answered > (
                    self._pace.patience_s if ever else self._pace.first_patience_s
                ):
                    return self._end(child)
        return time.monotonic() - first_healthy if first_healthy is not None else 0.0

    def _interval(self) -> float:
        healthy = self._state.phase is Phase.HEALTHY
        return self._pace.healthy_s if healthy else self._pace.starting_s

    def _end(self, child: Child) -> float:
        """Ask it to end and wait; what is left afterwards is killed. It did not do well: 0."""
        child.ask_to_end()
        child.wait(self._pace.stop_s)
        return 0.0

    def _set(self, phase: Phase, **changes: Any) -> None:
        changed = msgspec.structs.replace(self._state, phase=phase, **changes)
        if changed != self._state:
            self._state = changed
            self._report(changed)
