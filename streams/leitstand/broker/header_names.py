"""Records whose header names are no UTF-8: read, not choked on.

The protocol says UTF-8, the broker does not check, and a client in C may send anything. kafka-python
takes such a record for corrupt at each fetch anew, so that one would stop its reader for good. Here
it is read once more, with the odd bytes of a name written as ``\\xe9``.
"""

# pyright: basic, reportAttributeAccessIssue=false
# kafka-python carries no types, and how it reads a record is private; the contract suite reads one.
from typing import Any, SupportsIndex

from kafka.record import memory_records  # type: ignore[import-untyped] # no stubs
from kafka.record.default_records import (  # type: ignore[import-untyped] # no stubs
    DefaultRecordBatch,
)


def install() -> None:
    """Let every reader of this process read such records. Safe to call again."""
    memory_records.DefaultRecordBatch = _Batch


class _Batch(DefaultRecordBatch):  # type: ignore[misc] # no stubs
    _buffer: Any

    def _read_msg(self) -> Any:
        try:
            return super()._read_msg()
        except UnicodeDecodeError:
            strict, self._buffer = self._buffer, _Patient(self._buffer)
            try:
                return super()._read_msg()
            finally:
                self._buffer = strict


class _Patient(bytes):
    """Bytes whose parts are decoded whatever they hold."""

    def __getitem__(self, place: SupportsIndex | slice) -> Any:
        found = super().__getitem__(place)
        return _Patient(found) if isinstance(found, bytes) else found

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Write what is no text as an escape."""
        del errors
        return super().decode(encoding, "backslashreplace")
