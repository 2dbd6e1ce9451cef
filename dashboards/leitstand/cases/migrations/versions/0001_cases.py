"""Cases, their evidence, their timeline."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_FROZEN_SQLITE = """
CREATE TRIGGER case_log_append_only BEFORE UPDATE ON case_log
BEGIN SELECT RAISE(ABORT, 'the timeline of a case is append-only'); END
"""
_FROZEN_POSTGRESQL = (
    """
    CREATE FUNCTION case_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the timeline of a case is append-only'; END $$
    """,
    """
    CREATE TRIGGER case_log_append_only BEFORE UPDATE ON case_log
    FOR EACH ROW EXECUTE FUNCTION case_log_refuse()
    """,
)


def upgrade() -> None:
    """Make the tables; deleting a whole case stays possible, because its retention ends."""
    _counters()
    _cases()
    _case_events()
    _case_log()
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _FROZEN_POSTGRESQL if postgresql else (_FROZEN_SQLITE,):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables, and with them every case."""
    for table in ("case_log", "case_events", "cases", "counters"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_log_refuse()")


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _counters() -> None:
    op.create_table(
        "counters",
        _word("tenant"),
        _word("name"),
        sa.Column("value", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "name", name="pk_counters"),
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        _word("tenant"),
        sa.Column("number", sa.String(32), nullable=False),
        _word("kind"),
        sa.Column("case_key", sa.String(64), nullable=False),
        _word("rule"),
        _word("data_class"),
        _word("department"),
        _word("application"),
        _word("approval", nullable=True),
        _word("place"),
        _word("risk_class"),
        sa.Column("usage_day", sa.Date, nullable=False),
        _word("route"),
        _word("severity"),
        _word("confidence"),
        _word("state"),
        sa.Column("assigned_to", sa.String(128), nullable=True),
        _word("assigned_role", nullable=True),
        _moment("opened_at"),
        _moment("detected_at"),
        _moment("first_seen"),
        _moment("last_seen"),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("findings", sa.Integer, nullable=False),
        _word("close_reason", nullable=True),
        _moment("closed_at", nullable=True),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.Column("log_length", sa.Integer, nullable=False),
        sa.Column("log_head", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("tenant", "number", name="uq_cases_tenant_number"),
        sa.UniqueConstraint("tenant", "kind", "case_key", name="uq_cases_tenant_kind_case_key"),
    )
    op.create_index("ix_cases_tenant_change", "cases", ["tenant", "change"])
    op.create_index(
        "ix_cases_tenant_kind_state_detected_at",
        "cases",
        ["tenant", "kind", "state", "detected_at"],
    )


def _case_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        _word("tenant"),
        _moment("occurred_at"),
        _moment("recorded_at"),
        sa.Column("release", sa.BigInteger, nullable=False),
        sa.Column("pseudonym", sa.String(32), nullable=True),
        sa.Column("key_epoch", sa.String(8), nullable=False),
        _word("use_case"),
        _word("operation"),
        _word("purpose"),
        _word("status"),
        _word("training_state"),
        _word("verdict"),
        _word("not_checked"),
        _word("action"),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("k_partition", sa.Integer, nullable=False),
        sa.Column("k_offset", sa.BigInteger, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "event_id", name="pk_case_events"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_events_case_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_case_events_tenant_change", "case_events", ["tenant", "change"])


def _case_log() -> None:
    op.create_table(
        "case_log",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        _word("tenant"),
        sa.Column("number", sa.String(32), nullable=False),
        _moment("at"),
        sa.Column("account", sa.String(128), nullable=False),
        _word("role"),
        _word("step"),
        _word("source", nullable=True),
        _word("target"),
        _word("reason", nullable=True),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "sequence", name="pk_case_log"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_log_case_id", ondelete="CASCADE"
        ),
    )
