"""Results piece by piece: chDB writes each block as a document of its own, these make one of them.

Only formats whose documents can follow each other are here; any other result is made whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

_END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"
_PREFIX = 8


def _one_after_another(documents: Iterable[bytes]) -> Iterator[bytes]:
    yield from documents


def _arrow_stream(documents: Iterable[bytes]) -> Iterator[bytes]:
    """Keep the schema of the first document only, and one end.

    A stream is messages: continuation mark and size of the head (4 bytes each, little-endian), head,
    body. The schema comes first and has no body.
    https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
    """
    begin = 0
    for document in documents:
        yield document[begin : -len(_END_OF_STREAM)]
        begin = _PREFIX + int.from_bytes(document[4:_PREFIX], "little")
    yield _END_OF_STREAM


Joiner = Callable[[Iterable[bytes]], Iterator[bytes]]

JOINERS: Mapping[str, Joiner] = {
    **dict.fromkeys(("Native", "RowBinary"), _one_after_another),
    **dict.fromkeys(("TabSeparated", "TSV", "CSV"), _one_after_another),
    "ArrowStream": _arrow_stream,
}
"""By the name of the format, as ClickHouse spells it."""
