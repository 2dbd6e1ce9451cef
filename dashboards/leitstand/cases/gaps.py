"""Gaps of the record: what the proof of completeness misses is a case until it arrives.

All gaps that are found on one day are one case: one cause tears holes in many places.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from leitstand.cases import workflow
from leitstand.cases.chain import BEGINNING
from leitstand.cases.counting import next_number
from leitstand.cases.tables import cases, gaps
from leitstand.cases.timeline import MACHINE, Request, append, take_step
from leitstand.cases.vocabulary import CloseReason, Kind, State, Step
from leitstand.schemas.identifiers import case_key
from leitstand.schemas.vocabulary import (
    Confidence,
    DataClass,
    LossCause,
    Place,
    RiskClass,
    Route,
    Severity,
)

RULE = "completeness"
"""Reserved: no rule of a policy, but where cases say their rule, gaps say this."""
NOBODY = "unknown"
"""Department of a gap: who lost something is not known, only that it is lost."""
UNREGISTERED = "unregistered"

Span = tuple[int, int]
"""First and last number, both included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Numbers that a proof misses now."""

    subject: str
    """``topic/partition``, or a producer's name."""
    first: int
    last: int
    cause: LossCause
    hour: datetime
    """In which they should have come, by Kafka's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Loss):
    """A loss as the register keeps it."""

    id: int
    found_at: datetime
    resent_at: datetime | None
    """When it was asked for again by itself; ``None``: not possible, or not yet."""
    arrived_at: datetime | None

    @property
    def count(self) -> int:
        """How many numbers."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What became of a gap."""

    gap: Gap
    arrived: tuple[Span, ...]
    rest: tuple[Span, ...]
    """Still missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a proof says about the gaps that are open."""

    filled: tuple[Filling, ...] = ()
    losses: tuple[Loss, ...] = ()
    """None of their numbers is in an open gap."""
    explained: tuple[tuple[Gap, LossCause], ...] = ()
    """Gaps of which another cause is known by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What one proof changed."""

    opened: tuple[str, ...] = ()
    """Numbers of the cases that were opened, or opened again."""
    closed: tuple[str, ...] = ()


def open_gaps(connection: sa.Connection, tenant: str) -> list[Gap]:
    """Return what is missing, whatever people decided about it."""
    query = sa.select(gaps).where(gaps.c.tenant == tenant, gaps.c.arrived_at.is_(None))
    return [_gap_of(row) for row in connection.execute(query.order_by(gaps.c.id)).mappings()]


def gaps_of_case(connection: sa.Connection, case_id: int) -> list[Gap]:
    """Return all gaps of one case, those that were filled too."""
    query = sa.select(gaps).where(gaps.c.case_id == case_id)
    ordered = query.order_by(gaps.c.subject, gaps.c.first, gaps.c.id)
    return [_gap_of(row) for row in connection.execute(ordered).mappings()]


def settle(
    connection: sa.Connection, tenant: str, verdict: Verdict, now: datetime, change: int
) -> Settled:
    """Fill what arrived, open or extend the case of this day, close the cases that are filled."""
    opened = _add(connection, tenant, verdict.losses, now, change) if verdict.losses else None
    for gap, cause in verdict.explained:
        connection.execute(sa.update(gaps).where(gaps.c.id == gap.id).values(cause=cause))
    for filling in verdict.filled:
        _fill(connection, filling, now)
    closed = _close_filled(connection, tenant, now, change)
    return Settled(opened=(opened,) if opened else (), closed=tuple(closed))


def _add(
    connection: sa.Connection, tenant: str, losses: Sequence[Loss], now: datetime, change: int
) -> str | None:
    """Bring new losses into the case of this day; return its number if it is open again or new."""
    row = _find(connection, tenant, now)
    opens = row is None
    if row is None:
        row = _open(connection, tenant, losses, now, change)
    connection.execute(sa.insert(gaps), [_values(tenant, row["id"], loss, now) for loss in losses])
    _count(connection, row, now, change)
    if State(row["state"]) is State.CLOSED:
        opens = True
        request = Request(step=Step.RECUR, actor=MACHINE, at=now, comment=in_words(losses))
        take_step(connection, row, request, change)
    return str(row["number"]) if opens else None


def _fill(connection: sa.Connection, filling: Filling, now: datetime) -> None:
    """Replace a gap by what of it has arrived and what is still missing."""
    this = gaps.c.id == filling.gap.id
    row = connection.execute(sa.select(gaps).where(this)).mappings().one()
    kept = {str(name): value for name, value in row.items() if str(name) != "id"}
    connection.execute(sa.delete(gaps).where(this))
    pieces = [(span, now) for span in filling.arrived] + [(span, None) for span in filling.rest]
    connection.execute(
        sa.insert(gaps),
        [kept | {"first": first, "last": last, "arrived_at": at} for (first, last), at in pieces],
    )


