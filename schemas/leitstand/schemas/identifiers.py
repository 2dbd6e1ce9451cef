"""Identifiers: UUIDv7 for our own events, UUIDv8 for events of other systems, keys of cases.

Layouts: RFC 9562 §5.7 and §5.8.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec

from leitstand.schemas.vocabulary import DataClass

Slug = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
"""A name from a closed list of the house: tenant, department, application, course, rule, producer."""

RandomBytes = Callable[[int], bytes]
"""Returns that many random bytes; injected so that tests repeat."""


def new_event_id(now: datetime, random_bytes: RandomBytes = secrets.token_bytes) -> UUID:
    """Return a UUIDv7 whose first 48 bits are ``now`` in Unix milliseconds."""
    stamp = int(now.timestamp() * 1000)
    tail = int.from_bytes(random_bytes(10), "big")
    value = (stamp & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= (tail >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= tail & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)


def event_id_of(source: str, foreign_id: str, occurred_at: datetime) -> UUID:
    """Return the UUIDv8 of an event of another system: the same event always gets the same id."""
    text = "\x1f".join((source, foreign_id, occurred_at.isoformat()))
    value = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    value &= ~(0xF << 76) & ~(0b11 << 62)
    return UUID(int=value | 0x8 << 76 | 0b10 << 62)


def case_key(
    tenant: str,
    rule: str,
    data_class: DataClass,
    department: str,
    application: str,
    usage_day: date,
) -> str:
    """Return the key under which findings of the same kind, place and day fold into one case."""
    parts = (tenant, rule, data_class.value, department, application, usage_day.isoformat())
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
