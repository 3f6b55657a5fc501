"""The end of a case, 10 years after it was closed: the case, its file, and the key of each record.

The keys of the file go before its rows do. If the rows could then not go, what is left is due to
go all the same and cannot be read; the other way round, a key could stay for a day.

What the yearly reports counted of these cases is added to totals about nobody, in the transaction
in which they go: a report says the same before and after. What was learned goes with them.
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
from portal.complaints.service import counting
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
    mine = select(CASES.c.id).where(CASES.c.id.in_([key[0] for key in keys]))
    # Locked: of two workers one counts a case, and the other finds that it is gone.
    cases = connection.scalars(mine.order_by(CASES.c.id).with_for_update()).all()
    counting.keep(connection, counting.of_cases(connection, cases))
    records: list[str] = []
    for kind in SEALED:
        named = select(kind.public_id).where(kind.complaint_id.in_(cases))
        records += connection.scalars(named)
    if records:
        forget(records)
    connection.execute(delete(CASES).where(CASES.c.id.in_(cases)))
