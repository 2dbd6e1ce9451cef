"""The outbox: what was acknowledged is on disk before the acknowledgement, and leaves in order.

See docs/outbox.md for the files, the limits and what each crash leaves behind.
"""

from leitstand.outbox.drain import Drain
from leitstand.outbox.errors import (
    OutboxBrokenError,
    OutboxError,
    OutboxFullError,
    RecordTooLargeError,
    UnknownProducerError,
)
from leitstand.outbox.inventory import ProducerStatus, inventory
from leitstand.outbox.limits import Limits
from leitstand.outbox.progress import Passed, Progress, passed, progress
from leitstand.outbox.resend import Resent, resend
from leitstand.outbox.sequences import SequenceRange, gaps, merged, ranges_of
from leitstand.outbox.status import OutboxStatus, acknowledged, status
from leitstand.outbox.verify import ProducerCheck, verify
from leitstand.outbox.writer import Outbox

__all__ = [
    "Drain",
    "Limits",
    "Outbox",
    "OutboxBrokenError",
    "OutboxError",
    "OutboxFullError",
    "OutboxStatus",
    "Passed",
    "ProducerCheck",
    "ProducerStatus",
    "Progress",
    "RecordTooLargeError",
    "Resent",
    "SequenceRange",
    "UnknownProducerError",
    "acknowledged",
    "gaps",
    "inventory",
    "merged",
    "passed",
    "progress",
    "ranges_of",
    "resend",
    "status",
    "verify",
]
