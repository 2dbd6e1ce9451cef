"""Reading a request's body with limits: over the line, and after gunzip."""

import zlib

from starlette.requests import ClientDisconnect, Request

from leitstand.capture.collector.config import LimitsConfig
from leitstand.capture.collector.problems import Kind, RejectedError

_PIECE = 1024 * 1024
_ENCODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Window bits for zlib: 16 + 15 is gzip (RFC 1952), 15 zlib (RFC 9110 § 8.4.1.2)."""


async def read(request: Request, limits: LimitsConfig) -> bytes:
    """Return the body, decoded. Raises RejectedError, ClientDisconnect."""
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", *_ENCODINGS):
        raise RejectedError(Kind.UNSUPPORTED_ENCODING)
    raw = await _received(request, limits.body_bytes)
    if encoding in _ENCODINGS:
        return inflate(raw, _ENCODINGS[encoding], limits.decoded_bytes)
    return raw


async def _received(request: Request, limit: int) -> bytes:
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:20]) > limit:
        raise RejectedError(Kind.TOO_LARGE)
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise RejectedError(Kind.TOO_LARGE)
        pieces.append(piece)
    return b"".join(pieces)


def inflate(raw: bytes, window_bits: int, limit: int) -> bytes:
    """Return what is packed, never more than the limit. Raises RejectedError.

    A file of gzip may have several members (RFC 1952 § 2.2).
    """
    pieces: list[bytes] = []
    left = limit
    while raw:
        unpacker = zlib.decompressobj(window_bits)
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(raw, min(_PIECE, left + 1))
            except zlib.error:
                raise RejectedError(Kind.INVALID_BODY) from None
            left -= len(piece)
            if left < 0:
                raise RejectedError(Kind.TOO_LARGE)
            if not piece and not unpacker.eof:  # It wants more, and there is no more.
                raise RejectedError(Kind.INVALID_BODY)
            pieces.append(piece)
            raw = unpacker.unconsumed_tail
        raw = unpacker.unused_data
    return b"".join(pieces)


__all__ = ["ClientDisconnect", "inflate", "read"]
