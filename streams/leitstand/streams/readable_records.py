"""Records whose header names are no UTF-8: read, not choked on.

The protocol says UTF-8, the broker does not check, and a client in C may send anything. aiokafka 0.14.0
raises over such a name, skips what it had read before it, and raises again at the next fetch, so that a
single record would stop the audit for good. Here a batch that it cannot read is read by its slower
implementation in Python, with the odd bytes of a name written as ``\\xe9``.
"""

# pyright: basic
# aiokafka's records are private.
import struct
from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher  # type: ignore[import-untyped] # no stubs
from aiokafka.record.default_records import (  # type: ignore[import-untyped] # no stubs
    _DefaultRecordBatchPy,
)
from aiokafka.record.memory_records import MemoryRecords  # type: ignore[import-untyped] # no stubs

MADE_FOR = "0.14.0"
"""The version of aiokafka whose private parts these are."""

_LENGTH = struct.Struct(">8xi")
"""Of a batch, after its base offset."""


def install() -> None:
    """Let every consumer of this process read such records. Safe to call again."""
    fetcher.MemoryRecords = ReadableRecords


class ReadableRecords:
    """The batches of one fetch of one partition; in the place of aiokafka's ``MemoryRecords``."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        self._place = 0
        self._records = MemoryRecords(data)
        self.has_next = self._records.has_next
        self.size_in_bytes = self._records.size_in_bytes

    def next_batch(self) -> "ReadableBatch":
        """Return the next batch."""
        batch = self._records.next_batch()
        begin = self._place
        (length,) = _LENGTH.unpack_from(self._data, begin)
        self._place = begin + _LENGTH.size + length
        return ReadableBatch(batch, self._data[begin : self._place])


class ReadableBatch:
    """One batch: fast as long as it can be."""

    def __init__(self, batch: Any, data: memoryview) -> None:
        self._batch = batch
        self._data = data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        last = -1
        try:
            for record in self._batch:
                yield record
                last = record.offset
        except UnicodeDecodeError:
            yield from (r for r in _LenientBatch(bytes(self._data)) if r.offset > last)


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc] # untyped
    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        if not isinstance(self._buffer, _LenientBytes):
            self._buffer = _LenientBytes(self._buffer)


class _LenientBytes(bytearray):
    """Bytes whose slices decode to something, always; all that the batch decodes is names."""

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        return _LenientBytes(found) if isinstance(key, slice) else found

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return the text, odd bytes as ``\\xe9``."""
        del errors
        return bytes(self).decode(encoding, "backslashreplace")
