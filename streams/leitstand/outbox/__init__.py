"""The outbox: what was acknowledged is on disk before the acknowledgement, and leaves in order.

See docs/outbox.md for the files, the limits and what each crash leaves behind.
"""

from leitstand.outbox.drain import Drain
from leitstand.outbox.errors import (
    OutboxBrokenError,
    OutboxError,
    OutboxFullError,
    RecordTooLargeError,
)
from leitstand.outbox.limits import Limits
from leitstand.outbox.status import OutboxStatus, acknowledged, status
from leitstand.outbox.writer import Outbox

__all__ = [
    "Drain",
    "Limits",
    "Outbox",
    "OutboxBrokenError",
    "OutboxError",
    "OutboxFullError",
    "OutboxStatus",
    "RecordTooLargeError",
    "acknowledged",
    "status",
]
