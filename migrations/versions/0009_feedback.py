"""Feedback: messages, where they came from for a month, and appeals.

Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    messages()
    origins()
    appeals()


def messages() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("reference", sa.String(9), nullable=False),
        sa.Column("stamp", sa.String(64), nullable=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("message_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("wants_reply", sa.Boolean(), nullable=False),
        sa.Column("may_publish", sa.Boolean(), nullable=False),
        sa.Column("page", sa.String(80), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("flags", sa.String(80), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("words_index", sa.String(64), nullable=False),
        sa.Column("topic", sa.String(20), nullable=False),
        sa.Column("forwarded_to", sa.String(20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("redacted_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("decision_number", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint("public_id", name="uq_feedback_public_id"),
        sa.UniqueConstraint("reference", name="uq_feedback_reference"),
        sa.UniqueConstraint("stamp", name="uq_feedback_stamp"),
    )
    for column in ("email_index", "words_index", "published_at", "last_contact_at"):
        op.create_index(f"ix_feedback_{column}", "feedback", [column])
    op.create_index("ix_feedback_queue", "feedback", ["state", "priority", "received_at", "id"])


def origins() -> None:
    op.create_table(
        "feedback_origins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(22), nullable=False),
        sa.Column("network_index", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback_origins"),
        sa.UniqueConstraint("message", name="uq_feedback_origins_message"),
    )
    for column in ("network_index", "received_at"):
        op.create_index(f"ix_feedback_origins_{column}", "feedback_origins", [column])


def appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("public_id", name="uq_appeals_public_id"),
        sa.UniqueConstraint("subject", "number", name="uq_appeals_subject"),
    )
    op.create_index("ix_appeals_last_contact_at", "appeals", ["last_contact_at"])
    op.create_index("ix_appeals_due_on", "appeals", ["due_on"])


def downgrade_main() -> None:
    op.drop_table("appeals")
    op.drop_table("feedback_origins")
    op.drop_table("feedback")


def upgrade_keys() -> None:
    """Nothing here changes the keys."""


def downgrade_keys() -> None:
    """Nothing here changes the keys."""
