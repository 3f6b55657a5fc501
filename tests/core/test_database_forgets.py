"""The database: what was deleted cannot be read in its files, and what was saved is saved."""

import pytest
from flask import Flask
from sqlalchemy import text

from portal.core.site import current_settings
from portal.extensions import db

CANARY = "canary-of-a-deleted-row"
FULL = 2


@pytest.fixture(autouse=True)
def on_sqlite(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL overwrites what was deleted when it vacuums")


def in_the_files() -> bool:
    """Whether the words are in any file of the stores, once the journal is written back."""
    # Not a connection of SQLAlchemy: a transaction would be open, and hold the journal.
    connection = db.engine.raw_connection()
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    files = current_settings().instance.glob("*.db*")
    return any(CANARY.encode() in file.read_bytes() for file in files)


def run(statement: str) -> None:
    db.session.execute(text(statement), {"words": CANARY})
    db.session.commit()


def test_deleted_words_are_overwritten() -> None:
    run("INSERT INTO job_runs (name, last_run_at) VALUES (:words, '2026-01-01')")
    assert in_the_files(), "else the test would look in the wrong place"
    run("DELETE FROM job_runs WHERE name = :words")
    assert not in_the_files()


def test_what_was_saved_survives_a_power_cut() -> None:
    for engine in db.engines.values():
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == FULL
