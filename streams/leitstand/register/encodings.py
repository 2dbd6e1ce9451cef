"""Which encoding a text file has: found by its bytes, in one pass of bounded memory."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 1 << 20
_HEAD = 4096


class NotTextError(Exception):
    """The file is no text in an encoding that spreadsheets write; ``line`` is where it shows."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def encoding_of(file: BinaryIO) -> str:
    """Return the codec of a seekable file and leave it at its beginning. Raises NotTextError.

    UTF-16 as Excel's "Unicode text" and Moodle write it (told by its mark, else by its zero bytes),
    UTF-8 with or without mark, else Windows-1252. What is valid UTF-8 by chance does not occur in
    texts with umlauts; other one-byte encodings look like Windows-1252 and cannot be told from it.
    """
    file.seek(0)
    head = file.read(_HEAD)
    wrong = 1
    for codec in _candidates(head):
        fault = _first_fault(file, codec)
        if fault is None:
            file.seek(0)
            return codec
        wrong = fault
    raise NotTextError(wrong)


def _candidates(head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" not in head:
        return ("utf-8-sig", "cp1252")
    zeros = [half.count(0) for half in (head[0::2], head[1::2])]
    if max(zeros) * 4 < len(head) or min(zeros):
        return ()
    return ("utf-16-le",) if zeros[1] else ("utf-16-be",)


def _first_fault(file: BinaryIO, codec: str) -> int | None:
    """Return the line of the first byte that does not fit, ``None`` if all do."""
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    for chunk, last in _chunks(file):
        try:
            text = decoder.decode(chunk, last)
        except UnicodeDecodeError as error:
            return line + chunk.count(b"\n", 0, error.start)
        if "\0" in text:
            return line + text.count("\n", 0, text.index("\0"))
        line += text.count("\n")
    return None


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield the whole file, then an empty chunk that is the last."""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk, False
    yield b"", True
