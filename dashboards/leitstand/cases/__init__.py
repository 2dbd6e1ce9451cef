"""The case register: what the machine found, and what people made of it."""

from leitstand.cases.deadlines import Deadlines, deadlines_of
from leitstand.cases.errors import (
    CaseNotFoundError,
    CasesError,
    IncompleteStepError,
    RoleRefusedError,
    StepRefusedError,
    StoreOutdatedError,
    StoreUnavailableError,
)
from leitstand.cases.migration import migrate, require_current
from leitstand.cases.model import Actor, Arrival, Case, CaseFile, Change, Changes, Evidence
from leitstand.cases.store import CaseStore
from leitstand.cases.vocabulary import CloseReason, Kind, State, Step

__all__ = [
    "Actor",
    "Arrival",
    "Case",
    "CaseFile",
    "CaseNotFoundError",
    "CaseStore",
    "CasesError",
    "Change",
    "Changes",
    "CloseReason",
    "Deadlines",
    "Evidence",
    "IncompleteStepError",
    "Kind",
    "RoleRefusedError",
    "State",
    "Step",
    "StepRefusedError",
    "StoreOutdatedError",
    "StoreUnavailableError",
    "deadlines_of",
    "migrate",
    "require_current",
]
