"""The register: reviewed files become releases, and a release answers for any moment.

See docs/register.md for the files, and :mod:`leitstand.schemas.register` for the contract.
"""

from leitstand.register.difference import Change, ChangeType, Difference, Objects, difference
from leitstand.register.errors import (
    NoReleaseError,
    PublishConflictError,
    RegisterDamagedError,
    RegisterError,
    ReviewError,
)
from leitstand.register.files import Review, review
from leitstand.register.loading import load_directory, view_of
from leitstand.register.people import throwaway_identity
from leitstand.register.problems import Level, Problem
from leitstand.register.publishing import Plan, Published, publish, publish_plan, read_log, renew
from leitstand.register.reader import RegisterReader
from leitstand.register.view import POLICY_ID, RegisterView, Snapshot

__all__ = [
    "POLICY_ID",
    "Change",
    "ChangeType",
    "Difference",
    "Level",
    "NoReleaseError",
    "Objects",
    "Plan",
    "Problem",
    "PublishConflictError",
    "Published",
    "RegisterDamagedError",
    "RegisterError",
    "RegisterReader",
    "RegisterView",
    "Review",
    "ReviewError",
    "Snapshot",
    "difference",
    "load_directory",
    "publish",
    "publish_plan",
    "read_log",
    "renew",
    "review",
    "throwaway_identity",
    "view_of",
]
