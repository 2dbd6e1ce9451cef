"""Taking a step: the state changes and the timeline grows in one transaction, or neither does."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from leitstand.cases import workflow
from leitstand.cases.chain import Entry, link
from leitstand.cases.model import Actor
from leitstand.cases.tables import case_log, cases
from leitstand.cases.vocabulary import CloseReason, Kind, State, Step
from leitstand.schemas.vocabulary import Role, Route

MACHINE = Actor(account="leitstand", role=Role.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A step that somebody wants to take."""

    step: Step
    actor: Actor
    at: datetime
    reason: CloseReason | None = None
    comment: str = ""


def take_step(connection: sa.Connection, row: sa.RowMapping, request: Request, change: int) -> None:
    """Take one step in the case of ``row`` (a row of ``cases``, read in this transaction).

    Raises StepRefusedError, RoleRefusedError, IncompleteStepError; then nothing is changed.
    """
    taken = workflow.transition(request.step, State(row["state"]))
    workflow.check_role(taken, Route(row["route"]), request.actor.role)
    workflow.check_complete(taken, Kind(row["kind"]), request.reason, request.comment)
    head = append(connection, row, request, taken)
    connection.execute(
        sa.update(cases)
        .where(cases.c.id == row["id"])
        .values(
            state=taken.target,
            change=change,
            log_length=row["log_length"] + 1,
            log_head=head,
            **_charge(taken, request.actor),
            **_closing(taken, request),
        )
    )


def append(
    connection: sa.Connection, row: sa.RowMapping, request: Request, taken: workflow.Transition
) -> str:
    """Add one entry to the timeline and return its hash; the caller stores it as the head."""
    entry = Entry(
        tenant=row["tenant"],
        number=row["number"],
        sequence=row["log_length"] + 1,
        at=request.at,
        account=request.actor.account,
        role=request.actor.role,
        step=request.step,
        source=taken.source,
        target=taken.target,
        reason=request.reason,
        comment=request.comment,
    )
    linked = link(entry, row["log_head"])
    connection.execute(
        sa.insert(case_log).values(
            case_id=row["id"],
            previous=linked.previous,
            hash=linked.hash,
            **{name: getattr(entry, name) for name in entry.__struct_fields__},
        )
    )
    return linked.hash


def _charge(taken: workflow.Transition, actor: Actor) -> dict[str, object]:
    if taken.assigns:
        return {"assigned_to": actor.account, "assigned_role": actor.role}
    if taken.releases:
        return {"assigned_to": None, "assigned_role": None}
    return {}


def _closing(taken: workflow.Transition, request: Request) -> dict[str, object]:
    if taken.source is taken.target:
        return {}
    closes = taken.target is State.CLOSED
    return {
        "close_reason": request.reason if closes else None,
        "closed_at": request.at if closes else None,
    }
