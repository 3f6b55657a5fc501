"""Whom bulletins are not sent to any more, and when a bulletin stopped by itself.

Revises 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
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
        "suppressions",
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("why", sa.String(10), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email_index", name="pk_suppressions"),
    )
    op.create_index("ix_suppressions_since", "suppressions", ["since"])
    with op.batch_alter_table("bulletin_sends") as table:
        table.add_column(sa.Column("paused_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("paused_why", sa.String(10), server_default="", nullable=False))


def downgrade_main() -> None:
    with op.batch_alter_table("bulletin_sends") as table:
        table.drop_column("paused_why")
        table.drop_column("paused_at")
    op.drop_table("suppressions")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
