"""A request's body: read whole within the budget, and a copy of it as it was before its encoding."""

import asyncio
import zlib
from io import BytesIO

from starlette.types import Message, Receive

from leitstand.capture.decoding import LARGEST_BODY_BYTES, READABLE
from leitstand.capture.gateway import answers
from leitstand.capture.gateway.answers import DeclinedError
from leitstand.capture.gateway.budget import Held
from leitstand.capture.presented_keys import RawHeaders

_EITHER = 32 + zlib.MAX_WBITS
"""zlib finds out itself whether it is gzip or zlib."""


SILENCE_S = 60.0
"""Of a client whose request is not whole: who stalls must not keep the room of others."""


class ClientGoneError(Exception):
    """The client hung up before its request was whole: nothing happened."""


async def read_body(
    receive: Receive, headers: RawHeaders, limit: int, held: Held, silence_s: float = SILENCE_S
) -> bytes:
    """Return the whole body. Raises DeclinedError, ClientGoneError."""
    declared = _declared(headers)
    if declared > limit:
        raise DeclinedError(answers.too_large(limit))
    await held.declare(declared)
    gathered = BytesIO()  # Unlike a list of pieces, it never holds the body twice.
    size = 0
    while True:
        message = await _received(receive, silence_s)
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise DeclinedError(answers.too_large(limit))
        held.grow(size)
        if not message.get("more_body", False) and size == len(piece):
            return piece
        gathered.write(piece)
        if not message.get("more_body", False):
            return gathered.getvalue()


async def _received(receive: Receive, silence_s: float) -> Message:
    try:
        async with asyncio.timeout(silence_s):
            return await receive()
    except TimeoutError:
        raise DeclinedError(answers.stalled()) from None


def decoded(body: bytes, content_encoding: str, held: Held) -> bytes | None:
    """Return the body as it was before its encoding, or None where that cannot be read.

    Nothing behind the first compressed stream is passed over: it would be read by the upstream and
    not by us. Raises DeclinedError when there is no room for it.
    """
    name = content_encoding.strip().lower()
    if name in ("", "identity"):
        return body
    if name not in (*READABLE, "x-gzip"):
        return None
    inflate = zlib.decompressobj(_EITHER)
    try:
        plain = inflate.decompress(body, LARGEST_BODY_BYTES)
    except zlib.error:
        return None
    held.grow(len(body) + len(plain))
    return plain if inflate.eof and not inflate.unused_data else None


def _declared(headers: RawHeaders) -> int:
    value = next((value for name, value in headers if name == b"content-length"), b"")
    return int(value) if value.isdigit() else 0
