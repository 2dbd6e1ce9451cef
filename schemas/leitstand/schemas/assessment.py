"""What the machine says about one interaction: content-free, pseudonymous, reproducible."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from leitstand.schemas.clock import Instant
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.interaction import Attachment, Capture, Count, ModelName, Sizes, Usage
from leitstand.schemas.vocabulary import (
    Action,
    Approval,
    Category,
    Confidence,
    DataClass,
    NotChecked,
    Operation,
    Place,
    Purpose,
    Reason,
    RetentionClass,
    RiskClass,
    Route,
    Severity,
    Status,
    TrainingState,
    UseCase,
    Verdict,
    Where,
)

Pseudonym = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
"""First 128 bits of an HMAC-SHA-256, in hexadecimal."""
KeyEpoch = Annotated[str, msgspec.Meta(pattern=r"^\d{4}q[1-4]$")]
"""The quarter of a pseudonym key, as ``2026q4``."""
Shape = Annotated[str, msgspec.Meta(pattern=r"^[Aa9 .,:;/()@+_-]{0,64}$")]
"""Form only: letters became A or a, digits 9; no original letter or digit, at most 64 characters."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Findings of one rule, category and place in one interaction."""

    rule: Slug
    """Id of the rule in the policy."""
    data_class: DataClass
    category: Category
    count: Annotated[int, msgspec.Meta(ge=1)]
    confidence: Confidence
    where: Where
    shape: Shape = ""
    """Form of the first occurrence; empty for conduct."""
    reasons: tuple[Reason, ...] = ()
    """What the surest occurrence rests on; empty in records from before it was told."""
    severity: Severity
    route: Route
    """As the policy said at that time: who is told."""
    opens_case: bool
    """Whether this finding makes the verdict a violation (mode and confidence considered)."""


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict. The key on Kafka is the event id; the newest ``release`` of an event wins."""

    tenant: Slug
    event_id: UUID
    occurred_at: Instant
    recorded_at: Instant
    usage_day: date
    """Day of ``occurred_at`` in the policy's time zone; every aggregate uses it."""
    release: Count
    """Register release that the verdict was made with; a change of policy or detectors makes one."""
    detector_version: str
    pseudonym: Pseudonym | None
    """``None`` where nobody said who asked."""
    key_epoch: KeyEpoch
    pseudonym_previous: Pseudonym | None = None
    """Under the previous quarter's key, in the first 35 days of an epoch."""
    department: Slug
    """``unknown`` where the person is not in the register."""
    application: Slug
    approval: Approval | None
    """``None`` where the application is not in the register."""
    risk_class: RiskClass
    place: Place
    training_state: TrainingState
    operation: Operation
    use_case: UseCase
    purpose: Purpose
    status: Status
    model: ModelName | None = None
    """The model that answered, else the one asked for."""
    streamed: bool
    usage: Usage
    cost_microcents: Count | None = None
    """Price of the tokens in millionths of a euro cent; ``None`` where tokens or prices are unknown."""
    duration_ms: Count
    first_chunk_ms: Count | None = None
    sizes: Sizes
    attachments: tuple[Attachment, ...] = ()
    capture: Capture
    findings: tuple[Finding, ...]
    verdict: Verdict
    not_checked: NotChecked
    action: Action
    retention_class: RetentionClass
