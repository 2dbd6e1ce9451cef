"""The three questions of the first screen, answered by pure functions of the open cases."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leitstand.cases import Case, Kind, State, deadlines_of
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Severity

NEXT = 3
"""Deadlines in the strip."""
_GRAVE = frozenset({Severity.HIGH, Severity.CRITICAL})


class Duty(StrEnum):
    """What a deadline asks for."""

    CLAIM = "claim"
    """Somebody takes charge; afterwards it is the deputy's as well."""
    REVIEW = "review"
    """The review is done."""
    NOTIFY = "notify"
    """The authority is told, should it be a breach and known since detection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A deadline of a case."""

    case: Case
    duty: Duty
    at: datetime

    def is_over(self, now: datetime) -> bool:
        """Say whether it has passed."""
        return self.at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Answers to the three questions."""

    new: int
    grave: int
    """New ones of high or critical severity."""
    newest: Case | None
    """The newest of the gravest new ones."""
    deadlines: tuple[Due, ...]
    """The next of each open case, earliest first, those that have passed included."""
    mine: int
    """Taken by this reader and open."""
    waiting: int
    """Taken by nobody although the time for it is over."""
    unclaimed: int
    """Taken by nobody, in time or not."""


def summarise(
    cases: Sequence[Case], policy: PolicyDocument | None, account: str, now: datetime
) -> Summary:
    """Return the answers; without a policy there are no deadlines."""
    found = [case for case in cases if case.kind in {Kind.FINDING, Kind.GAP}]
    new = [case for case in found if case.state is State.DETECTED]
    grave = [case for case in new if case.severity in _GRAVE]
    dues = sorted(_next_dues(found, policy), key=lambda due: due.at)
    overdue = [due for due in dues if due.duty is Duty.CLAIM and due.is_over(now)]
    return Summary(
        new=len(new),
        grave=len(grave),
        newest=max(grave or new, key=lambda case: case.detected_at, default=None),
        deadlines=tuple(dues),
        mine=sum(case.state is State.TRIAGE and case.assigned_to == account for case in cases),
        waiting=len(overdue),
        unclaimed=len(new),
    )


def dues_of(case: Case, policy: PolicyDocument | None) -> tuple[Due, ...]:
    """Return what is still to be done for a case and until when, earliest first."""
    if policy is None or case.kind is not Kind.FINDING or case.state is State.CLOSED:
        return ()
    limits = deadlines_of(case.detected_at, policy)
    dues = [
        Due(case=case, duty=Duty.REVIEW, at=limits.reviewed_by),
        Due(case=case, duty=Duty.NOTIFY, at=limits.worst_case),
    ]
    if case.state is State.DETECTED:
        dues.append(Due(case=case, duty=Duty.CLAIM, at=limits.claimed_by))
    return tuple(sorted(dues, key=lambda due: due.at))


def _next_dues(cases: Sequence[Case], policy: PolicyDocument | None) -> Iterator[Due]:
    for case in cases:
        yield from dues_of(case, policy)[:1]
