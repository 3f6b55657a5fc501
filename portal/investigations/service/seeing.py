"""Who may see a case: all investigators, unless it is restricted, or they have a conflict.

A restricted case is not lost with those who are named: when none of them looks into complaints any
more, it is there for all investigators again.
"""

from sqlalchemy import ColumnElement, or_, select

from portal.complaints.models import Complaint, ComplaintAccess
from portal.complaints.models.codes import CONFLICT, NAMED
from portal.complaints.service.people import INVESTIGATOR
from portal.extensions import db
from portal.staff.models import StaffPerson


def seen_by(person: str) -> tuple[ColumnElement[bool], ...]:
    """What makes a case one that this member of staff may see, and may know of."""
    named = ComplaintAccess.kind == NAMED
    held = (
        select(ComplaintAccess.complaint_id)
        .join(StaffPerson, StaffPerson.public_id == ComplaintAccess.person)
        .where(named, StaffPerson.disabled_at.is_(None))
        .where(StaffPerson.roles.contains(INVESTIGATOR))
    )
    mine = select(ComplaintAccess.complaint_id).where(ComplaintAccess.person == person)
    return (
        Complaint.id.not_in(mine.where(ComplaintAccess.kind == CONFLICT)),
        or_(
            Complaint.restricted.is_(False),
            Complaint.id.in_(mine.where(named)),
            Complaint.id.not_in(held),
        ),
    )


def may_see(public_id: str, person: str) -> bool:
    """Whether this member of staff may see a case; no case may be seen that is not there."""
    found = select(Complaint.id).where(Complaint.public_id == public_id, *seen_by(person))
    return db.session.scalar(found) is not None
