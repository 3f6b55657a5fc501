"""Promises: what the live checks last found.

Revises 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
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
        "promise_checks",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(250), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_promise_checks"),
    )


def downgrade_main() -> None:
    op.drop_table("promise_checks")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
