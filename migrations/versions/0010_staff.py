"""Staff: people, their recovery codes, and their sessions.

Revises 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
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
        "staff_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("code_step", sa.Integer(), nullable=False),
        sa.Column("roles", sa.String(60), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("invited_at", moment, nullable=False),
        sa.Column("joined_at", moment, nullable=True),
        sa.Column("disabled_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_people"),
        sa.UniqueConstraint("public_id", name="uq_staff_people_public_id"),
        sa.UniqueConstraint("email_index", name="uq_staff_people_email_index"),
    )
    op.create_index("ix_staff_people_disabled_at", "staff_people", ["disabled_at"])
    op.create_table(
        "staff_recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_recovery_codes"),
        sa.UniqueConstraint("code_hash", name="uq_staff_recovery_codes_code_hash"),
    )
    op.create_index("ix_staff_recovery_codes_person", "staff_recovery_codes", ["person"])
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.Column("fresh_at", moment, nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("public_id", name="uq_staff_sessions_public_id"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sessions_token_hash"),
    )
    op.create_index("ix_staff_sessions_person", "staff_sessions", ["person"])
    op.create_index("ix_staff_sessions_created_at", "staff_sessions", ["created_at"])


def downgrade_main() -> None:
    op.drop_table("staff_sessions")
    op.drop_table("staff_recovery_codes")
    op.drop_table("staff_people")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
