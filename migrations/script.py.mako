"""${message}.

Revises ${down_revision or "nothing"}.
"""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()

% for name in ("main", "keys"):

def upgrade_${name}() -> None:
    ${context.get(f"{name}_upgrades", "pass") or "pass"}


def downgrade_${name}() -> None:
    ${context.get(f"{name}_downgrades", "pass") or "pass"}

% endfor
