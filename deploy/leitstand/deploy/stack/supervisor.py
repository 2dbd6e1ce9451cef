"""The supervisor: starts the roles in order, keeps them running, ends them without a trace."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from leitstand.deploy.command import UserError
from leitstand.deploy.process import own_identity
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings
from leitstand.deploy.stack.backoff import pauses
from leitstand.deploy.stack.keeper import Keeper, Pace
from leitstand.deploy.stack.launcher import Command
from leitstand.deploy.stack.logs import log_path, rotate
from leitstand.deploy.stack.order import endings
from leitstand.deploy.stack.preparation import Preparation
from leitstand.deploy.stack.state import InstanceState, Phase, StackState, write_state

_LOG = logging.getLogger(__name__)

Notify = Callable[[InstanceState], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to run, and how."""

    home: Home
    settings: Settings
    roles: Mapping[str, Role]
    command: Command
    preparations: Mapping[str, Preparation] = field(default_factory=dict[str, Preparation])
    pace: Pace = field(default_factory=Pace)


class Supervisor:
    """The caller holds the directory's lock and has made sure that the ports are free."""

    def __init__(self, plan: Plan, notify: Notify = lambda _state: None) -> None:
        self._plan = plan
        self._notify = notify
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._prepared: set[str] = set()
        self._failure: UserError | None = None
        self._ready = False
        self._keepers = [
            self._keeper(role, instance)
            for role in plan.roles.values()
            for instance in range(role.instances(plan.settings))
        ]
        self._preparers = [
            threading.Thread(
                target=self._prepare, args=item, name=f"prepare {item[0]}", daemon=True
            )
            for item in plan.preparations.items()
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        with self._changed:
            self._write()
        for thread in (*self._preparers, *self._keepers):
            thread.start()

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until everything is healthy; False when time is up or :meth:`stop` came first.

        Raises UserError when a preparation needs a person.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._ready or self._failure or self._stopping.is_set(), timeout_s
            )
            if self._failure is not None:
                raise self._failure
            return self._ready

    def not_healthy(self) -> list[InstanceState]:
        """Return what is not well now."""
        return [k.state for k in self._keepers if k.state.phase is not Phase.HEALTHY]

    def rotate_logs(self) -> None:
        """Cut log files that have grown too large; call it now and then."""
        for keeper in self._keepers:
            rotate(log_path(self._plan.home, keeper.state.label))

    def interrupt(self) -> None:
        """Let :meth:`wait_ready` return; may be called from a signal's thread."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()

    def stop(self) -> None:
        """End everything, clients before servers; returns when no process is left."""
        self.interrupt()
        for names in endings(self._plan.roles):
            going = [keeper for keeper in self._keepers if keeper.state.role in names]
            for keeper in going:
                keeper.stop()
            for keeper in going:
                if keeper.ident is not None:
                    keeper.join()
        for preparer in self._preparers:
            if preparer.ident is not None:
                preparer.join()

    def _keeper(self, role: Role, instance: int) -> Keeper:
        return Keeper(
            home=self._plan.home,
            settings=self._plan.settings,
            role=role,
            instance=instance,
            command=self._plan.command,
            pace=self._plan.pace,
            may_start=self._may_start,
            report=self._report,
        )

    def _may_start(self, role: Role) -> bool:
        return all(self._is_up(name) and self._is_prepared(name) for name in role.after)

    def _is_up(self, name: str) -> bool:
        """A role that this installation does not have is somebody else's to keep up."""
        return all(
            keeper.state.phase is Phase.HEALTHY
            for keeper in self._keepers
            if keeper.state.role == name
        )

    def _is_prepared(self, name: str) -> bool:
        return name not in self._plan.preparations or name in self._prepared

    def _prepare(self, name: str, preparation: Preparation) -> None:
        waits = pauses()
        while not self._stopping.wait(self._plan.pace.starting_s):
            if not self._is_up(name):
                continue
            try:
                preparation()
            except UserError as error:
                self._fail(error)
                return
            except Exception as error:
                # The class only: a server's words may repeat what it was sent.
                _LOG.warning("preparing %s: %s, again", name, type(error).__name__)
                self._stopping.wait(next(waits))
            else:
                self._done(name)
                return

    def _done(self, name: str) -> None:
        with self._changed:
            self._prepared.add(name)
            self._settle()

    def _fail(self, error: UserError) -> None:
        with self._changed:
            self._failure = error
            self._changed.notify_all()

    def _report(self, state: InstanceState) -> None:
        with self._changed:
            self._settle()
            self._write()
        self._notify(state)

    def _settle(self) -> None:
        """Remember that everything was well once, and tell who waits for it."""
        prepared = self._prepared >= self._plan.preparations.keys()
        if prepared and not self.not_healthy() and not self._ready:
            self._ready = True
            self._write()
        self._changed.notify_all()

    def _write(self) -> None:
        state = StackState(
            supervisor=own_identity(),
            ready=self._ready,
            instances=tuple(keeper.state for keeper in self._keepers),
        )
        write_state(self._plan.home, state)
