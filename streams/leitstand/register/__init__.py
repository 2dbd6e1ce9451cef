"""The register: reviewed files become releases, and a release answers for any moment.

See docs/register.md for the files, and :mod:`leitstand.schemas.register` for the contract.
"""

from leitstand.register.errors import (
    NoReleaseError,
    PublishConflictError,
    RegisterDamagedError,
    RegisterError,
)
from leitstand.register.reader import RegisterReader
from leitstand.register.view import POLICY_ID, RegisterView, Snapshot

__all__ = [
    "POLICY_ID",
    "NoReleaseError",
    "PublishConflictError",
    "RegisterDamagedError",
    "RegisterError",
    "RegisterReader",
    "RegisterView",
    "Snapshot",
]
