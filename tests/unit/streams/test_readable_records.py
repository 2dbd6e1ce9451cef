"""A header name that is no UTF-8 stops nothing: its record is read, and those around it as before."""

from importlib.metadata import version
from typing import Any

import pytest
from aiokafka.consumer import fetcher  # type: ignore[import-untyped] # no stubs
from aiokafka.record.default_records import (  # type: ignore[import-untyped] # no stubs
    _DefaultRecordBatchBuilderPy,
)
from aiokafka.record.memory_records import MemoryRecords  # type: ignore[import-untyped] # no stubs

from leitstand.streams.readable_records import MADE_FOR, ReadableRecords, install

NONE, GZIP, SNAPPY, LZ4, ZSTD = range(5)


class Odd(str):
    """A name as a client in Latin-1 sends it."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        """Return bytes that are no UTF-8."""
        return "café".encode("latin-1")


def batch(*names: str, compression: int = NONE) -> bytes:
    """Return a batch with one record for each header name."""
    builder = _DefaultRecordBatchBuilderPy(2, compression, 0, -1, -1, -1, 1_000_000)
    for offset, name in enumerate(names):
        builder.append(offset, 1_000, b"key", b"value %d" % offset, [(name, b"x")])
    return bytes(builder.build())


def read(data: bytes, kind: Any = ReadableRecords) -> list[tuple[int, bytes, str]]:
    """Return offset, value and header name of everything, as the fetcher reads it."""
    records = kind(data)
    found: list[tuple[int, bytes, str]] = []
    while records.has_next():
        one = records.next_batch()
        assert one.validate_crc()
        found += [(r.offset, r.value, r.headers[0][0]) for r in one]
    return found


def test_it_is_made_for_the_installed_client() -> None:
    """Another version may have mended it, and moved what is private."""
    assert version("aiokafka") == MADE_FOR


@pytest.mark.parametrize("compression", [NONE, GZIP, SNAPPY, LZ4, ZSTD])
def test_an_odd_name_is_read(compression: int) -> None:
    """With its odd bytes written out, and its neighbours in their order, each once."""
    data = batch("a", Odd("x"), "c", Odd("x"), compression=compression)
    assert read(data) == [
        (0, b"value 0", "a"),
        (1, b"value 1", "caf\\xe9"),
        (2, b"value 2", "c"),
        (3, b"value 3", "caf\\xe9"),
    ]


def test_the_client_alone_chokes_on_it() -> None:
    """The reason for all this; when it fails, the client has learnt it."""
    with pytest.raises(UnicodeDecodeError):
        read(batch("a", Odd("x")), MemoryRecords)


def test_good_batches_around_it_are_read_as_ever() -> None:
    """Several batches of one fetch, and what was cut off at its end is left to the next one."""
    data = batch("a", "ü") + batch(Odd("x")) + batch("b") + batch("c")[:-1]
    names = [name for _, _, name in read(data)]
    assert names == ["a", "ü", "caf\\xe9", "b"]
    assert ReadableRecords(data).size_in_bytes() == len(data)


def test_it_takes_the_place_of_the_clients_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name under which the fetcher looks for it."""
    monkeypatch.setattr(fetcher, "MemoryRecords", MemoryRecords)
    install()
    install()
    assert fetcher.MemoryRecords is ReadableRecords
