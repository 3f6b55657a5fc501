"""Which Act, order or article allows it that something is shared.

Revises 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    with op.batch_alter_table("disclosures") as table:
        table.add_column(sa.Column("law", sa.String(200), server_default="", nullable=False))


def downgrade_main() -> None:
    with op.batch_alter_table("disclosures") as table:
        table.drop_column("law")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
