"""Core: record keys, mailed links, rate windows.

Revises nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
        "mailed_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(22), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mailed_links"),
        sa.UniqueConstraint("token_hash", name="uq_mailed_links_token_hash"),
    )
    op.create_index("ix_mailed_links_subject", "mailed_links", ["subject"])
    op.create_index("ix_mailed_links_expires_at", "mailed_links", ["expires_at"])
    op.create_table(
        "rate_windows",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("hits", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rate_windows"),
    )
    op.create_index("ix_rate_windows_expires_at", "rate_windows", ["expires_at"])


def downgrade_main() -> None:
    op.drop_table("rate_windows")
    op.drop_table("mailed_links")


def upgrade_keys() -> None:
    op.create_table(
        "record_keys",
        sa.Column("record", sa.String(22), nullable=False),
        sa.Column("wrapping_key", sa.String(32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("record", name="pk_record_keys"),
    )


def downgrade_keys() -> None:
    op.drop_table("record_keys")
