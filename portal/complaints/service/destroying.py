"""The end of a case, 10 years after it was closed: the case, its file, and the key of each record.

The keys of the file go before its rows do. If the rows could then not go, what is left is due to
go all the same and cannot be read; the other way round, a key could stay for a day.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from portal.complaints.models import (
    Complaint,
    ComplaintAnswer,
    ComplaintConsent,
    ComplaintEntry,
    ComplaintOther,
    ComplaintTask,
)
from portal.core.crypto import forget

CASES: Any = Complaint.__table__
SEALED: tuple[Any, ...] = (
    ComplaintEntry,
    ComplaintOther,
    ComplaintTask,
    ComplaintConsent,
    ComplaintAnswer,
)


def destroy(connection: Connection, keys: Sequence[Any]) -> None:
    """Remove these cases (primary keys); the database takes the rows of their files with them."""
    cases = [key[0] for key in keys]
    records: list[str] = []
    for kind in SEALED:
        named = select(kind.public_id).where(kind.complaint_id.in_(cases))
        records += connection.scalars(named)
    if records:
        forget(records)
    connection.execute(delete(CASES).where(CASES.c.id.in_(cases)))
