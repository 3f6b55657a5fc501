"""Bulletins: requests, subscribers and their topics, consents, not-me marks, sends.

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    requests()
    subscribers()
    records()


def requests() -> None:
    op.create_table(
        "bulletin_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("purpose", sa.String(10), nullable=False),
        sa.Column("stamp", sa.String(64), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("topics", sa.String(250), nullable=False),
        sa.Column("frequency", sa.String(10), nullable=False),
        sa.Column("wording", sa.String(20), nullable=False),
        sa.Column("subscriber", sa.String(22), nullable=True),
        sa.Column("counted", sa.String(250), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_requests"),
        sa.UniqueConstraint("public_id", name="uq_bulletin_requests_public_id"),
        sa.UniqueConstraint("stamp", name="uq_bulletin_requests_stamp"),
    )
    op.create_index("ix_bulletin_requests_email_index", "bulletin_requests", ["email_index"])
    op.create_index("ix_bulletin_requests_requested_at", "bulletin_requests", ["requested_at"])


def subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("frequency", sa.String(10), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("public_id", name="uq_subscribers_public_id"),
        sa.UniqueConstraint("email_index", name="uq_subscribers_email_index"),
    )
    op.create_index("ix_subscribers_frequency", "subscribers", ["frequency"])
    op.create_table(
        "subscriber_topics",
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name="fk_subscriber_topics_subscriber_id_subscribers",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "topic", name="pk_subscriber_topics"),
    )
    op.create_index("ix_subscriber_topics_topic", "subscriber_topics", ["topic"])


def records() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("how", sa.String(60), nullable=False),
        sa.Column("wording", sa.String(20), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_email_index", "consents", ["email_index"])
    op.create_index("ix_consents_ended_at", "consents", ["ended_at"])
    op.create_table(
        "bulletin_not_me",
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email_index", name="pk_bulletin_not_me"),
    )
    op.create_index("ix_bulletin_not_me_until", "bulletin_not_me", ["until"])
    op.create_table(
        "bulletin_sends",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin_sends"),
        sa.UniqueConstraint("slug", name="uq_bulletin_sends_slug"),
    )
    op.create_index("ix_bulletin_sends_frozen_at", "bulletin_sends", ["frozen_at"])


def downgrade_main() -> None:
    op.drop_table("bulletin_sends")
    op.drop_table("bulletin_not_me")
    op.drop_table("consents")
    op.drop_table("subscriber_topics")
    op.drop_table("subscribers")
    op.drop_table("bulletin_requests")


def upgrade_keys() -> None:
    """Nothing here changes the keys."""


def downgrade_keys() -> None:
    """Nothing here changes the keys."""
