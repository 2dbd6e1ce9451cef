"""Time as everything of ours reads it: injected, in UTC, with an explicit zone."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import msgspec

Clock = Callable[[], datetime]
"""Returns the present as an aware datetime in UTC. Tests pass their own."""

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""An aware datetime on the wire (RFC 3339). A naive one is refused when decoding."""


def utc_now() -> datetime:
    """Return the present, in whole milliseconds: the precision of every stored time."""
    return to_milliseconds(datetime.now(UTC))


def to_milliseconds(instant: datetime) -> datetime:
    """Drop what a ``DateTime64(3)`` cannot hold, so that a time is equal to itself after storage."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)
