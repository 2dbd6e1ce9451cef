"""Content codings that clickhouse-connect negotiates, in both directions."""

# pyright: basic
# lz4 carries no types.
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lz4.frame  # type: ignore[import-untyped]  # it has none
from backports import zstd

from leitstand.deploy.endpoint.errors import BAD_ARGUMENTS, EndpointError
from leitstand.deploy.endpoint.limits import LARGEST_BODY, too_large

_WORTH_IT = 1024
"""Bytes below which compressing costs more than it saves."""
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Packer:
    """Compresses one answer, piece by piece, into one frame: the client reads only the first."""

    pack: Callable[[bytes], bytes]
    finish: Callable[[], bytes]
    """Returns what is still held back, and the frame's end."""


def _lz4() -> Packer:
    frame = lz4.frame.LZ4FrameCompressor()
    head = [frame.begin()]
    return Packer(
        lambda data: (head.pop() if head else b"") + frame.compress(data),
        lambda: (head.pop() if head else b"") + frame.flush(),
    )


def _zstd() -> Packer:
    frame = zstd.ZstdCompressor(level=1)
    return Packer(frame.compress, frame.flush)


def _zlib(window_bits: int) -> Callable[[], Packer]:
    def begin() -> Packer:
        frame = zlib.compressobj(1, zlib.DEFLATED, window_bits)
        return Packer(frame.compress, frame.flush)

    return begin


_PACKERS: dict[str, Callable[[], Packer]] = {
    "lz4": _lz4,
    "zstd": _zstd,
    "gzip": _zlib(_GZIP),
    "deflate": _zlib(zlib.MAX_WBITS),
}
_UNPACKERS: dict[str, Callable[[], Any]] = {
    "lz4": lz4.frame.LZ4FrameDecompressor,
    "zstd": zstd.ZstdDecompressor,
    "gzip": lambda: zlib.decompressobj(_GZIP),
    "deflate": zlib.decompressobj,
}


def choose(accepted: str, size: int) -> str:
    """Return the first coding of an Accept-Encoding header that we know; empty = send as is."""
    if size < _WORTH_IT:
        return ""
    names = (part.partition(";")[0].strip().lower() for part in accepted.split(","))
    return next((name for name in names if name in _PACKERS), "")


def packer(coding: str) -> Packer:
    """Return what compresses one answer; an empty coding leaves it as it is."""
    return _PACKERS[coding]() if coding else Packer(bytes, bytes)


def unpack(coding: str, data: bytes, largest: int = LARGEST_BODY) -> bytes:
    """Decompress; raise EndpointError for an unknown coding, broken data and too much of it."""
    if coding in {"", "identity"}:
        return data
    try:
        return _every_frame(_UNPACKERS[coding], data, largest)
    except KeyError:
        words = "Unknown Content-Encoding."
    except (RuntimeError, zstd.ZstdError, zlib.error, OSError, EOFError):
        words = "Content-Encoding does not match the data."
    raise EndpointError.refused(BAD_ARGUMENTS, words, "BAD_ARGUMENTS")


def _every_frame(begin: Callable[[], Any], data: bytes, largest: int) -> bytes:
    """Decompress frame after frame until the last byte, and not one byte more than ``largest``.

    clickhouse-connect makes a frame of each block it inserts. ``lz4.frame.decompress`` and
    ``zlib.decompress`` stop after the first one and say nothing: rows would be lost, acknowledged.
    """
    pieces: list[bytes] = []
    room = largest
    while data:
        frame = begin()
        pieces.append(frame.decompress(data, room + 1))
        room -= len(pieces[-1])
        if room < 0:
            raise too_large()
        if not frame.eof:
            message = "the last frame is cut off"
            raise EOFError(message)
        data = frame.unused_data or b""
    return b"".join(pieces)
