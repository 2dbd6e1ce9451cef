"""One record as it stands in a segment: a head, and a payload that both checks.

::

    magic "LSO1" | payload length u32 | sequence u64 | appended, Unix ms u64 | CRC-32C u32 | payload

little endian; the checksum covers everything but itself. The magic lets a reader find its way
again behind damaged bytes.
"""

import struct
from dataclasses import dataclass

import crc32c
import msgspec

from leitstand.broker.ports import Outgoing
from leitstand.outbox.errors import RecordTooLargeError

MAGIC = b"LSO1"
_HEAD = struct.Struct("<4sIQQ")
_CHECK = struct.Struct("<I")
HEAD_BYTES = _HEAD.size + _CHECK.size
_PAYLOAD = tuple[str, bytes | None, tuple[tuple[str, bytes], ...], bytes | None]
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_PAYLOAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One whole, checked record."""

    sequence: int
    appended_ms: int
    end: int
    """Where the next frame begins."""
    payload: bytes

    def outgoing(self) -> Outgoing:
        """Return the record as it was given to the outbox."""
        topic, key, headers, value = _decoder.decode(self.payload)
        return Outgoing(topic=topic, key=key, headers=headers, value=value)


def encode(sequence: int, appended_ms: int, outgoing: Outgoing, limit: int) -> bytes:
    """Return the bytes of a frame. Raises RecordTooLargeError."""
    payload = _encoder.encode((outgoing.topic, outgoing.key, outgoing.headers, outgoing.value))
    if len(payload) > limit:
        message = f"{len(payload)} bytes; the limit is {limit}"
        raise RecordTooLargeError(message)
    head = _HEAD.pack(MAGIC, len(payload), sequence, appended_ms)
    return head + _CHECK.pack(_check(head, payload)) + payload


def read(buffer: bytes, at: int) -> Frame | None:
    """Return the frame that begins there, or None where there is no whole and sound one."""
    if len(buffer) - at < HEAD_BYTES:
        return None
    magic, length, sequence, appended_ms = _HEAD.unpack_from(buffer, at)
    end = at + HEAD_BYTES + length
    if magic != MAGIC or end > len(buffer):
        return None
    head, payload = buffer[at : at + _HEAD.size], buffer[at + HEAD_BYTES : end]
    if _CHECK.unpack_from(buffer, at + _HEAD.size)[0] != _check(head, payload):
        return None
    return Frame(sequence=sequence, appended_ms=appended_ms, end=end, payload=payload)


def length(buffer: bytes) -> int:
    """Return how long the frame is that a buffer begins with, by its head; 0 where none begins."""
    if len(buffer) < HEAD_BYTES or not buffer.startswith(MAGIC):
        return 0
    return HEAD_BYTES + int(_HEAD.unpack_from(buffer)[1])


def find(buffer: bytes, after: int) -> int | None:
    """Return where the first sound frame behind damaged bytes begins, or None."""
    at = buffer.find(MAGIC, after)
    while at >= 0:
        if read(buffer, at):
            return at
        at = buffer.find(MAGIC, at + 1)
    return None


def _check(head: bytes, payload: bytes) -> int:
    return crc32c.crc32c(payload, crc32c.crc32c(head))
