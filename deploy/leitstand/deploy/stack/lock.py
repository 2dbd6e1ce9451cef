"""One supervisor per data directory: a lock that the kernel releases, however the holder dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

import msgspec

from leitstand.deploy.process import Identity, own_identity
from leitstand.deploy.settings import Home
from leitstand.deploy.stack.errors import AlreadyRunningError


class DirectoryLock:
    """Held from ``with`` to its end."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._descriptor = -1

    def __enter__(self) -> "DirectoryLock":
        """Take it. Raises AlreadyRunningError."""
        self._home.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(_path(self._home), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            found = holder(self._home)
            raise AlreadyRunningError(str(self._home.data), found.pid if found else None) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, msgspec.json.encode(own_identity()))
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)


def holder(home: Home) -> Identity | None:
    """Return the supervisor that runs in this directory, None where there is none."""
    try:
        found = msgspec.json.decode(_path(home).read_bytes(), type=Identity)
    except (OSError, msgspec.MsgspecError):
        return None
    return found if found.is_alive else None


def _path(home: Home) -> Path:
    return home.run / "supervisor.lock"
