"""Health of roles without a port: a file that is touched while the process is well."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import msgspec

from leitstand.deploy.process import Identity, own_identity
from leitstand.deploy.settings import Home

INTERVAL_S = 2.0
LIMIT_S = 10.0


class Beat(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds."""

    process: Identity
    at: float
    """Seconds since the machine started: no clock that a person can set."""


class Heartbeat:
    """Says that this process is well, from :meth:`ready` until it is closed or dies.

    ``well`` is asked before each beat, from another thread: return False when the work stands
    still and the supervisor should start the process again.
    """

    def __init__(
        self, home: Home, role: str, instance: int = 0, well: Callable[[], bool] = lambda: True
    ) -> None:
        self._path = path_of(home, role, instance)
        self._well = well
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._path.unlink(missing_ok=True)

    def ready(self) -> None:
        """Begin; call it once, when the role does its work."""
        self._beat()
        self._thread.start()

    def close(self) -> None:
        """Stop: the role is no longer healthy."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> "Heartbeat":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _run(self) -> None:
        while not self._stop.wait(INTERVAL_S):
            if self._well():
                self._beat()

    def _beat(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(Beat(process=own_identity(), at=_uptime())))
        os.replace(draft, self._path)


def is_alive(home: Home, role: str, instance: int = 0) -> bool:
    """Tell whether the role's process lives and said so within the last ten seconds."""
    try:
        beat = msgspec.json.decode(path_of(home, role, instance).read_bytes(), type=Beat)
    except (OSError, msgspec.MsgspecError):
        return False
    return beat.process.is_alive and _uptime() - beat.at < LIMIT_S


def path_of(home: Home, role: str, instance: int) -> Path:
    """Return where a role's file lies."""
    return home.run / "health" / f"{role}.{instance}.json"


def _uptime() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)
