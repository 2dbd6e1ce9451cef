"""What is known of a past interaction: its assessment, content-free."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leitstand.policy.check import covers
from leitstand.schemas.assessment import Finding
from leitstand.schemas.policy import PolicyDocument, PolicyRule
from leitstand.schemas.vocabulary import (
    Approval,
    Completeness,
    Mode,
    NotChecked,
    Operation,
    Place,
    Purpose,
    RiskClass,
    Status,
    TrainingState,
)


class Unknown(StrEnum):
    """Why it cannot be told what a rule would have said."""

    NOT_LOOKED_FOR = "not_looked_for"
    """The policy of then did not look for that category, or not in that part of the conversation."""
    OWN_CONTACTS = "own_contacts"
    """The lists of the house's own contacts differ, and which entry it was is not kept."""
    SIZE = "size"
    """Whether the text is longer than the new limit is not kept exactly."""
    REGISTER = "register"
    """It depends on an entry of the register that an assessment does not carry."""
    GRACE = "grace"
    """It depends on the day on which a certificate expired."""
    FILE_NAMES = "file_names"
    """It depends on the ending of a file name, which is not kept."""
    NOT_CHECKED = "not_checked"
    """The text was not checked then."""
    CHECK = "check"
    """This version has no such check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One assessment of then."""

    occurred_at: datetime
    department: str
    application: str
    approval: Approval | None
    """``None`` where the application was not in the register."""
    risk_class: RiskClass
    place: Place
    training_state: TrainingState
    operation: Operation
    purpose: Purpose
    status: Status
    completeness: Completeness
    not_checked: NotChecked
    named: bool
    """Whether somebody was said to have asked."""
    prompt_characters: int = 0
    answer_characters: int = 0
    bytes: int = 0
    """Of request and response: no text of them was longer, counted in characters."""
    media_types: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def applying(self, policy: PolicyDocument) -> tuple[PolicyRule, ...]:
        """Return the rules of a policy that apply to this interaction."""
        return tuple(
            rule
            for rule in policy.rules
            if rule.mode is not Mode.OFF
            and covers(rule.scope, self.place, self.application, self.department)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a rule would have objected to."""

    sure: tuple[Finding, ...] = ()
    maybe: tuple[Finding, ...] = ()
    """Found then, and perhaps not any more."""
    unknown: frozenset[Unknown] = frozenset()
    """Not empty: there may be more, or less; why."""