def _close_filled(connection: sa.Connection, tenant: str, now: datetime, change: int) -> list[str]:
    missing = sa.exists().where(gaps.c.case_id == cases.c.id, gaps.c.arrived_at.is_(None))
    query = sa.select(cases).where(
        cases.c.tenant == tenant,
        cases.c.kind == Kind.GAP,
        cases.c.state != State.CLOSED,
        ~missing,
    )
    found = connection.execute(query).mappings().all()
    request = Request(step=Step.ARRIVE, actor=MACHINE, at=now, reason=CloseReason.ARRIVED)
    for row in found:
        take_step(connection, row, request, change)
    return [str(row["number"]) for row in found]


def mark_resent(connection: sa.Connection, ids: Sequence[int], now: datetime) -> None:
    """Note that these were asked for again."""
    connection.execute(sa.update(gaps).where(gaps.c.id.in_(ids)).values(resent_at=now))


def in_words(losses: Sequence[Loss]) -> str:
    """Return the places as the timeline keeps them: names and numbers, no language."""
    return "\n".join(_places(losses))


_PLACES_SHOWN = 20


def _places(losses: Sequence[Loss]) -> Iterator[str]:
    for loss in losses[:_PLACES_SHOWN]:
        numbers = str(loss.first) if loss.first == loss.last else f"{loss.first}-{loss.last}"
        yield f"{loss.subject}: {numbers}"
    if len(losses) > _PLACES_SHOWN:
        yield f"… +{len(losses) - _PLACES_SHOWN}"


def _key(tenant: str, now: datetime) -> str:
    return case_key(tenant, RULE, DataClass.CONDUCT, NOBODY, UNREGISTERED, now.date())


def _find(connection: sa.Connection, tenant: str, now: datetime) -> sa.RowMapping | None:
    query = sa.select(cases).where(
        cases.c.tenant == tenant,
        cases.c.kind == Kind.GAP,
        cases.c.case_key == _key(tenant, now),
    )
    return connection.execute(query).mappings().one_or_none()


def _open(
    connection: sa.Connection, tenant: str, losses: Sequence[Loss], now: datetime, change: int
) -> sa.RowMapping:
    opening = workflow.transition(Step.OPEN, None)
    row = (
        connection.execute(
            sa.insert(cases)
            .values(
                **_first_values(tenant, now),
                number=next_number(connection, tenant, Kind.GAP, now.year),
                state=opening.target,
                change=change,
                log_length=0,
                log_head=BEGINNING,
            )
            .returning(cases)
        )
        .mappings()
        .one()
    )
    request = Request(step=Step.OPEN, actor=MACHINE, at=now, comment=in_words(losses))
    head = append(connection, row, request, opening)
    linked = {"log_length": 1, "log_head": head}
    connection.execute(sa.update(cases).where(cases.c.id == row["id"]).values(linked))
    return row


def _first_values(tenant: str, now: datetime) -> Mapping[str, object]:
    return {
        "tenant": tenant,
        "kind": Kind.GAP,
        "case_key": _key(tenant, now),
        "rule": RULE,
        "data_class": DataClass.CONDUCT,
        "department": NOBODY,
        "application": UNREGISTERED,
        "place": Place.UNKNOWN,
        "risk_class": RiskClass.UNKNOWN,
        "usage_day": now.date(),
        "route": Route.DSB,
        "severity": Severity.HIGH,
        "confidence": Confidence.HIGH,
        "opened_at": now,
        "detected_at": now,
        "first_seen": now,
        "last_seen": now,
        "events": 0,
        "findings": 0,
    }


def _count(connection: sa.Connection, row: sa.RowMapping, now: datetime, change: int) -> None:
    """Let ``events`` say how many gaps the case has had."""
    places = sa.select(sa.func.count()).where(gaps.c.case_id == row["id"]).scalar_subquery()
    statement = sa.update(cases).where(cases.c.id == row["id"])
    connection.execute(statement.values(events=places, last_seen=now, change=change))


def _values(tenant: str, case_id: int, loss: Loss, now: datetime) -> dict[str, object]:
    return {
        "tenant": tenant,
        "case_id": case_id,
        "subject": loss.subject,
        "first": loss.first,
        "last": loss.last,
        "cause": loss.cause,
        "hour": loss.hour,
        "found_at": now,
    }


def _gap_of(row: sa.RowMapping) -> Gap:
    return Gap(
        id=row["id"],
        subject=row["subject"],
        first=row["first"],
        last=row["last"],
        cause=LossCause(row["cause"]),
        hour=row["hour"],
        found_at=row["found_at"],
        resent_at=row["resent_at"],
        arrived_at=row["arrived_at"],
    )
