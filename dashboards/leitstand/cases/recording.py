"""What an assessment does to the register: opens cases, folds repeats, changes nothing twice."""

from datetime import datetime
from enum import Enum, auto

import sqlalchemy as sa

from leitstand.cases import workflow
from leitstand.cases.chain import BEGINNING
from leitstand.cases.counting import next_number
from leitstand.cases.folding import highest_confidence, highest_severity
from leitstand.cases.model import Arrival, Sighting
from leitstand.cases.renewal import recount
from leitstand.cases.rows import evidence_values, first_values
from leitstand.cases.tables import case_events, cases
from leitstand.cases.timeline import MACHINE, Request, append, take_step
from leitstand.cases.vocabulary import State, Step
from leitstand.schemas.vocabulary import Confidence, Severity


class _Effect(Enum):
    """What an arrival does to the evidence of a case."""

    NEW = auto()
    FLAGGED_AGAIN = auto()
    """A newer release flags what the one before did not."""
    RENEWED = auto()
    KNOWN = auto()


def record(
    connection: sa.Connection, arrival: Arrival, sighting: Sighting, *, now: datetime, change: int
) -> str | None:
    """Bring one sighting into the register; return the case's number, ``None`` if it was known."""
    row = _find(connection, arrival, sighting) or _open(connection, arrival, sighting, now, change)
    effect = _add_evidence(connection, row["id"], arrival, sighting, change)
    if effect is _Effect.KNOWN:
        return None
    _count(connection, row, arrival, sighting, change)
    if effect is not _Effect.NEW:
        # It was counted before: what was added just now is corrected from the evidence.
        recount(connection, row["id"], change)
    if effect is not _Effect.RENEWED and State(row["state"]) is State.CLOSED:
        take_step(connection, row, Request(step=Step.RECUR, actor=MACHINE, at=now), change)
    return str(row["number"])


def _find(connection: sa.Connection, arrival: Arrival, sighting: Sighting) -> sa.RowMapping | None:
    return (
        connection.execute(
            sa.select(cases).where(
                cases.c.tenant == arrival.assessment.tenant,
                cases.c.kind == sighting.kind,
                cases.c.case_key == sighting.case_key,
            )
        )
        .mappings()
        .one_or_none()
    )


def _open(
    connection: sa.Connection, arrival: Arrival, sighting: Sighting, now: datetime, change: int
) -> sa.RowMapping:
    opening = workflow.transition(Step.OPEN, None)
    a = arrival.assessment
    row = (
        connection.execute(
            sa.insert(cases)
            .values(
                **first_values(arrival, sighting),
                number=next_number(connection, a.tenant, sighting.kind, a.usage_day.year),
                state=opening.target,
                opened_at=now,
                change=change,
                log_length=0,
                log_head=BEGINNING,
            )
            .returning(cases)
        )
        .mappings()
        .one()
    )
    head = append(connection, row, Request(step=Step.OPEN, actor=MACHINE, at=now), opening)
    linked = {"log_length": 1, "log_head": head}
    connection.execute(sa.update(cases).where(cases.c.id == row["id"]).values(linked))
    return row


def _add_evidence(
    connection: sa.Connection, case_id: int, arrival: Arrival, sighting: Sighting, change: int
) -> _Effect:
    """Add the event, or renew it by a newer release; an older one changes nothing."""
    this = sa.and_(
        case_events.c.case_id == case_id, case_events.c.event_id == arrival.assessment.event_id
    )
    values = evidence_values(arrival, sighting, change)
    held = sa.select(case_events.c.release, case_events.c.findings).where(this)
    known = connection.execute(held).mappings().one_or_none()
    if known is None:
        connection.execute(sa.insert(case_events).values(case_id=case_id, **values))
        return _Effect.NEW
    if known["release"] >= arrival.assessment.release:
        return _Effect.KNOWN
    connection.execute(sa.update(case_events).where(this).values(values))
    return _Effect.RENEWED if known["findings"] else _Effect.FLAGGED_AGAIN


def _count(
    connection: sa.Connection, row: sa.RowMapping, arrival: Arrival, sighting: Sighting, change: int
) -> None:
    seen = arrival.assessment.occurred_at
    connection.execute(
        sa.update(cases)
        .where(cases.c.id == row["id"])
        .values(
            first_seen=min(row["first_seen"], seen),
            last_seen=max(row["last_seen"], seen),
            events=cases.c.events + 1,
            findings=cases.c.findings + sum(finding.count for finding in sighting.findings),
            severity=highest_severity([Severity(row["severity"]), sighting.severity]),
            confidence=highest_confidence([Confidence(row["confidence"]), sighting.confidence]),
            change=change,
        )
    )
