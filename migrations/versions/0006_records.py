"""Records: retention runs, holds, disclosures, paper; erased records; the notice's version.

Revises: 0005
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# How long a "not me" mark lasted when its end was kept; now its beginning is.
LEFT_ALONE = timedelta(days=30)


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade_main() -> None:
    runs()
    holds()
    sharing()
    for table in ("bulletin_requests", "consents"):
        # What is here already was sent under the first version.
        version = sa.Column("notice_version", sa.Integer(), nullable=False, server_default="1")
        op.add_column(table, version)
    rename_mark("until", "marked_at", -LEFT_ALONE)


def runs() -> None:
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        moment("ran_at"),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retention_runs"),
    )
    op.create_index("ix_retention_runs_ran_at", "retention_runs", ["ran_at"])
    op.create_table(
        "erasure_marks",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_erasure_marks"),
    )


def holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(22), nullable=False),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("owner", sa.String(60), nullable=False),
        moment("placed_at"),
        sa.Column("review_on", sa.Date(), nullable=False),
        moment("released_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
    )
    op.create_index("ix_legal_holds_record", "legal_holds", ["record"])
    op.create_index("ix_legal_holds_released_at", "legal_holds", ["released_at"])


def sharing() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(22), nullable=False),
        moment("shared_at"),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("ground", sa.String(30), nullable=False),
        sa.Column("decided_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disclosures"),
    )
    op.create_index("ix_disclosures_record", "disclosures", ["record"])
    op.create_index("ix_disclosures_shared_at", "disclosures", ["shared_at"])
    op.create_table(
        "paper_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        moment("counts_from"),
        sa.Column("email_index", sa.String(64), nullable=False),
        moment("destroyed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_paper_records"),
        sa.UniqueConstraint("reference", name="uq_paper_records_reference"),
    )
    op.create_index("ix_paper_records_email_index", "paper_records", ["email_index"])
    op.create_index("ix_paper_records_destroyed_at", "paper_records", ["destroyed_at"])


def rename_mark(old: str, new: str, shift: timedelta) -> None:
    """Keep the other end of a mark's 30 days, and move each moment by as much."""
    op.drop_index(f"ix_bulletin_not_me_{old}", table_name="bulletin_not_me")
    op.alter_column("bulletin_not_me", old, new_column_name=new)
    marks = sa.table("bulletin_not_me", sa.column("email_index", sa.String), moment(new))
    connection = op.get_bind()
    for row in connection.execute(sa.select(marks)).all():
        connection.execute(
            sa.update(marks)
            .where(marks.c.email_index == row.email_index)
            .values({new: getattr(row, new) + shift})
        )
    op.create_index(f"ix_bulletin_not_me_{new}", "bulletin_not_me", [new])


def downgrade_main() -> None:
    rename_mark("marked_at", "until", LEFT_ALONE)
    for table in ("bulletin_requests", "consents"):
        op.drop_column(table, "notice_version")
    for table in ("paper_records", "disclosures", "legal_holds", "erasure_marks", "retention_runs"):
        op.drop_table(table)


def upgrade_keys() -> None:
    op.create_table(
        "erased_records",
        # Never reused, so that "what came after this one" has an answer (SQLite: AUTOINCREMENT).
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(22), nullable=False),
        moment("erased_at"),
        sa.PrimaryKeyConstraint("id", name="pk_erased_records"),
        sa.UniqueConstraint("record", name="uq_erased_records_record"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_erased_records_erased_at", "erased_records", ["erased_at"])


def downgrade_keys() -> None:
    op.drop_table("erased_records")
