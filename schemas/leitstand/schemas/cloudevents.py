"""CloudEvents 1.0 in the Kafka protocol binding, binary mode: attributes as ``ce_*`` headers.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"

SOURCE_OFFSET = "leitstand_source_offset"
"""Offset of the interaction that an assessment answers; it lies in the partition of the same number.
No attribute of the event: a redelivered interaction stands at another one."""

Headers = tuple[tuple[str, bytes], ...]


def headers(
    *, event_id: UUID, source: str, event_type: str, time: datetime, tenant: str
) -> Headers:
    """Return the headers of one event. ``event_type`` is the topic's name, version included."""
    return (
        ("content-type", CONTENT_TYPE.encode()),
        ("ce_specversion", SPEC_VERSION.encode()),
        ("ce_id", str(event_id).encode()),
        ("ce_source", source.encode()),
        ("ce_type", event_type.encode()),
        ("ce_time", time.isoformat().replace("+00:00", "Z").encode()),
        ("ce_tenant", tenant.encode()),
    )


def source_offset_headers(offset: int | None) -> Headers:
    """Return the header that tells the offset of the interaction, none where it is not known."""
    return () if offset is None else ((SOURCE_OFFSET, b"%d" % offset),)


def header(all_headers: Iterable[tuple[str, bytes]], name: str) -> str | None:
    """Return the last header of that name as text, or ``None`` if absent or not UTF-8."""
    found = [value for key, value in all_headers if key == name]
    try:
        return found[-1].decode() if found else None
    except UnicodeDecodeError:
        return None
