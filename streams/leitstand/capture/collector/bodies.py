"""Reading a request's body with limits: over the line, and after gunzip."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.requests import Request

from leitstand.capture.collector.config import LimitsConfig
from leitstand.capture.collector.problems import Kind, RejectedError

_PIECE = 1024 * 1024
_ENCODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Window bits for zlib: 16 + 15 is gzip (RFC 1952), 15 zlib (RFC 9110 § 8.4.1.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as it came; unpacked only when its turn has come, as it may grow much."""

    raw: bytes
    window_bits: int | None
    """``None`` where it is not packed."""
    limit: int

    def content(self) -> bytes:
        """Return what was sent. Raises RejectedError."""
        if self.window_bits is None:
            return self.raw
        return inflate(self.raw, self.window_bits, self.limit)


async def receive(request: Request, limits: LimitsConfig) -> Body:
    """Return the body. Raises RejectedError, ClientDisconnect."""
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", *_ENCODINGS):
        raise RejectedError(Kind.UNSUPPORTED_ENCODING)
    raw = await _received(request, limits)
    return Body(raw=raw, window_bits=_ENCODINGS.get(encoding), limit=limits.decoded_bytes)


async def _received(request: Request, limits: LimitsConfig) -> bytes:
    limit = limits.body_bytes
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated[:20]) > limit:
        raise RejectedError(Kind.TOO_LARGE)
    pieces: list[bytes] = []
    size = 0
    async for piece in _pieces(request, limits.silence_seconds):
        size += len(piece)
        if size > limit:
            raise RejectedError(Kind.TOO_LARGE)
        pieces.append(piece)
    return b"".join(pieces)


async def _pieces(request: Request, silence_s: float) -> AsyncIterator[bytes]:
    """Yield the body as it comes. Raises RejectedError when it stops coming, ClientDisconnect."""
    coming = request.stream()
    while True:
        try:
            async with asyncio.timeout(silence_s):
                piece = await anext(coming, None)
        except TimeoutError:
            raise RejectedError(Kind.TOO_SLOW) from None
        if piece is None:
            return
        yield piece


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
