"""Access events of the command line: who changed or took out what (promise P5)."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from leitstand.broker.ports import Outgoing
from leitstand.schemas import cloudevents, topics
from leitstand.schemas.access import Access
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.register import Release
from leitstand.schemas.vocabulary import AccessAction, Role


def access_record(
    *,
    tenant: str,
    now: datetime,
    account: str,
    action: AccessAction,
    what: str,
    origin: str,
    reason: str = "",
) -> Outgoing:
    """Return the record of something that a person did by a command; ``reason`` at most 500 characters."""
    access = Access(
        tenant=tenant,
        access_id=new_event_id(now),
        at=now,
        account=account,
        role=Role.SYSTEM,
        action=action,
        object=what,
        origin=origin,
        reason=reason,
    )
    return Outgoing(
        topic=topics.ACCESSES,
        key=str(access.access_id).encode(),
        value=msgspec.json.encode(access),
        headers=cloudevents.headers(
            event_id=access.access_id,
            source="leitstand/command",
            event_type=topics.ACCESSES,
            time=now,
            tenant=tenant,
        ),
    )


def release_witness(
    *, tenant: str, by: str, origin: str, reason: str = ""
) -> Callable[[Release], Outgoing]:
    """Return what makes the record of a release that somebody published."""

    def witness(release: Release) -> Outgoing:
        return access_record(
            tenant=tenant,
            now=release.at,
            account=by,
            action=AccessAction.REGISTER_APPLIED,
            what=f"register/release/{release.number}",
            origin=origin,
            reason=reason,
        )

    return witness
