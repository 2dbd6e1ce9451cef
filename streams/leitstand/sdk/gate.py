"""May this be recorded: answered from files of the data directory, read again once they change.

A program runs for weeks; a suspended agreement must hold in it at once, without a new start.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from leitstand.capture import register_copy
from leitstand.capture.agreement import AGREEMENT_FILE, Grant, basis_of
from leitstand.capture.register_copy import Known, grant_of
from leitstand.schemas.agreement import Agreement

_log = logging.getLogger("leitstand.sdk")
_ZONE = "Europe/Berlin"
"""For the local agreement; the register brings its own."""
COPY = Path("gateway") / "register.json"
"""The register's copy, as the gateway of the same directory keeps it."""
OWN_COPY = Path("sdk") / "register.json"
"""The same, where the program follows the register itself."""
T = TypeVar("T")


class Watched(Generic[T]):
    """A file and what it says."""

    def __init__(self, path: Path, read: Callable[[Path], T]) -> None:
        self._path = path
        self._read = read
        self._known: tuple[tuple[int, int, int], T] | None = None

    def look(self) -> T:
        """Return what the file says now. Raises FileNotFoundError, OSError."""
        info = self._path.stat()
        state = info.st_mtime_ns, info.st_size, info.st_ino
        known = self._known
        if known is None or known[0] != state:
            self._known = known = state, self._read(self._path)
        return known[1]


class DataGate:
    """Asks ``agreement.yaml`` of a data directory; where there is none, the register's copy."""

    def __init__(self, data: Path) -> None:
        self._agreement: Watched[Agreement | None] = Watched(data / AGREEMENT_FILE, read_agreement)
        self._copies: list[Watched[Known | None]] = [
            Watched(data / path, register_copy.load) for path in (COPY, OWN_COPY)
        ]

    def ask(self, at: datetime, application: str) -> Grant:
        """See :class:`leitstand.capture.agreement.AgreementGate`."""
        try:
            agreement = self._agreement.look()
        except FileNotFoundError:
            return grant_of(self._known(), at, application)
        return Grant(basis=basis_of(agreement, at, ZoneInfo(_ZONE)))

    def _known(self) -> Known | None:
        """Return the newest copy."""
        found = [known for copy in self._copies if (known := _look(copy)) is not None]
        return max(found, key=lambda known: known.release, default=None)


def _look(copy: Watched[Known | None]) -> Known | None:
    try:
        return copy.look()
    except OSError:
        return None


def read_agreement(path: Path) -> Agreement | None:
    """Return the agreement; ``None`` where the file is none: then nothing may be recorded.

    JSON can always be read, other YAML where PyYAML is installed: the base install has none.
    """
    text = path.read_bytes()
    try:
        return msgspec.json.decode(text, type=Agreement)
    except msgspec.DecodeError:
        return _read_yaml(text)


def _read_yaml(text: bytes) -> Agreement | None:
    try:
        return msgspec.yaml.decode(text, type=Agreement)
    except ImportError:
        _log.warning("%s: install PyYAML, or write the file as JSON", AGREEMENT_FILE)
    except msgspec.DecodeError:
        _log.warning("%s is no agreement", AGREEMENT_FILE)
    return None
