"""Counts of feedback: how much came by week and topic, and how long answers took by month.

Revises 0014. What is there already is counted, so that pictures do not begin empty.
"""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LONDON = ZoneInfo("Europe/London")


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    table = op.create_table(
        "feedback_counts",
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("detail", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("since", "what", "detail", name="pk_feedback_counts"),
    )
    found = _counted()
    if found:
        names = ("since", "what", "detail")
        rows = [{**dict(zip(names, key, strict=True)), "count": n} for key, n in found.items()]
        op.bulk_insert(table, rows)


def _counted() -> Counter[tuple[date, str, str]]:
    moment = sa.DateTime(timezone=True)
    feedback = sa.table(
        "feedback",
        sa.column("received_at", moment),
        sa.column("first_answered_at", moment),
        sa.column("wants_reply", sa.Boolean()),
        sa.column("topic", sa.String()),
    )
    found: Counter[tuple[date, str, str]] = Counter()
    for row in op.get_bind().execute(sa.select(*feedback.columns)):
        came = _day(row.received_at)
        found[came - timedelta(days=came.weekday()), "received", row.topic] += 1
        if row.wants_reply and row.first_answered_at:
            answered = _day(row.first_answered_at)
            found[answered.replace(day=1), "answered", str((answered - came).days)] += 1
    return found


def _day(moment) -> date:  # type: ignore[no-untyped-def]  # SQLite forgets the zone, which is UTC
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
    return aware.astimezone(LONDON).date()


def downgrade_main() -> None:
    op.drop_table("feedback_counts")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
