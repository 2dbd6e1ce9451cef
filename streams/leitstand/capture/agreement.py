"""May this be recorded: the port that capture asks before anything is processed."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from leitstand.schemas.agreement import Agreement
from leitstand.schemas.vocabulary import AgreementKind, RetentionClass

AGREEMENT_FILE = "agreement.yaml"
"""In a data directory: the agreement of a program that runs alone, without the register."""


class Basis(StrEnum):
    """What the agreement says at a moment."""

    IN_FORCE = "in_force"
    """Record, or refuse the use."""
    SUSPENDED = "suspended"
    """AI use goes on, nothing is recorded."""
    NONE = "none"
    """No record, no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The answer for one interaction."""

    basis: Basis
    retention_class: RetentionClass = RetentionClass.STANDARD
    models: frozenset[str] = field(default_factory=frozenset[str])
    """Names of models that the register knows for the application."""


class AgreementGate(Protocol):
    """Answers from what it has at hand; never waits for a network."""

    def ask(self, at: datetime, application: str) -> Grant:
        """Say what holds for an interaction of that application at that moment."""
        ...


def basis_of(agreement: Agreement | None, at: datetime, zone: ZoneInfo) -> Basis:
    """Say what an agreement allows on the day of ``at`` in the house's time zone."""
    if agreement is None:
        return Basis.NONE
    day = at.astimezone(zone).date()
    # Suspension is a pause of an agreement that would be in force, not a way around none.
    if agreement.suspended and msgspec.structs.replace(agreement, suspended=False).in_force_on(day):
        return Basis.SUSPENDED
    return Basis.IN_FORCE if agreement.in_force_on(day) else Basis.NONE


class LocalAgreement:
    """An agreement from a file, for a gateway that runs alone."""

    def __init__(self, agreement: Agreement, zone: ZoneInfo) -> None:
        self._agreement = agreement
        self._zone = zone

    @classmethod
    def read(cls, path: Path, zone: ZoneInfo) -> "LocalAgreement":
        """Read the file. Raises OSError, msgspec.ValidationError, msgspec.DecodeError."""
        return cls(msgspec.yaml.decode(path.read_bytes(), type=Agreement), zone)

    @property
    def is_evaluation(self) -> bool:
        """Whether it is one for trying out, which holds on one machine only."""
        return self._agreement.kind is AgreementKind.EVALUATION

    def ask(self, at: datetime, application: str) -> Grant:
        """See :class:`AgreementGate`."""
        return Grant(basis=basis_of(self._agreement, at, self._zone))
