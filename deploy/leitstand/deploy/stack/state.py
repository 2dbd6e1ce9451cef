"""What the supervisor knows, for ``leitstand status`` and for whoever waits for readiness."""

import os
from enum import StrEnum

import msgspec

from leitstand.deploy.process import Identity
from leitstand.deploy.settings import Home


class Phase(StrEnum):
    """Where an instance stands."""

    WAITING = "waiting"
    """For roles that it needs."""
    STARTING = "starting"
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    """It lives but does not answer."""
    BACKING_OFF = "backing off"
    """It ended; it is started again after a pause."""
    STOPPED = "stopped"


class InstanceState(msgspec.Struct, frozen=True, kw_only=True):
    """One process of the stack."""

    role: str
    instance: int
    phase: Phase
    process: Identity | None = None
    restarts: int = 0
    last_exit: int | None = None
    """Exit code of the last end; negative = signal."""

    @property
    def label(self) -> str:
        """How it is called: the number only where there are several."""
        return f"{self.role}.{self.instance}" if self.instance else self.role


class StackState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything."""

    supervisor: Identity
    ready: bool
    """Whether all were healthy once since this supervisor began."""
    instances: tuple[InstanceState, ...]


def write_state(home: Home, state: StackState) -> None:
    """Replace the file as a whole."""
    path = home.run / "state.json"
    draft = path.with_suffix(".new")
    draft.write_bytes(msgspec.json.encode(state))
    os.replace(draft, path)


def read_state(home: Home) -> StackState | None:
    """Return what a supervisor wrote last; None where there is nothing, or of another version."""
    try:
        return msgspec.json.decode((home.run / "state.json").read_bytes(), type=StackState)
    except (OSError, msgspec.MsgspecError):
        return None
