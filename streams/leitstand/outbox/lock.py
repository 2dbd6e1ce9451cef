"""Locks between processes, which the system releases when a process dies, however it dies."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """An exclusive lock on a file; held until released or the process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def try_take(cls, path: Path) -> "FileLock | None":
        """Take the lock, or return None if another holds it.

        Raises FileNotFoundError where the folder is gone.
        """
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return cls(path, descriptor)

    def release(self) -> None:
        """Give the lock back; the file stays. A second time nothing happens."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)
