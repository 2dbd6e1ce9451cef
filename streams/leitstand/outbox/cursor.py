"""How far a producer's records have been sent; written after the broker acknowledged.

The file is the CRC-32C of the rest in eight hexadecimal digits, a blank, and JSON: a flipped digit
would otherwise be another position, and what lies before it would never be sent.
"""

import os
from pathlib import Path

import crc32c
import msgspec

_NAME = "cursor"
_CHECK_BYTES = 9


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """A position in a producer's segments, and what happened up to it."""

    segment: str = ""
    """File name; empty before the first."""
    offset: int = 0
    """Where the next frame begins."""
    sequence: int = 0
    """Of the last record that is done."""
    sent: int = 0
    set_aside: int = 0
    """Records that the broker will never take; kept in ``set_aside.frames``."""
    damaged: int = 0
    """Records lost to damaged bytes: gaps in the sequence."""
    torn_bytes: int = 0
    """Behind the last sound record of a dead producer: what its crash left half-written."""


def load(folder: Path) -> Cursor:
    """Return the cursor of a producer; a missing or damaged one starts over, which only resends."""
    try:
        written = (folder / _NAME).read_bytes()
    except FileNotFoundError:
        return Cursor()
    text = written[_CHECK_BYTES:]
    return msgspec.json.decode(text, type=Cursor) if written == _checked(text) else Cursor()


def save(folder: Path, cursor: Cursor) -> None:
    """Replace the cursor durably: after a crash there is the old one or the new one."""
    draft = folder / f".{_NAME}"
    with draft.open("wb") as file:
        file.write(_checked(msgspec.json.encode(cursor)))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _NAME)


def _checked(text: bytes) -> bytes:
    return b"%08x %b" % (crc32c.crc32c(text), text)
