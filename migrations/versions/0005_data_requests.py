"""Your data: wishes for a link, and requests that a person answers.

Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
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
        "data_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("stamp", sa.String(64), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_links"),
        sa.UniqueConstraint("public_id", name="uq_data_links_public_id"),
        sa.UniqueConstraint("stamp", name="uq_data_links_stamp"),
    )
    for column in ("email_index", "asked_at"):
        op.create_index(f"ix_data_links_{column}", "data_links", [column])
    requests()


def requests() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("reference", sa.String(9), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("stamp", sa.String(64), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_requests"),
        sa.UniqueConstraint("public_id", name="uq_data_requests_public_id"),
        sa.UniqueConstraint("reference", name="uq_data_requests_reference"),
        sa.UniqueConstraint("stamp", name="uq_data_requests_stamp"),
    )
    for column in ("email_index", "due_on", "answered_at"):
        op.create_index(f"ix_data_requests_{column}", "data_requests", [column])


def downgrade_main() -> None:
    op.drop_table("data_requests")
    op.drop_table("data_links")


def upgrade_keys() -> None:
    """Nothing here changes the keys."""


def downgrade_keys() -> None:
    """Nothing here changes the keys."""
