"""What could not be checked, by reason."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "unchecked",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("usage_day", sa.Date, nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "event_id", name="pk_unchecked"),
    )
    op.create_index("ix_unchecked_tenant_usage_day", "unchecked", ["tenant", "usage_day"])


def downgrade() -> None:
    """Drop it, and with it the counts."""
    op.drop_table("unchecked")
