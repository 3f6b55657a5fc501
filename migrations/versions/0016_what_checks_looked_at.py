"""Room for what a live check of a promise looked at, before what is wrong, in the same column.

Revises 0015. What is there stays: it is looked at anew within the hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE, AFTER = sa.String(250), sa.String(700)


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    _widen(BEFORE, AFTER)


def downgrade_main() -> None:
    # The next look writes the rows anew, in the words of the release that looks.
    op.execute("DELETE FROM promise_checks")
    _widen(AFTER, BEFORE)


def _widen(old: sa.String, new: sa.String) -> None:
    with op.batch_alter_table("promise_checks") as table:
        table.alter_column("problem", existing_type=old, type_=new, existing_nullable=False)


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
