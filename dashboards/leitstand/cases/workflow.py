"""The workflow as a table: which step leads from where to where, who may take it, what it needs.

A step that is not in the table is refused. The chain for personal-data breaches grows by rows here
and members of :class:`State` and :class:`Step`; the store knows no state by name.
"""

from dataclasses import dataclass

from leitstand.cases.errors import IncompleteStepError, RoleRefusedError, StepRefusedError
from leitstand.cases.vocabulary import CloseReason, Kind, State, Step
from leitstand.schemas.vocabulary import Role, Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table."""

    step: Step
    source: State | None
    """``None``: the case does not exist yet."""
    target: State
    needs_comment: bool = False
    needs_reason: bool = False
    by_machine: bool = False
    """Taken by a process of ours only."""
    assigns: bool = False
    """Who takes the step is in charge of the case from then on."""
    releases: bool = False
    """Nobody is in charge afterwards."""


TRANSITIONS: tuple[Transition, ...] = (
    Transition(step=Step.OPEN, source=None, target=State.DETECTED, by_machine=True),
    Transition(
        step=Step.RECUR,
        source=State.CLOSED,
        target=State.DETECTED,
        by_machine=True,
        releases=True,
    ),
    Transition(
        step=Step.ARRIVE,
        source=State.DETECTED,
        target=State.CLOSED,
        needs_reason=True,
        by_machine=True,
    ),
    Transition(
        step=Step.ARRIVE,
        source=State.TRIAGE,
        target=State.CLOSED,
        needs_reason=True,
        by_machine=True,
    ),
    Transition(step=Step.REASSESS, source=State.DETECTED, target=State.DETECTED, by_machine=True),
    Transition(step=Step.REASSESS, source=State.TRIAGE, target=State.TRIAGE, by_machine=True),
    Transition(step=Step.REASSESS, source=State.CLOSED, target=State.CLOSED, by_machine=True),
    Transition(step=Step.TAKE, source=State.DETECTED, target=State.TRIAGE, assigns=True),
    Transition(step=Step.TAKE_OVER, source=State.TRIAGE, target=State.TRIAGE, assigns=True),
    Transition(step=Step.NOTE, source=State.DETECTED, target=State.DETECTED, needs_comment=True),
    Transition(step=Step.NOTE, source=State.TRIAGE, target=State.TRIAGE, needs_comment=True),
    Transition(step=Step.NOTE, source=State.CLOSED, target=State.CLOSED, needs_comment=True),
    Transition(
        step=Step.CLOSE,
        source=State.TRIAGE,
        target=State.CLOSED,
        needs_comment=True,
        needs_reason=True,
    ),
    Transition(
        step=Step.REOPEN,
        source=State.CLOSED,
        target=State.TRIAGE,
        needs_comment=True,
        assigns=True,
    ),
)

_BY_STEP = {(row.step, row.source): row for row in TRANSITIONS}

_EXAMINED = (
    CloseReason.FALSE_ALARM,
    CloseReason.PERMITTED,
    CloseReason.POLICY_BREACH,
    CloseReason.HANDED_OVER,
    CloseReason.DUPLICATE,
)

REASONS: dict[Kind, tuple[CloseReason, ...]] = {
    Kind.FINDING: _EXAMINED,
    Kind.UNCERTAIN: _EXAMINED,
    Kind.INVITATION: (CloseReason.INVITED, CloseReason.TRAINED, CloseReason.FALSE_ALARM),
    Kind.GAP: (CloseReason.LOST, CloseReason.ARRIVED, CloseReason.FALSE_ALARM),
}
"""Reasons that a page offers for closing, in its order."""

_DSB = frozenset({Role.DSB, Role.DSB_DEPUTY})

ROLES: dict[Route, frozenset[Role]] = {
    Route.STATISTIC: frozenset(),
    Route.DSB: _DSB,
    Route.SECURITY: _DSB | {Role.SECURITY},
    Route.COORDINATION: _DSB | {Role.COORDINATION},
    Route.TRAINING: frozenset({Role.TRAINING}),
    Route.IT: frozenset({Role.IT}),
}
"""Who may see and work on the cases of a route. A leaked password can be a breach of personal data
as well, therefore the DSB stands beside Informationssicherheit; attempts without training are none."""


def routes_of(role: Role) -> tuple[Route, ...]:
    """Return the routes whose cases this role may see."""
    return tuple(route for route, roles in ROLES.items() if role in roles)


def steps_from(state: State) -> tuple[Step, ...]:
    """Return what a person may do with a case in this state, in the order of the table."""
    return tuple(row.step for row in TRANSITIONS if row.source is state and not row.by_machine)


def transition(step: Step, source: State | None) -> Transition:
    """Return the row for this step; raises StepRefusedError where the table has none."""
    row = _BY_STEP.get((step, source))
    if row is None:
        message = f"no step {step} from {source}"
        raise StepRefusedError(message)
    return row


def check_role(row: Transition, route: Route, role: Role) -> None:
    """Raise RoleRefusedError unless this role may take the step in a case of this route."""
    allowed = frozenset({Role.SYSTEM}) if row.by_machine else ROLES[route]
    if role not in allowed:
        message = f"{role} may not {row.step} a case of {route}"
        raise RoleRefusedError(message)


def check_complete(row: Transition, kind: Kind, reason: CloseReason | None, comment: str) -> None:
    """Raise IncompleteStepError where the step lacks what it needs, or has what it must not have."""
    if row.needs_comment and not comment.strip():
        message = f"{row.step} needs a comment"
        raise IncompleteStepError(message)
    if row.needs_reason != (reason is not None):
        message = f"{row.step}: reason missing or not asked for"
        raise IncompleteStepError(message)
    if reason is not None and reason not in REASONS[kind]:
        message = f"{reason} does not close a case of kind {kind}"
        raise IncompleteStepError(message)
