"""Reading one interaction record: everything that can be told without a key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.schemas.cloudevents import SPEC_VERSION
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord, Sealed
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.errors import RefusedError

T = TypeVar("T")

OLDEST = timedelta(days=400)
NEWEST = timedelta(hours=1)

_REQUIRED = {"ce_specversion", "ce_id", "ce_type", "ce_time", "ce_source", "ce_tenant"}
_VERSION = SPEC_VERSION.encode()
_TYPE = topics.INTERACTIONS.encode()

_decode_record = msgspec.json.Decoder(InteractionRecord).decode
_decode_open = msgspec.json.Decoder(Interaction).decode
_decode_content = msgspec.json.Decoder(Content).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """An interaction whose open part is read and whose sealed part is still closed."""

    interaction: Interaction
    open_bytes: bytes
    """Exactly as captured: the seal is bound to them."""
    sealed: Sealed


def read_envelope(record: Record, tenant: str) -> Envelope:
    """Return the envelope of a record, checked against its headers, key and broker time.

    Raises RefusedError with the first reason that holds.
    """
    headers = dict(record.headers)
    _check_headers(headers, tenant)
    raw = _decoded(_decode_record, record.value)
    open_bytes = bytes(raw.open)
    interaction = _decoded(_decode_open, open_bytes)
    _check_agreement_of(headers, record.key, interaction)
    _check_time(interaction.occurred_at, record.timestamp_ms)
    return Envelope(interaction=interaction, open_bytes=open_bytes, sealed=raw.sealed)


def read_content(plaintext: bytes) -> Content:
    """Return the opened sealed part. Raises RefusedError."""
    return _decoded(_decode_content, plaintext)


def _check_headers(headers: Mapping[str, bytes], tenant: str) -> None:
    if not headers.keys() >= _REQUIRED:
        raise RefusedError(DeadLetterReason.MISSING_HEADER)
    if headers["ce_specversion"] != _VERSION or headers["ce_type"] != _TYPE:
        raise RefusedError(DeadLetterReason.UNKNOWN_VERSION)
    if headers["ce_tenant"] != tenant.encode():
        raise RefusedError(DeadLetterReason.UNKNOWN_TENANT)


def _decoded(decode: Callable[[bytes], T], value: bytes | None) -> T:
    try:
        return decode(value or b"")
    except (msgspec.ValidationError, RecursionError):
        raise RefusedError(DeadLetterReason.WRONG_SHAPE) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RefusedError(DeadLetterReason.NOT_JSON) from None


def _check_agreement_of(
    headers: Mapping[str, bytes], key: bytes | None, interaction: Interaction
) -> None:
    event_id = str(interaction.event_id).encode()
    same = (
        headers["ce_id"] == event_id == key
        and headers["ce_tenant"] == interaction.tenant.encode()
        and _instant(headers["ce_time"]) == interaction.occurred_at
    )
    if not same:
        raise RefusedError(DeadLetterReason.HEADER_MISMATCH)


def _instant(header: bytes) -> datetime | None:
    try:
        instant = datetime.fromisoformat(header.decode())
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _check_time(occurred_at: datetime, broker_ms: int) -> None:
    # Measured against the broker's time, not this process's: a redelivery years later, or a
    # worker whose clock is wrong, comes to the same result.
    arrived = datetime.fromtimestamp(broker_ms / 1000, UTC)
    if not arrived - OLDEST <= occurred_at <= arrived + NEWEST:
        raise RefusedError(DeadLetterReason.TIME_OUT_OF_RANGE)
