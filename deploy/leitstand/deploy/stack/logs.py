"""A log file per process, cut by size.

The process writes to the file itself (appending), so that its last words survive the supervisor.
Cutting copies and empties the file; what is written in the instant between may be lost.
"""

import shutil
from pathlib import Path
from typing import BinaryIO

from leitstand.deploy.settings import Home

LIMIT_BYTES = 20 * 1024 * 1024
KEPT = 3
"""Older files that are kept beside the current one."""


def log_path(home: Home, label: str) -> Path:
    """Return the log file of an instance."""
    return home.logs / f"{label}.log"


def open_log(home: Home, label: str) -> BinaryIO:
    """Open it for appending."""
    home.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
    return log_path(home, label).open("ab", buffering=0)


def rotate(path: Path, limit: int = LIMIT_BYTES, kept: int = KEPT) -> bool:
    """Cut the file if it is larger than ``limit``; tell whether it was."""
    try:
        if path.stat().st_size <= limit:
            return False
    except FileNotFoundError:
        return False
    for number in range(kept - 1, 0, -1):
        older = _numbered(path, number)
        if older.exists():
            older.replace(_numbered(path, number + 1))
    shutil.copyfile(path, _numbered(path, 1))
    with path.open("r+b") as file:
        file.truncate(0)
    return True


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")
