"""The register: reviewed files become releases, and a release answers for any moment.

See docs/register.md for the files, and :mod:`leitstand.schemas.register` for the contract.
"""

from leitstand.register.difference import Change, ChangeType, Difference, Objects
from leitstand.register.errors import (
    NoReleaseError,
    PublishConflictError,
    RegisterDamagedError,
    RegisterError,
    ReviewError,
)
from leitstand.register.files import Review, review
from leitstand.register.loading import load_directory, view_of
from leitstand.register.problems import Level, Problem
from leitstand.register.publishing import Published, publish
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
    "load_directory",
    "publish",
    "review",
    "view_of",
]
