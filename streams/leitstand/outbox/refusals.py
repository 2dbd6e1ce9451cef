"""How many interactions were turned away: a number, so that a refusal does not vanish either."""

import os
import struct
from pathlib import Path

_NAME = "refusals"
_NUMBER = struct.Struct("<Q")


class Refusals:
    """Counts on disk, best effort: a disk that is full keeps the last number it could write."""

    def __init__(self, folder: Path, before: int = 0) -> None:
        """Count for a new folder; ``before`` are some that another folder could not keep."""
        self._path = folder / _NAME
        self._count = before
        self._kept = 0
        # Takes its place on the disk now: when the disk is full there is none left.
        self._write()

    @property
    def unkept(self) -> int:
        """How many are not on disk."""
        return self._count - self._kept

    def add(self) -> None:
        """Count one more."""
        self._count += 1
        self._write()

    def _write(self) -> None:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
        except OSError:
            return
        try:
            os.pwrite(descriptor, _NUMBER.pack(self._count), 0)
            self._kept = self._count
        except OSError:
            return
        finally:
            os.close(descriptor)


def read(folder: Path) -> int:
    """Return how many were turned away by this producer."""
    try:
        return int(_NUMBER.unpack((folder / _NAME).read_bytes())[0])
    except (OSError, struct.error):
        return 0
