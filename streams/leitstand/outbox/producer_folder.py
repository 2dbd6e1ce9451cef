"""The folder of one producer: made whole or not at all, owned by one living process."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leitstand.outbox.lock import FileLock

OWNER_LOCK = "owner.lock"
DRAIN_LOCK = "drain.lock"
_NAME_LIMIT = 40
"""Leaves room for the start in a producer name of 64 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedFolder:
    """A folder that this process writes to."""

    path: Path
    lock: FileLock

    @property
    def producer(self) -> str:
        """Name of this start of this process; sequences in it begin at 1."""
        return self.path.name


def create(outbox: Path, name: str, now: datetime) -> OwnedFolder:
    """Make the folder of a new producer and take it into possession. Raises OSError."""
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    start = f"{int(now.timestamp() * 1000):012x}-{secrets.token_hex(2)}"
    final = outbox / f"{name[:_NAME_LIMIT]}.{start}"
    draft = outbox / f".{final.name}"
    draft.mkdir(mode=0o700)
    lock = FileLock.try_take(draft / OWNER_LOCK)
    if lock is None:
        message = "a new folder is already owned"
        raise FileExistsError(message)
    # Renamed only now: a drain would take a folder without an owner for an abandoned one.
    draft.rename(final)
    sync_folder(outbox)
    return OwnedFolder(path=final, lock=lock)


def has_owner(folder: Path) -> bool:
    """Say whether a living process may still append to the folder; nobody to one that is gone."""
    try:
        lock = FileLock.try_take(folder / OWNER_LOCK)
    except FileNotFoundError:
        return False
    if lock is None:
        return True
    lock.release()
    return False


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
