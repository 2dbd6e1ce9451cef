"""Forms of the case file: take, take over, note, close, reopen."""

from collections.abc import Callable

from leitstand.cases import (
    Actor,
    CloseReason,
    IncompleteStepError,
    RoleRefusedError,
    StepRefusedError,
)
from leitstand.cases.store import CaseStore
from leitstand.dashboards.desk.desk import Desk
from leitstand.dashboards.errors import ConflictError, NotFoundError
from leitstand.dashboards.languages import N_
from leitstand.dashboards.page import Redirect, Visit
from leitstand.schemas.vocabulary import AccessAction

LONGEST_COMMENT = 4000

Take = Callable[[CaseStore, str, Actor, Visit], object]

TOO_LATE = N_("Somebody else changed this case in the meantime. Please load it again.")
INCOMPLETE = N_("A reason and a comment are needed. Nothing was changed.")


def _comment(visit: Visit) -> str:
    return visit.form.get("comment", "").strip()[:LONGEST_COMMENT]


def _reason(visit: Visit) -> CloseReason:
    try:
        return CloseReason(visit.form.get("reason", ""))
    except ValueError:
        raise ConflictError(INCOMPLETE) from None


def _take(store: CaseStore, number: str, actor: Actor, _visit: Visit) -> object:
    return store.take(number, actor)


def _take_over(store: CaseStore, number: str, actor: Actor, _visit: Visit) -> object:
    return store.take_over(number, actor)


def _note(store: CaseStore, number: str, actor: Actor, visit: Visit) -> object:
    return store.note(number, actor, comment=_comment(visit))


def _close(store: CaseStore, number: str, actor: Actor, visit: Visit) -> object:
    return store.close(number, actor, reason=_reason(visit), comment=_comment(visit))


def _reopen(store: CaseStore, number: str, actor: Actor, visit: Visit) -> object:
    return store.reopen(number, actor, comment=_comment(visit))


STEPS: dict[str, tuple[Take, AccessAction]] = {
    "take": (_take, AccessAction.CASE_TAKEN),
    "take-over": (_take_over, AccessAction.CASE_TAKEN),
    "note": (_note, AccessAction.CASE_CHANGED),
    "close": (_close, AccessAction.CASE_CLOSED),
    "reopen": (_reopen, AccessAction.CASE_REOPENED),
}
"""By the last part of the address. The access event says that somebody asked for the step; whether
it was taken stands in the timeline of the case."""


def step(desk: Desk, take: Take, visit: Visit) -> Redirect:
    """Take a step and show the case again."""
    number = desk.number(visit)
    actor = Actor(account=visit.account.account, role=visit.account.role)
    try:
        take(visit.services.cases, number, actor, visit)
    except StepRefusedError:
        raise ConflictError(TOO_LATE) from None
    except IncompleteStepError:
        raise ConflictError(INCOMPLETE) from None
    except RoleRefusedError:
        message = "not this reader's case"
        raise NotFoundError(message) from None
    return Redirect(to=f"{desk.path}/cases/{number}")
