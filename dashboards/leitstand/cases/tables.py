"""The tables of the case register, for SQLite and PostgreSQL alike.

The migrations in ``migrations/versions`` make them; a test compares both.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Utc(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite knows no zone, so that it is taken off and put on again."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time, which would mean something else on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a time without a zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_WORD = sa.String(64)
"""Slugs and members of closed sets."""

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("tenant", _WORD, primary_key=True),
    sa.Column("name", _WORD, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)
"""``changes`` counts changes, ``PF-2026`` numbers given. Locked first by every writer, so that
change numbers become visible in their order."""


def _of_case() -> sa.ForeignKey:
    return sa.ForeignKey("cases.id", ondelete="CASCADE")


cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("tenant", _WORD, nullable=False),
    sa.Column("number", sa.String(32), nullable=False),
    sa.Column("kind", _WORD, nullable=False),
    sa.Column("case_key", sa.String(64), nullable=False),
    sa.Column("rule", _WORD, nullable=False),
    sa.Column("data_class", _WORD, nullable=False),
    sa.Column("department", _WORD, nullable=False),
    sa.Column("application", _WORD, nullable=False),
    sa.Column("approval", _WORD, nullable=True),
    sa.Column("place", _WORD, nullable=False),
    sa.Column("risk_class", _WORD, nullable=False),
    sa.Column("usage_day", sa.Date, nullable=False),
    sa.Column("route", _WORD, nullable=False),
    sa.Column("severity", _WORD, nullable=False),
    sa.Column("confidence", _WORD, nullable=False),
    sa.Column("state", _WORD, nullable=False),
    sa.Column("assigned_to", sa.String(128), nullable=True),
    sa.Column("assigned_role", _WORD, nullable=True),
    sa.Column("opened_at", Utc, nullable=False),
    sa.Column("detected_at", Utc, nullable=False),
    sa.Column("first_seen", Utc, nullable=False),
    sa.Column("last_seen", Utc, nullable=False),
    sa.Column("events", sa.Integer, nullable=False),
    sa.Column("findings", sa.Integer, nullable=False),
    sa.Column("close_reason", _WORD, nullable=True),
    sa.Column("closed_at", Utc, nullable=True),
    sa.Column("change", sa.BigInteger, nullable=False),
    sa.Column("log_length", sa.Integer, nullable=False),
    sa.Column("log_head", sa.String(64), nullable=False),
    sa.UniqueConstraint("tenant", "number"),
    sa.UniqueConstraint("tenant", "kind", "case_key"),
    sa.Index("ix_cases_tenant_change", "tenant", "change"),
    sa.Index("ix_cases_tenant_kind_state_detected_at", "tenant", "kind", "state", "detected_at"),
)

case_events = sa.Table(
    "case_events",
    metadata,
    sa.Column("case_id", sa.Integer, _of_case(), primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("tenant", _WORD, nullable=False),
    sa.Column("occurred_at", Utc, nullable=False),
    sa.Column("recorded_at", Utc, nullable=False),
    sa.Column("release", sa.BigInteger, nullable=False),
    sa.Column("pseudonym", sa.String(32), nullable=True),
    sa.Column("key_epoch", sa.String(8), nullable=False),
    sa.Column("use_case", _WORD, nullable=False),
    sa.Column("operation", _WORD, nullable=False),
    sa.Column("purpose", _WORD, nullable=False),
    sa.Column("status", _WORD, nullable=False),
    sa.Column("training_state", _WORD, nullable=False),
    sa.Column("verdict", _WORD, nullable=False),
    sa.Column("not_checked", _WORD, nullable=False),
    sa.Column("action", _WORD, nullable=False),
    sa.Column("findings", sa.JSON, nullable=False),
    sa.Column("k_partition", sa.Integer, nullable=False),
    sa.Column("k_offset", sa.BigInteger, nullable=False),
    sa.Column("change", sa.BigInteger, nullable=False),
    sa.Index("ix_case_events_tenant_change", "tenant", "change"),
    sa.Index("ix_case_events_tenant_event_id", "tenant", "event_id"),
)
"""(case, event) is the key: what comes again changes nothing."""

case_log = sa.Table(
    "case_log",
    metadata,
    sa.Column("case_id", sa.Integer, _of_case(), primary_key=True, autoincrement=False),
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("tenant", _WORD, nullable=False),
    sa.Column("number", sa.String(32), nullable=False),
    sa.Column("at", Utc, nullable=False),
    sa.Column("account", sa.String(128), nullable=False),
    sa.Column("role", _WORD, nullable=False),
    sa.Column("step", _WORD, nullable=False),
    sa.Column("source", _WORD, nullable=True),
    sa.Column("target", _WORD, nullable=False),
    sa.Column("reason", _WORD, nullable=True),
    sa.Column("comment", sa.Text, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
"""Append-only: a trigger refuses every change of an entry."""

unchecked = sa.Table(
    "unchecked",
    metadata,
    sa.Column("tenant", _WORD, primary_key=True),
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("usage_day", sa.Date, nullable=False),
    sa.Column("reason", _WORD, nullable=False),
    sa.Index("ix_unchecked_tenant_usage_day", "tenant", "usage_day"),
)
"""Uses whose texts could not be checked: counted by reason, nothing else of them is kept."""

gaps = sa.Table(
    "gaps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("tenant", _WORD, nullable=False),
    sa.Column("case_id", sa.Integer, _of_case(), nullable=False),
    sa.Column("subject", sa.String(128), nullable=False),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.Column("cause", _WORD, nullable=False),
    sa.Column("hour", Utc, nullable=False),
    sa.Column("found_at", Utc, nullable=False),
    sa.Column("resent_at", Utc, nullable=True),
    sa.Column("arrived_at", Utc, nullable=True),
    sa.Index("ix_gaps_tenant_arrived_at", "tenant", "arrived_at"),
)
"""Numbers that were missing; both ends included. Their case says when and what was done."""

proven_hours = sa.Table(
    "proven_hours",
    metadata,
    sa.Column("tenant", _WORD, primary_key=True),
    sa.Column("subject", sa.String(128), primary_key=True),
    sa.Column("hour", Utc, primary_key=True),
    sa.Column("expected", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.BigInteger, nullable=False),
    sa.Column("excused", sa.BigInteger, nullable=False),
    sa.Column("missing", sa.BigInteger, nullable=False),
    sa.Column("state", _WORD, nullable=False),
    sa.Column("proven_at", Utc, nullable=False),
)
"""The last proof of each partition and producer for each hour; numbers only."""

proof_stand = sa.Table(
    "proof_stand",
    metadata,
    sa.Column("tenant", _WORD, primary_key=True),
    sa.Column("proven_until", Utc, nullable=True),
    sa.Column("mark", sa.JSON, nullable=True),
    sa.Column("looked_at", Utc, nullable=False),
    sa.Column("waits_for", _WORD, nullable=True),
    sa.Column("waits_since", Utc, nullable=True),
)
"""How far the proof has come, and what it waits for."""
