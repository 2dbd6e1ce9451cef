"""The cases of an event are found fast: each assessment that arrives is looked up."""

from alembic import op

revision = "0004"
down_revision = "0003"

_NAME = "ix_case_events_tenant_event_id"


def upgrade() -> None:
    """Make the index."""
    op.create_index(_NAME, "case_events", ["tenant", "event_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(_NAME, "case_events")
