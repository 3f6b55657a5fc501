"""Messages of the person that nobody has dealt with yet."""

from sqlalchemy import ColumnElement, func, select, update

from portal.complaints.models import Complaint, ComplaintEntry, codes
from portal.core.clock import now
from portal.extensions import db


def count(case: Complaint) -> int:
    """How many there are."""
    counted = select(func.count(ComplaintEntry.id)).where(*_waiting(case))
    return db.session.scalar(counted) or 0


def settle(case: Complaint) -> None:
    """They are dealt with; the caller commits."""
    db.session.execute(
        update(ComplaintEntry)
        .where(*_waiting(case))
        .values(read_at=now())
        .execution_options(synchronize_session=False)
    )


def _waiting(case: Complaint) -> tuple[ColumnElement[bool], ...]:
    return (
        ComplaintEntry.complaint_id == case.id,
        ComplaintEntry.kind == codes.MESSAGE,
        ComplaintEntry.read_at.is_(None),
    )
