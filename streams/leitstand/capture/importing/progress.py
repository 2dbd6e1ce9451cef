"""How far an import came: so that the next start goes on there."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

import msgspec

_CHUNK = 1 << 20


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    line: int


class Progress:
    """The last line of one file that is durable. A file is known by its bytes, not by its name."""

    def __init__(self, directory: Path, source: str, file: BinaryIO) -> None:
        """Read how far it is; leaves the file at its beginning."""
        digest = hashlib.sha256()
        file.seek(0)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        file.seek(0)
        self._path = directory / f"{source}-{digest.hexdigest()[:32]}.json"
        self.line = self._load()
        """Everything up to this line was written down."""

    def reached(self, line: int) -> None:
        """Remember a line. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        with draft.open("wb") as file:
            file.write(msgspec.json.encode(_Place(line=line)))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)
        self.line = line

    def _load(self) -> int:
        # A damaged one costs time only: what is written twice has the same id.
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Place).line
        except (OSError, msgspec.MsgspecError):
            return 0
