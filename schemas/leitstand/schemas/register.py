"""The register: every object with its whole history, so that any moment can be asked for.

On Kafka (``leitstand.register.v1``, compacted, key ``tenant/kind/id``) a value is one
:class:`History`. A ``release`` record closes each change; readers apply only whole releases.
"""

import types
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from leitstand.schemas.agreement import Agreement
from leitstand.schemas.assessment import Pseudonym
from leitstand.schemas.clock import Instant
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.interaction import Count, ModelName
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Approval, ObjectKind, Operation, Place, RiskClass

T = TypeVar("T")


class Interval(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What held from a moment (inclusive) to another (exclusive; ``None`` = still)."""

    valid_from: Instant
    valid_until: Instant | None = None
    value: T

    def covers(self, at: datetime) -> bool:
        """Say whether ``at`` lies inside."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)


class History(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One object of the register through time; intervals in order, without overlap."""

    tenant: Slug
    kind: ObjectKind
    id: str
    """A slug; for people the register HMAC of the user id; for releases the zero-padded number."""
    release: Count
    """Number of the release that wrote this value."""
    intervals: tuple[Interval[T], ...]

    def at(self, moment: datetime) -> T | None:
        """Return what held at ``moment``, or ``None``."""
        return next((i.value for i in reversed(self.intervals) if i.covers(moment)), None)


class Department(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Fachbereich, in the order of the organisation chart."""

    title: str
    order: Count
    """Place in the organisation chart; pages list departments by it, never by a figure."""
    parent: Slug | None = None
    workplaces: Count
    """Office workplaces: the base of the trained share."""
    monthly_budget_cents: Count | None = None


class Prices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Price of a model in euro cents per million tokens."""

    input: Count
    output: Count
    cached_input: Count | None = None


class Contract(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the data-processing contract says, for "did it leave the house, does a contract cover it"."""

    data_processing_agreement: bool
    """Auftragsverarbeitungsvertrag, Art. 28 GDPR."""
    third_country: bool
    trained_on_inputs: bool
    provider_retention_days: Count | None = None
    deletion_contact: str = ""


class Application(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A KI-Anwendung in the KI-Register."""

    title: str
    operator: str
    place: Place
    risk_class: RiskClass
    approval: Approval
    trial_departments: tuple[Slug, ...] = ()
    """Departments for which a trial is allowed; empty outside a trial."""
    trial_until: date | None = None
    """Last day of the trial."""
    audio_allowed: bool = False
    """Transcription allowed in this application, at the place and for the group it is approved for."""
    owner: Slug
    """Department that answers for it."""
    human_oversight: str = ""
    """Function that oversees a high-risk application (Art. 26 (2) AI Act): a function, never a name."""
    operations: tuple[Operation, ...] = ()
    """What a high-risk application is meant for; empty = no restriction."""
    public_facing: bool = False
    """Whether its answers go to the public with nobody in between: a chat on the website."""
    discloses_ai: bool = False
    """Whether a public-facing application says that it is AI (Art. 50 (1) AI Act)."""
    courses: tuple[Slug, ...] = ()
    """Courses of which one valid certificate is required; empty = none required."""
    models: tuple[ModelName, ...] = ()
    """Models it may call; used for prices and for recognising names."""
    prices: dict[str, Prices] = {}
    """By model name; the key ``*`` for every other."""
    contract: Contract | None = None


class Course(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Schulung."""

    title: str
    valid_months: Count | None = None
    """After which a certificate expires; ``None`` = never."""
    voluntary: bool = False


class Certificate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Nachweis."""

    course: Slug
    passed: date
    expires: date | None = None
    """First day on which it no longer counts."""


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A workplace's person, known only by the register HMAC: department, certificates, exemption."""

    department: Slug
    certificates: tuple[Certificate, ...] = ()
    exempt: bool = False
    """Exempt from recording: staff council, Schwerbehindertenvertretung, DSB, auditors."""
    trials: tuple[Slug, ...] = ()
    """Applications in trial that this person may use, as one of a group across departments."""


class RolloutStage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An Einführungsstufe, planned and actual."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    title: str
    planned_from: date
    planned_trained: Count
    """People who should be trained when the stage is complete."""
    reached_on: date | None = None
    departments: tuple[Slug, ...] = ()


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Closes one change of the register."""

    number: Annotated[int, msgspec.Meta(ge=1)]
    at: Instant
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
    """Over the whole state: SHA-256 of the lines ``key SP sha256(value) LF`` in order of key."""
    objects: Count
    """Objects in the whole state, releases not counted."""
    changed: Count
    """Objects that this release wrote."""
    by: str
    """Account that applied it."""
    summary: str = ""


PersonId = Pseudonym
"""The register HMAC of a user id: same form as a pseudonym, another key, never joined with one."""

VALUE_TYPES: dict[ObjectKind, type[msgspec.Struct]] = {
    ObjectKind.DEPARTMENT: Department,
    ObjectKind.APPLICATION: Application,
    ObjectKind.COURSE: Course,
    ObjectKind.PERSON: Person,
    ObjectKind.POLICY: PolicyDocument,
    ObjectKind.AGREEMENT: Agreement,
    ObjectKind.ROLLOUT_STAGE: RolloutStage,
    ObjectKind.RELEASE: Release,
}
"""The type inside a :class:`History` of each kind."""


def history_type(kind: ObjectKind) -> Any:
    """Return ``History[...]`` of a kind, for decoding; type checkers refuse a variable in brackets."""
    return types.GenericAlias(History, (VALUE_TYPES[kind],))


def record_key(tenant: str, kind: ObjectKind, object_id: str) -> str:
    """Return the compaction key of an object."""
    return f"{tenant}/{kind.value}/{object_id}"
