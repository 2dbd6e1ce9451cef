"""What was proven to be complete, hour by hour: kept apart from the rows that it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from leitstand.cases.tables import proof_stand
from leitstand.cases.tables import proven_hours as hours_table
from leitstand.schemas.vocabulary import ProofState

KEPT = timedelta(days=400)
"""A year and a month: longer than any row that a proof is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenHour:
    """The last proof of one partition or producer for one hour."""

    subject: str
    hour: datetime
    expected: int
    seen: int
    excused: int
    """Lawfully deleted."""
    missing: int
    state: ProofState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofStand:
    """How far the proof has come."""

    proven_until: datetime | None
    """Everything that stood in Kafka by then was looked at; ``None`` before the first time."""
    mark: Mapping[str, Any] | None
    """The offsets behind that moment, as the prover understands them."""
    looked_at: datetime
    """When the prover last was at work."""
    waits_for: str | None
    """The part that has to come back before more can be proven."""
    waits_since: datetime | None


def keep_stand(connection: sa.Connection, tenant: str, stand: ProofStand) -> None:
    """Replace the stand; a moment that is not told stays as it was."""
    values = asdict(stand) | {"tenant": tenant}
    known = read_stand(connection, tenant)
    if known and stand.proven_until is None:
        values |= {"proven_until": known.proven_until, "mark": known.mark}
    connection.execute(sa.delete(proof_stand).where(proof_stand.c.tenant == tenant))
    connection.execute(sa.insert(proof_stand).values(values))


def read_stand(connection: sa.Connection, tenant: str) -> ProofStand | None:
    """Return the stand."""
    query = sa.select(proof_stand).where(proof_stand.c.tenant == tenant)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return ProofStand(**{str(name): value for name, value in row.items() if name != "tenant"})


def keep_hours(
    connection: sa.Connection, tenant: str, hours: Sequence[ProvenHour], now: datetime
) -> None:
    """Write proofs over older ones of the same hour, and forget what is too old."""
    if not hours:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [asdict(hour) | {"tenant": tenant, "proven_at": now} for hour in hours]
    insert = dialect.insert(hours_table)
    keys = ("tenant", "subject", "hour")
    renewed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[hours_table.c[key] for key in keys], set_=renewed
        ),
        rows,
    )
    old = hours_table.c.hour < now - KEPT
    connection.execute(sa.delete(hours_table).where(hours_table.c.tenant == tenant, old))


def proven_hours(connection: sa.Connection, tenant: str, since: datetime) -> list[ProvenHour]:
    """Return the proofs since that hour, the oldest first."""
    query = (
        sa.select(hours_table)
        .where(hours_table.c.tenant == tenant, hours_table.c.hour >= since)
        .order_by(hours_table.c.hour, hours_table.c.subject)
    )
    return [_hour_of(row) for row in connection.execute(query).mappings()]


def _hour_of(row: sa.RowMapping) -> ProvenHour:
    return ProvenHour(
        subject=row["subject"],
        hour=row["hour"],
        expected=row["expected"],
        seen=row["seen"],
        excused=row["excused"],
        missing=row["missing"],
        state=ProofState(row["state"]),
    )
