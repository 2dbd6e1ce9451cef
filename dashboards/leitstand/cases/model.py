"""What the case store takes and gives: frozen values, no database in them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from leitstand.cases.chain import LinkedEntry
from leitstand.cases.vocabulary import CloseReason, Kind, State
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.vocabulary import (
    Action,
    Approval,
    Confidence,
    DataClass,
    NotChecked,
    Operation,
    Place,
    Purpose,
    RiskClass,
    Role,
    Route,
    Severity,
    Status,
    TrainingState,
    UseCase,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An assessment and where it stands in Kafka."""

    assessment: Assessment
    k_partition: int
    k_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What one assessment says for one case: findings of one rule and data class."""

    kind: Kind
    case_key: str
    rule: str
    data_class: DataClass
    route: Route
    severity: Severity
    """The highest of the findings."""
    confidence: Confidence
    """The highest of the findings."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who takes a step: an account in office, never an employee's user id."""

    account: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row of the case list."""

    tenant: str
    number: str
    """``PF-2026-0001``: per tenant, kind and year of the usage day."""
    kind: Kind
    case_key: str
    rule: str
    data_class: DataClass
    department: str
    application: str
    approval: Approval | None
    """Of the application as of the first event; ``None`` = not in the register."""
    place: Place
    risk_class: RiskClass
    usage_day: date
    route: Route
    severity: Severity
    """The highest that was seen."""
    confidence: Confidence
    """The highest that was seen."""
    state: State
    assigned_to: str | None
    """Account that is in charge; ``None`` while nobody has taken it."""
    assigned_role: Role | None
    opened_at: datetime
    """When the store opened it."""
    detected_at: datetime
    """When the house recorded the event that opened it: from then on it could be known."""
    first_seen: datetime
    last_seen: datetime
    """Of the uses themselves (``occurred_at``)."""
    events: int
    findings: int
    close_reason: CloseReason | None
    closed_at: datetime | None
    change: int
    """Change number of the last change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One interaction of a case, masked: form and facts, no content."""

    event_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    release: int
    pseudonym: str | None
    """For the question to the employee and for a lawful re-identification; never shown on a page."""
    key_epoch: str
    use_case: UseCase
    operation: Operation
    purpose: Purpose
    status: Status
    training_state: TrainingState
    verdict: Verdict
    not_checked: NotChecked
    action: Action
    findings: tuple[Finding, ...]
    k_partition: int
    k_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything about one case."""

    case: Case
    evidence: tuple[Evidence, ...]
    """In the order of the uses."""
    timeline: tuple[LinkedEntry, ...]
    intact: bool
    """Whether the hash chain of the timeline holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A case that changed, and the events that came to it since."""

    case: Case
    new_events: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What happened since a change number."""

    number: int
    """Ask with this one next time."""
    cases: tuple[Change, ...]
