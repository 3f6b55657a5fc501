"""Pages by staff: what editors wrote, and what of it is shown.

Revises 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
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
        "page_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("takes_away", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("author", sa.String(22), nullable=False),
        sa.Column("writers", sa.Text(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("handed_at", moment, nullable=True),
        sa.Column("decided_by", sa.String(22), nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("publication", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_page_versions"),
        sa.UniqueConstraint("slug", "number", name="uq_page_versions_slug"),
        sa.UniqueConstraint("publication", name="uq_page_versions_publication"),
    )
    op.create_index("ix_page_versions_state", "page_versions", ["state"])
    op.create_index("ix_page_versions_author", "page_versions", ["author"])


def downgrade_main() -> None:
    op.drop_table("page_versions")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
