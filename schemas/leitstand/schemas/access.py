"""Who looked at what, changed what, took what out: the events of promise P5."""

from typing import Annotated
from uuid import UUID

import msgspec

from leitstand.schemas.clock import Instant
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.vocabulary import AccessAction, Role


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """One look, export, change or refusal. Names no employee and carries no content."""

    tenant: Slug
    access_id: UUID
    at: Instant
    account: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._@-]{1,128}$")]
    """The account of the person in office who looked; not an employee's user id."""
    role: Role
    action: AccessAction
    object: Annotated[str, msgspec.Meta(max_length=200)]
    """What was looked at, by its public identifier: ``case/PF-2026-0001``, ``published_usage``."""
    origin: Annotated[str, msgspec.Meta(max_length=200)]
    """The page (path without query values) or the command."""
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""
    """Where a reason is asked for."""
