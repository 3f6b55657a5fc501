"""What the tests of the audit trail do to it, as somebody could who writes to the database."""

from typing import Any

from sqlalchemy import text

from portal.extensions import db
from portal.staff.service import audit
from portal.staff.service.verifying import Verdict, verify

ACTION = "staff.signed_in"


def write(count: int) -> None:
    """Write entries, each in a commit of its own."""
    for number in range(count):
        audit.write(ACTION, f"record-{number}", "by code")
        db.session.commit()


def behind(statement: str, **values: Any) -> None:
    """Run SQL that knows nothing of the portal."""
    # A test's own read must not hold the lock.
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text(statement), values)


def rows(table: str = "audit_entries") -> list[dict[str, Any]]:
    """Every row of a table, as it is stored."""
    db.session.rollback()
    with db.engine.connect() as connection:
        found = connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))  # noqa: S608 - ours
        return [dict(row) for row in found.mappings()]


def problem() -> str:
    """What verifying finds."""
    found: Verdict = verify()
    return found.problem
