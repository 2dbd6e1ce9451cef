"""CloudEvents 1.0 over HTTP: binary, structured and batched.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from urllib.parse import unquote

import msgspec

from leitstand.capture.collector.problems import Kind, RejectedError
from leitstand.capture.collector.shapes import decoded

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
SPEC_VERSION = "1.0"


class Mode(StrEnum):
    """How events stand in a request."""

    BINARY = "binary"
    STRUCTURED = "structured"
    BATCH = "batch"


Required = Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One event in the JSON format; further attributes are allowed and not kept."""

    specversion: str
    id: Required
    source: Required
    type: Required
    time: str | None = None
    """RFC 3339. Needed: it is part of the event's identity."""
    datacontenttype: str | None = None
    data: msgspec.Raw = msgspec.Raw()
    data_base64: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event, in whichever mode it came."""

    id: str
    source: str
    type: str
    time: datetime | None
    data: bytes
    place: str
    """Where in the request it stands, for messages: ``$`` or ``$[3]``."""

    def at(self, name: str) -> str:
        """Return the place of a part of it."""
        return f"{self.place}.{name}"


_one = msgspec.json.Decoder(Envelope)
_many = msgspec.json.Decoder(list[msgspec.Raw])


def mode_of(content_type: str, headers: Mapping[str, str]) -> Mode:
    """Return the mode of a request. Raises RejectedError for one that carries no CloudEvent."""
    media = content_type.partition(";")[0].strip().lower()
    if media == BATCH:
        return Mode.BATCH
    if media == STRUCTURED:
        return Mode.STRUCTURED
    if media.startswith("application/cloudevents"):
        raise RejectedError(Kind.UNSUPPORTED_MEDIA_TYPE)
    if "ce-specversion" not in headers or media not in ("application/json", ""):
        raise RejectedError(Kind.UNSUPPORTED_MEDIA_TYPE)
    return Mode.BINARY


def read(mode: Mode, headers: Mapping[str, str], body: bytes, most: int) -> list[Event]:
    """Return the events of a request. Raises RejectedError."""
    if mode is Mode.BINARY:
        return [_from_headers(headers, body)]
    if mode is Mode.STRUCTURED:
        return [_from_envelope(body, "$")]
    packed = decoded(_many, body, "$")
    if len(packed) > most:
        raise RejectedError(Kind.TOO_MANY_EVENTS)
    return [_from_envelope(one, f"$[{number}]") for number, one in enumerate(packed)]


def _from_envelope(packed: bytes | msgspec.Raw, place: str) -> Event:
    return _event(decoded(_one, packed, place), place)


def _from_headers(headers: Mapping[str, str], body: bytes) -> Event:
    """Header values are percent-encoded (HTTP binding § 3.1.3.2)."""
    names = ("specversion", "id", "source", "type", "time")
    stated = {n: unquote(headers[f"ce-{n}"]) for n in names if f"ce-{n}" in headers}
    try:
        envelope = msgspec.convert(stated, Envelope)
    except msgspec.ValidationError:
        missing = next((n for n in names[:4] if not stated.get(n)), "id")
        raise RejectedError(Kind.INVALID_EVENT, f"ce-{missing}") from None
    return _event(msgspec.structs.replace(envelope, data=msgspec.Raw(body)), "$")


def _event(envelope: Envelope, place: str) -> Event:
    if envelope.specversion != SPEC_VERSION:
        raise RejectedError(Kind.UNKNOWN_VERSION, f"{place}.specversion")
    return Event(
        id=envelope.id,
        source=envelope.source,
        type=envelope.type,
        time=_instant(envelope.time, f"{place}.time"),
        data=_data(envelope, place),
        place=place,
    )


def _data(envelope: Envelope, place: str) -> bytes:
    if envelope.data_base64 is None:
        return bytes(envelope.data)
    try:
        return base64.b64decode(envelope.data_base64, validate=True)
    except (binascii.Error, ValueError):
        raise RejectedError(Kind.INVALID_EVENT, f"{place}.data_base64") from None


def _instant(text: str | None, place: str) -> datetime | None:
    if text is None:
        return None
    wrong = RejectedError(Kind.INVALID_EVENT, place)
    try:
        instant = msgspec.convert(text, datetime)  # It reads RFC 3339 and nothing else.
        if instant.tzinfo is None:
            raise wrong
        return instant.astimezone(UTC)
    except (msgspec.ValidationError, OverflowError):
        raise wrong from None
