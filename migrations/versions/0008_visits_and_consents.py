"""Counts: how often each page was read, and how the question about cookies was answered.

Revises 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
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
        "page_visits",
        sa.Column("page", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("page", "day", name="pk_page_visits"),
    )
    op.create_table(
        "consent_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("choice", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "choice", "revision", "route", name="pk_consent_counts"),
    )


def downgrade_main() -> None:
    op.drop_table("consent_counts")
    op.drop_table("page_visits")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
