"""What a newer verdict does to evidence that stands already: renews it, or takes it back.

Nothing vanishes: evidence that is no longer flagged stays in its file, empty, and holds the release
that said so, so that a late redelivery of the older verdict does not bring it back. The case stays
where people put it; its timeline says that it was judged again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from leitstand.cases.folding import sightings_of
from leitstand.cases.model import Arrival
from leitstand.cases.rows import verdict_values
from leitstand.cases.tables import case_events, cases, unchecked
from leitstand.cases.timeline import MACHINE, Request, take_step
from leitstand.cases.vocabulary import Step
from leitstand.schemas.vocabulary import NotChecked

_ABOUT = (
    case_events.c.case_id,
    case_events.c.event_id,
    case_events.c.release,
    cases.c.kind,
    cases.c.case_key,
)


def supersedes(connection: sa.Connection, tenant: str, arrivals: Sequence[Arrival]) -> bool:
    """Say whether any of these, each of another event, is newer than what the register holds."""
    releases = {a.assessment.event_id: a.assessment.release for a in arrivals}
    held = _evidence_of(connection, tenant, releases)
    older = any(row["release"] < releases[row["event_id"]] for row in held)
    return older or bool(_checked_since(connection, tenant, arrivals))


def take_back(
    connection: sa.Connection,
    tenant: str,
    arrivals: Sequence[Arrival],
    *,
    now: datetime,
    change: int,
) -> None:
    """Empty the evidence that these newer verdicts flag no longer, and say so in its cases.

    Each is of another event.
    """
    newest = {arrival.assessment.event_id: arrival for arrival in arrivals}
    emptied: dict[int, list[sa.RowMapping]] = defaultdict(list)
    for row in _evidence_of(connection, tenant, newest):
        arrival = newest[row["event_id"]]
        if row["release"] < arrival.assessment.release and not _still_flagged(row, arrival):
            emptied[row["case_id"]].append(row)
    for case_id, held in emptied.items():
        before = _evidence(connection, case_id)
        for row in held:
            _empty(connection, row, newest[row["event_id"]])
        recount(connection, case_id, change)
        releases = {newest[row["event_id"]].assessment.release for row in held}
        if not any(e["release"] in releases and not e["findings"] for e in before):
            # Once for a release, however many events and batches it comes in.
            case = connection.execute(sa.select(cases).where(cases.c.id == case_id)).mappings()
            request = Request(step=Step.REASSESS, actor=MACHINE, at=now)
            take_step(connection, case.one(), request, change)


def recount(connection: sa.Connection, case_id: int, change: int) -> None:
    """Count events and findings of a case anew from its evidence; first and last seen stay."""
    flagged = [e["findings"] for e in _evidence(connection, case_id) if e["findings"]]
    counts = {
        "events": len(flagged),
        "findings": sum(finding["count"] for found in flagged for finding in found),
    }
    connection.execute(
        sa.update(cases).where(cases.c.id == case_id).values(change=change, **counts)
    )


def forget_checked(connection: sa.Connection, tenant: str, arrivals: Sequence[Arrival]) -> None:
    """Take out of the count what could be checked meanwhile."""
    for event_id in _checked_since(connection, tenant, arrivals):
        connection.execute(
            sa.delete(unchecked).where(
                unchecked.c.tenant == tenant, unchecked.c.event_id == event_id
            )
        )


def _evidence_of(
    connection: sa.Connection, tenant: str, events: Iterable[UUID]
) -> Sequence[sa.RowMapping]:
    query = (
        sa.select(*_ABOUT)
        .join_from(case_events, cases)
        .where(case_events.c.tenant == tenant, case_events.c.event_id.in_(list(events)))
    )
    return connection.execute(query).mappings().all()


def _evidence(connection: sa.Connection, case_id: int) -> Sequence[sa.RowMapping]:
    query = sa.select(case_events.c.release, case_events.c.findings)
    return connection.execute(query.where(case_events.c.case_id == case_id)).mappings().all()


def _still_flagged(row: sa.RowMapping, arrival: Arrival) -> bool:
    case = (row["kind"], row["case_key"])
    return case in {(s.kind, s.case_key) for s in sightings_of(arrival.assessment)}


def _empty(connection: sa.Connection, row: sa.RowMapping, arrival: Arrival) -> None:
    this = sa.and_(
        case_events.c.case_id == row["case_id"], case_events.c.event_id == row["event_id"]
    )
    renewed = sa.update(case_events).where(this).values(**verdict_values(arrival), findings=())
    connection.execute(renewed)


def _checked_since(
    connection: sa.Connection, tenant: str, arrivals: Sequence[Arrival]
) -> Sequence[UUID]:
    checked = [
        arrival.assessment.event_id
        for arrival in arrivals
        if arrival.assessment.not_checked in {NotChecked.NONE, NotChecked.EXEMPT}
    ]
    query = sa.select(unchecked.c.event_id).where(
        unchecked.c.tenant == tenant, unchecked.c.event_id.in_(checked)
    )
    return connection.execute(query).scalars().all()
