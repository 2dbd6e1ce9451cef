"""A copy of a body as it was before its content encoding; what passes through stays as it is."""

import zlib
from typing import Protocol

READABLE = ("gzip", "deflate")
"""Encodings that we can read; no other is asked for."""
LARGEST_BODY_BYTES = 64 * 1024 * 1024
"""Of a decoded body: what is larger is no text for people, or a bomb."""


class Decoder(Protocol):
    """Decodes piece by piece."""

    def feed(self, piece: bytes) -> bytes:
        """Return what this piece decodes to."""
        ...

    @property
    def readable(self) -> bool:
        """Whether everything so far could be decoded."""
        ...


class Identity:
    """No encoding."""

    readable = True

    def feed(self, piece: bytes) -> bytes:
        """Return the piece."""
        return piece


class Unreadable:
    """An encoding that we do not know."""

    readable = False

    def feed(self, piece: bytes) -> bytes:
        """Return nothing."""
        return b""


class Zlib:
    """gzip or deflate."""

    def __init__(self) -> None:
        # 32 + 15: zlib finds out itself whether it is gzip or zlib.
        self._inflate = zlib.decompressobj(32 + 15)
        self._total = 0
        self._broken = False

    @property
    def readable(self) -> bool:
        """See :class:`Decoder`."""
        return not self._broken

    def feed(self, piece: bytes) -> bytes:
        """See :class:`Decoder`; never returns more than the limit in all."""
        if self._broken:
            return b""
        try:
            decoded = self._inflate.decompress(piece, LARGEST_BODY_BYTES - self._total + 1)
        except zlib.error:
            self._broken = True
            return b""
        self._total += len(decoded)
        self._broken = self._total > LARGEST_BODY_BYTES
        return b"" if self._broken else decoded


def readable_only(accept_encoding: str) -> str:
    """Return an ``Accept-Encoding`` without what we can't read: nobody could check such an answer."""
    names = (*READABLE, "identity")
    asked = [part.strip() for part in accept_encoding.split(",")]
    return ", ".join(p for p in asked if p.partition(";")[0].strip() in names) or "identity"


def decoder_for(content_encoding: str | None) -> Decoder:
    """Return the decoder of a ``Content-Encoding`` header."""
    name = (content_encoding or "identity").strip().lower()
    if name in ("", "identity"):
        return Identity()
    return Zlib() if name in (*READABLE, "x-gzip") else Unreadable()
