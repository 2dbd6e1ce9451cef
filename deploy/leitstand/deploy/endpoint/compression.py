"""Content codings that clickhouse-connect negotiates, in both directions."""

# pyright: basic
# lz4 carries no types.
import gzip
import zlib
from collections.abc import Callable

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
_UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "lz4": lz4.frame.decompress,
    "zstd": zstd.decompress,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
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
