"""What is missing, and what was proven to be complete."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer, nullable=False),
        _word("tenant"),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        _word("cause"),
        _moment("hour"),
        _moment("found_at"),
        _moment("resent_at", nullable=True),
        _moment("arrived_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_gaps_case_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_gaps_tenant_arrived_at", "gaps", ["tenant", "arrived_at"])
    op.create_table(
        "proven_hours",
        _word("tenant"),
        sa.Column("subject", sa.String(128), nullable=False),
        _moment("hour"),
        sa.Column("expected", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("excused", sa.BigInteger, nullable=False),
        sa.Column("missing", sa.BigInteger, nullable=False),
        _word("state"),
        _moment("proven_at"),
        sa.PrimaryKeyConstraint("tenant", "subject", "hour", name="pk_proven_hours"),
    )
    op.create_table(
        "proof_stand",
        _word("tenant"),
        _moment("proven_until", nullable=True),
        sa.Column("mark", sa.JSON, nullable=True),
        _moment("looked_at"),
        _word("waits_for", nullable=True),
        _moment("waits_since", nullable=True),
        sa.PrimaryKeyConstraint("tenant", name="pk_proof_stand"),
    )


def downgrade() -> None:
    """Drop them, and with them what was proven."""
    for table in ("proof_stand", "proven_hours", "gaps"):
        op.drop_table(table)


def _word(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
