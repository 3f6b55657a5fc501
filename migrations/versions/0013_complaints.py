"""Complaints: the case, its file, and the counts that outlive both.

Revises 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    _complaints()
    _complaint_entries()
    _complaint_others()
    _complaint_tasks()
    _complaint_consents()
    _complaint_answers()
    _complaint_events()
    _complaint_access()
    _complaint_totals()


def _complaints() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(9), nullable=False),
        sa.Column("stamp", sa.String(64), nullable=True),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("pair_index", sa.String(64), nullable=False),
        sa.Column("email_index", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("who", sa.String(20), nullable=False),
        sa.Column("relation", sa.String(20), nullable=False),
        sa.Column("other_name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("happened_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("happened_when_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("late_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("service_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("gp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("treatment_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("wanted_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.String(20), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("safely_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("needs_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("birth_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("entered_by", sa.String(22), nullable=False),
        sa.Column("paper", sa.String(9), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("lead", sa.String(22), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String(20), nullable=False),
        sa.Column("offer", sa.String(20), nullable=False),
        sa.Column("acknowledged_at", moment, nullable=True),
        sa.Column("planned_for", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("paused", sa.String(20), nullable=False),
        sa.Column("paused_at", moment, nullable=True),
        sa.Column("told_at", moment, nullable=True),
        sa.Column("reminded", sa.String(40), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("ending", sa.String(20), nullable=False),
        sa.Column("ombudsman_on", sa.Date(), nullable=True),
        sa.Column("learned_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", moment, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reopened_at", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("pair_index", name="uq_complaints_pair_index"),
        sa.UniqueConstraint("public_id", name="uq_complaints_public_id"),
        sa.UniqueConstraint("reference", name="uq_complaints_reference"),
        sa.UniqueConstraint("stamp", name="uq_complaints_stamp"),
    )
    op.create_index("ix_complaints_closed_at", "complaints", ["closed_at"])
    op.create_index("ix_complaints_due_on", "complaints", ["due_on"])
    op.create_index("ix_complaints_email_index", "complaints", ["email_index"])
    op.create_index("ix_complaints_lead", "complaints", ["lead"])
    op.create_index("ix_complaints_received_at", "complaints", ["received_at"])
    desk = ["state", "due_on", "lead", "restricted", "urgent", "acknowledged_at"]
    op.create_index("ix_complaints_desk", "complaints", desk)


def _complaint_entries() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaint_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stamp", sa.String(64), nullable=True),
        sa.Column("author", sa.String(22), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("read_at", moment, nullable=True),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_complaint_entries_complaint_id_complaints",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_entries"),
        sa.UniqueConstraint("public_id", name="uq_complaint_entries_public_id"),
        sa.UniqueConstraint("stamp", name="uq_complaint_entries_stamp"),
    )
    op.create_index("ix_complaint_entries_complaint_id", "complaint_entries", ["complaint_id"])
    op.create_index("ix_complaint_entries_unread", "complaint_entries", ["kind", "read_at"])


def _complaint_others() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaint_others",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.String(22), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_complaint_others_complaint_id_complaints",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_others"),
        sa.UniqueConstraint("public_id", name="uq_complaint_others_public_id"),
    )
    op.create_index("ix_complaint_others_complaint_id", "complaint_others", ["complaint_id"])


def _complaint_tasks() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaint_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owner", sa.String(22), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("done_at", moment, nullable=True),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_complaint_tasks_complaint_id_complaints",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_tasks"),
        sa.UniqueConstraint("public_id", name="uq_complaint_tasks_public_id"),
    )
    op.create_index("ix_complaint_tasks_complaint_id", "complaint_tasks", ["complaint_id"])


def _complaint_consents() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaint_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("recipient_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("how_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("author", sa.String(22), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_complaint_consents_complaint_id_complaints",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_consents"),
        sa.UniqueConstraint("public_id", name="uq_complaint_consents_public_id"),
    )
    op.create_index("ix_complaint_consents_complaint_id", "complaint_consents", ["complaint_id"])


def _complaint_answers() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaint_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("considered_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("found_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("conclusion_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("action_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("apology_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("delay_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("tells_nothing", sa.Boolean(), nullable=False),
        sa.Column("signed_by_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("signed_as_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_how_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("drafted_at", moment, nullable=False),
        sa.Column("signed_at", moment, nullable=True),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_complaint_answers_complaint_id_complaints",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_answers"),
        sa.UniqueConstraint("complaint_id", "number", name="uq_complaint_answers"),
        sa.UniqueConstraint("public_id", name="uq_complaint_answers_public_id"),
    )
    op.create_index("ix_complaint_answers_complaint_id", "complaint_answers", ["complaint_id"])


def _complaint_events() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaint_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(40), nullable=False),
        sa.Column("by", sa.String(22), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_complaint_events_complaint_id_complaints",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_events"),
    )
    op.create_index("ix_complaint_events_complaint_id", "complaint_events", ["complaint_id"])


def _complaint_access() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "complaint_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(22), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"],
            ["complaints.id"],
            name="fk_complaint_access_complaint_id_complaints",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_complaint_access"),
        sa.UniqueConstraint("complaint_id", "person", name="uq_complaint_access"),
    )
    op.create_index("ix_complaint_access_complaint_id", "complaint_access", ["complaint_id"])
    op.create_index("ix_complaint_access_person", "complaint_access", ["person"])


def _complaint_totals() -> None:
    op.create_table(
        "complaint_totals",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "year", "measure", "kind", "area", "subject", "outcome", name="pk_complaint_totals"
        ),
    )


def downgrade_main() -> None:
    for table in (
        "complaint_totals",
        "complaint_access",
        "complaint_events",
        "complaint_answers",
        "complaint_consents",
        "complaint_tasks",
        "complaint_others",
        "complaint_entries",
        "complaints",
    ):
        op.drop_table(table)


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
