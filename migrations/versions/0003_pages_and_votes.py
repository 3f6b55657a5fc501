"""Pages: the search index, and the counts of "is this page useful".

Revises 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The index is no model: each database has its own kind, and everything in it comes from files.
SQLITE_SEARCH = """
CREATE VIRTUAL TABLE page_search USING fts5(
    href UNINDEXED, digest UNINDEXED, kind UNINDEXED, title, summary, body,
    tokenize = 'porter unicode61 remove_diacritics 2'
)
"""
POSTGRESQL_SEARCH = """
CREATE TABLE page_search (
    href text PRIMARY KEY, digest text NOT NULL, kind text NOT NULL,
    title text NOT NULL, summary text NOT NULL, body text NOT NULL,
    words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', summary), 'B')
        || setweight(to_tsvector('english', body), 'D')
    ) STORED
)
"""


def upgrade(engine_name: str) -> None:
    """Apply to one of the stores."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Take back from one of the stores."""
    globals()[f"downgrade_{engine_name}"]()


def upgrade_main() -> None:
    op.create_table(
        "page_votes",
        sa.Column("page", sa.String(80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("page", "day", "useful", name="pk_page_votes"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_SEARCH)
        op.execute("CREATE INDEX page_search_words ON page_search USING gin (words)")
    else:
        op.execute(SQLITE_SEARCH)


def downgrade_main() -> None:
    op.execute("DROP TABLE page_search")
    op.drop_table("page_votes")


def upgrade_keys() -> None:
    pass


def downgrade_keys() -> None:
    pass
