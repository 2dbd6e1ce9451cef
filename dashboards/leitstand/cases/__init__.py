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
from leitstand.cases.gaps import Filling, Gap, Loss, Settled, Verdict
from leitstand.cases.migration import migrate, require_current
from leitstand.cases.model import Actor, Arrival, Case, CaseFile, Change, Changes, Evidence
from leitstand.cases.proofs import ProofStand, ProvenHour
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
    "Filling",
    "Gap",
    "IncompleteStepError",
    "Kind",
    "Loss",
    "ProofStand",
    "ProvenHour",
    "RoleRefusedError",
    "Settled",
    "State",
    "Step",
    "StepRefusedError",
    "StoreOutdatedError",
    "StoreUnavailableError",
    "Verdict",
    "deadlines_of",
    "migrate",
    "require_current",
]
