"""The state of the register as its topic holds it: encoded histories by compaction key.

State stays encoded. It is compared and hashed as bytes, and 100,000 people would take three times
the memory as objects while a process asks for few of them at any moment.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from leitstand.register.errors import RegisterDamagedError
from leitstand.schemas.register import (
    VALUE_TYPES,
    History,
    Interval,
    Release,
    history_type,
    record_key,
)
from leitstand.schemas.vocabulary import ObjectKind

State = Mapping[str, bytes]
"""Compaction key → encoded :class:`History`, releases not among them."""

Intervals = tuple[Interval[Any], ...]
"""What an object was through time; the values are all of the type of its kind."""

_KINDS = {kind.value: kind for kind in ObjectKind}
_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODERS = {kind: msgspec.json.Decoder(history_type(kind)) for kind in VALUE_TYPES}


def decode_history(kind: ObjectKind, value: bytes) -> History[Any]:
    """Return the history in a record. Raises RegisterDamagedError."""
    try:
        history: History[Any] = _DECODERS[kind].decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise RegisterDamagedError(kind.value) from None
    return history


def encode_history(
    tenant: str, kind: ObjectKind, object_id: str, release: int, intervals: Intervals
) -> bytes:
    """Return the record value; the same intervals always give the same bytes."""
    history = History[Any](
        tenant=tenant, kind=kind, id=object_id, release=release, intervals=intervals
    )
    return _ENCODER.encode(history)


def same_intervals(one: Intervals, other: Intervals) -> bool:
    """Say whether two histories tell the same."""
    return _ENCODER.encode(one) == _ENCODER.encode(other)


def key_prefix(tenant: str, kind: ObjectKind) -> str:
    """Return what all keys of one kind begin with."""
    return record_key(tenant, kind, "")


def by_kind(state: State) -> dict[ObjectKind, dict[str, bytes]]:
    """Return the encoded histories by kind and object id.

    Kinds that this version does not know are left out: a newer one may have written them.
    """
    sorted_out: dict[ObjectKind, dict[str, bytes]] = {kind: {} for kind in ObjectKind}
    for key, value in state.items():
        _, kind, object_id = key.split("/", 2)
        if kind in _KINDS:
            sorted_out[_KINDS[kind]][object_id] = value
    return sorted_out


def check_record(key: str, value: bytes) -> None:
    """Raise RegisterDamagedError unless the value is a history of the kind that the key says."""
    try:
        _, kind, _ = key.split("/", 2)
    except ValueError:
        raise RegisterDamagedError from None
    if kind in _KINDS:
        decode_history(_KINDS[kind], value)


def fingerprint(state: State) -> str:
    """Return the hash that a release carries: SHA-256 of ``key SP sha256(value) LF`` by key."""
    whole = hashlib.sha256()
    for key in sorted(state):
        whole.update(f"{key} {hashlib.sha256(state[key]).hexdigest()}\n".encode())
    return whole.hexdigest()


def release_key(tenant: str, number: int) -> str:
    """Return the compaction key of a release."""
    return record_key(tenant, ObjectKind.RELEASE, release_id(number))


def release_id(number: int) -> str:
    """Return a release's number so that keys sort as numbers do."""
    return f"{number:010d}"


def before(intervals: Intervals, moment: datetime) -> Intervals:
    """Return what held before a moment, cut off there."""
    return tuple(_cut(i, moment) for i in intervals if i.valid_from < moment)


def _cut(interval: Interval[Any], moment: datetime) -> Interval[Any]:
    if interval.valid_until is not None and interval.valid_until <= moment:
        return interval
    return msgspec.structs.replace(interval, valid_until=moment)


def encode_release(tenant: str, release: Release) -> bytes:
    """Return the record value of a release."""
    interval = Interval(valid_from=release.at, value=release)
    return encode_history(
        tenant, ObjectKind.RELEASE, release_id(release.number), release.number, (interval,)
    )


def decode_release(value: bytes) -> Release:
    """Return the release in a record. Raises RegisterDamagedError."""
    intervals = decode_history(ObjectKind.RELEASE, value).intervals
    if not intervals:
        raise RegisterDamagedError(ObjectKind.RELEASE.value)
    release: Release = intervals[-1].value
    return release
