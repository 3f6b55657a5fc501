"""Outbox: mail to be sent, its totals, and when each job last ran.

Revises 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(22), nullable=False),
        sa.Column("batch", sa.String(120), nullable=False),
        sa.Column("lane", sa.String(8), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(32), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reply", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_subject", "outbox", ["subject"])
    op.create_index("ix_outbox_finished_at", "outbox", ["finished_at"])
    op.create_index("ix_outbox_waiting", "outbox", ["state", "lane", "due_at"])
    op.create_index("ix_outbox_kind_batch", "outbox", ["kind", "batch", "state"])
    op.create_index(
        "uq_outbox_batch",
        "outbox",
        ["kind", "subject", "batch"],
        unique=True,
        sqlite_where=sa.text("batch != ''"),
        postgresql_where=sa.text("batch != ''"),
    )
    op.create_table(
        "outbox_totals",
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("batch", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "batch", "state", name="pk_outbox_totals"),
    )
    op.create_table(
        "job_runs",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(80), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("name", name="pk_job_runs"),
    )


def downgrade_main() -> None:
    op.drop_table("job_runs")
    op.drop_table("outbox_totals")
    op.drop_table("outbox")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
