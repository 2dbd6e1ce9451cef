"""OTLP/HTTP on the wire: protobuf or JSON, requests, answers, errors.

https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

import base64
from enum import StrEnum
from typing import TypeVar

import msgspec
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message

from leitstand.capture.collector.problems import EXPLANATIONS, Kind, RejectedError

M = TypeVar("M", bound=Message)

_DEPTH = 64
"""Of nested values; telemetry of GenAI calls has about ten."""
_INVALID_ARGUMENT, _RESOURCE_EXHAUSTED, _INTERNAL, _UNAVAILABLE = 3, 8, 13, 14


class Encoding(StrEnum):
    """How a request is written, and so its answer."""

    PROTOBUF = "application/x-protobuf"
    JSON = "application/json"


def encoding_of(content_type: str) -> Encoding:
    """Return the encoding. Raises RejectedError."""
    try:
        return Encoding(content_type.partition(";")[0].strip().lower())
    except ValueError:
        raise RejectedError(Kind.UNSUPPORTED_MEDIA_TYPE) from None


def decode(encoding: Encoding, body: bytes, message: M) -> M:
    """Fill the message from a body and return it. Raises RejectedError."""
    try:
        if encoding is Encoding.PROTOBUF:
            message.ParseFromString(body)
        else:
            document = msgspec.json.decode(body, type=dict[str, object])
            json_format.ParseDict(
                document, message, ignore_unknown_fields=True, max_recursion_depth=_DEPTH
            )
    # ParseDict meets values of every wrong type, and not all become a ParseError.
    except (
        DecodeError,
        json_format.ParseError,
        msgspec.DecodeError,
        RecursionError,
        UnicodeError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        OverflowError,
    ):
        raise RejectedError(Kind.INVALID_BODY) from None
    return message


def encode(encoding: Encoding, message: Message) -> bytes:
    """Return an answer's body."""
    if encoding is Encoding.PROTOBUF:
        return message.SerializeToString()
    return json_format.MessageToJson(message, indent=None).encode()


def hex_id(raw: bytes, encoding: Encoding, size: int) -> str:
    """Return a trace or span id in hexadecimal; empty where it is missing or all zeros.

    OTLP's JSON writes ids in hexadecimal, the protobuf library reads Base64 there: the same text
    comes back by writing Base64 again.
    """
    text = base64.b64encode(raw).decode() if encoding is Encoding.JSON else raw.hex()
    text = text.lower()
    whole = len(text) == 2 * size and set(text) <= set("0123456789abcdef")
    return text if whole and set(text) != {"0"} else ""


def status_bytes(error: RejectedError) -> bytes:
    """Return a ``google.rpc.Status`` in protobuf: what OTLP asks for as the body of an error."""
    text = f"{error.kind.value}: {EXPLANATIONS[error.kind].detail}".encode()
    return b"\x08" + bytes([status_code(error)]) + b"\x12" + _varint(len(text)) + text


def status_code(error: RejectedError) -> int:
    """Return the code of gRPC that belongs to the HTTP status."""
    if error.kind is Kind.TOO_BUSY:
        return _RESOURCE_EXHAUSTED
    if error.kind is Kind.FAILED:
        return _INTERNAL
    return _UNAVAILABLE if error.kind is Kind.NOT_RECORDED else _INVALID_ARGUMENT


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
