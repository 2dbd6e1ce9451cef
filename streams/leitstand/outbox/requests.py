"""How many requests began and ended beside a producer: the gateway's own count, apart from its records.

A request that began and ended without a record is one that the record misses. The numbers stand in a
file that is written in place at each change: they outlive the process, if not a loss of power.
"""

import os
import struct
from contextlib import suppress
from pathlib import Path

import msgspec

_NAME = "requests"
_NUMBERS = struct.Struct("<QQ")


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What a process counted."""

    begun: int = 0
    ended: int = 0


class Requests:
    """Counts on disk, best effort: a disk that takes nothing keeps the last numbers."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._descriptor: int | None = None
        self._begun = self._ended = 0

    def begin(self) -> None:
        """Count one that has to be recorded."""
        self._begun += 1
        self._write()

    def end(self) -> None:
        """Count one that is over, and was recorded if it could be."""
        self._ended += 1
        self._write()

    def close(self) -> None:
        """Give up the file."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _write(self) -> None:
        with suppress(OSError):
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            os.pwrite(self._descriptor, _NUMBERS.pack(self._begun, self._ended), 0)


def read(folder: Path) -> Counted:
    """Return what was counted beside this producer; nothing where nobody counts."""
    try:
        begun, ended = _NUMBERS.unpack((folder / _NAME).read_bytes())
    except (OSError, struct.error):
        return Counted()
    return Counted(begun=begun, ended=ended)
