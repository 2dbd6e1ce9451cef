"""Content codings that clickhouse-connect negotiates, in both directions."""

# pyright: basic
# lz4 carries no types.
import gzip
import zlib
from collections.abc import Callable
from typing import Any

import lz4.frame  # type: ignore[import-untyped]  # it has none
from backports import zstd

from leitstand.deploy.endpoint.errors import BAD_ARGUMENTS, EndpointError

_WORTH_IT = 1024
"""Bytes below which compressing costs more than it saves."""

_PACK: dict[str, Callable[[bytes], bytes]] = {
    "lz4": lz4.frame.compress,
    "zstd": lambda data: zstd.compress(data, 1),
    "gzip": lambda data: gzip.compress(data, 1),
    "deflate": lambda data: zlib.compress(data, 1),
}


def _every_frame(new: Callable[[], Any]) -> Callable[[bytes], bytes]:
    """Return a function that decompresses frame after frame until the last byte.

    clickhouse-connect makes a frame of each block it inserts. ``lz4.frame.decompress`` and
    ``zlib.decompress`` stop after the first one and say nothing: rows would be lost, acknowledged.
    """

    def unpack_all(data: bytes) -> bytes:
        pieces: list[bytes] = []
        while data:
            one = new()
            pieces.append(one.decompress(data))
            if not one.eof:
                message = "the last frame is cut off"
                raise EOFError(message)
            data = one.unused_data or b""
        return b"".join(pieces)

    return unpack_all


_UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "lz4": _every_frame(lz4.frame.LZ4FrameDecompressor),
    "zstd": _every_frame(zstd.ZstdDecompressor),
    "gzip": gzip.decompress,
    "deflate": _every_frame(zlib.decompressobj),
}


def choose(accepted: str, size: int) -> str:
    """Return the first coding of an Accept-Encoding header that we know; empty = send as is."""
    if size < _WORTH_IT:
        return ""
    names = (part.partition(";")[0].strip().lower() for part in accepted.split(","))
    return next((name for name in names if name in _PACK), "")


def pack(coding: str, data: bytes) -> bytes:
    """Compress."""
    return _PACK[coding](data)


def unpack(coding: str, data: bytes) -> bytes:
    """Decompress; raise EndpointError for an unknown coding and for broken data."""
    if coding in {"", "identity"}:
        return data
    try:
        return _UNPACK[coding](data)
    except KeyError:
        words = "Unknown Content-Encoding."
    except (RuntimeError, zstd.ZstdError, zlib.error, OSError, EOFError):
        words = "Content-Encoding does not match the data."
    raise EndpointError.refused(BAD_ARGUMENTS, words, "BAD_ARGUMENTS")
