"""Moderation: who looks at a message just now, and blocks.

Revises 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "desk_presence",
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("about", sa.String(22), nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("person", "about", name="pk_desk_presence"),
    )
    op.create_index("ix_desk_presence_about", "desk_presence", ["about"])
    op.create_index("ix_desk_presence_seen_at", "desk_presence", ["seen_at"])
    op.create_table(
        "blocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("network_index", sa.String(64), nullable=False),
        sa.Column("message", sa.String(22), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owner", sa.String(22), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", moment, nullable=True),
        sa.Column("lifted_at", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_blocks"),
        sa.UniqueConstraint("public_id", name="uq_blocks_public_id"),
    )
    op.create_index("ix_blocks_email_index", "blocks", ["email_index"])
    op.create_index("ix_blocks_network_index", "blocks", ["network_index"])
    op.create_index("ix_blocks_expires_at", "blocks", ["expires_at"])


def downgrade_main() -> None:
    op.drop_table("blocks")
    op.drop_table("desk_presence")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
