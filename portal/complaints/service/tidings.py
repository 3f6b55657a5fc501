"""Telling our own staff what came: at once when it is urgent, and once a day what waits for them.

A mail holds references and nothing of anybody's words. Nobody with a conflict of interest hears of
a case, and of a restricted one only those who are named.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from portal.complaints.models import Complaint, ComplaintAccess, ComplaintEntry, ComplaintEvent
from portal.complaints.models.codes import CONFLICT, MESSAGE, NAMED, NEW
from portal.complaints.service.people import access, investigators
from portal.core.clock import LONDON, now, today
from portal.extensions import db
from portal.outbox import NOW, post_many
from portal.outbox.models import OutboxRow
from portal.staff.service import people

ADMIN = "admin"
URGENT, DAY = "complaints.urgent", "complaints.day"
# Nobody is written to in the night about what can wait.
MORNING = 8
CAME = ("received", "message")
MOST = 50


@dataclass(frozen=True)
class Waiting:
    """What waits for one member of staff: the references of new cases, and of new messages."""

    new: list[str]
    messages: list[str]


def may_hear(case: Complaint) -> set[str]:
    """Who looks into complaints and may know of this one; the admins when there is nobody."""
    conflicted = set(access(case, CONFLICT))
    found = set(investigators()) - conflicted
    if case.restricted:
        found &= set(access(case, NAMED))
    return found or {each.public_id for each in people.working(ADMIN)} - conflicted


def cry(case: Complaint) -> None:
    """Mail at once that somebody should read this case now; the caller commits."""
    this = select(Complaint.public_id).where(Complaint.id == case.id)
    for person in sorted(may_hear(case)):
        post_many(URGENT, this, batch=f"{case.version}:{person}", lane=NOW)


def tell_daily() -> int:
    """Mail each investigator at most once a day that something came since the last such mail.

    Returns how many mails were asked for. Safe to run by anyone at any time.
    """
    if now().astimezone(LONDON).hour < MORNING:
        return 0
    batch = today().isoformat()
    sent = sum(
        post_many(DAY, select(literal(person)), batch=batch, lane=NOW)
        for person in sorted(investigators())
        if _has_news(person)
    )
    db.session.commit()
    return sent


def waiting(person: str) -> Waiting:
    """What waits for a member of staff now, the oldest first."""
    return Waiting(new=_references(person, _is_new()), messages=_references(person, _is_written()))


def _has_news(person: str) -> bool:
    last = select(func.max(OutboxRow.created_at))
    since = db.session.scalar(last.where(OutboxRow.kind == DAY, OutboxRow.subject == person))
    arrived = select(ComplaintEvent.complaint_id).where(ComplaintEvent.event.in_(CAME))
    if isinstance(since, datetime):
        arrived = arrived.where(ComplaintEvent.at > since)
    found = _for(person).where(or_(_is_new(), _is_written()), Complaint.id.in_(arrived))
    return db.session.scalar(found.limit(1)) is not None


def _references(person: str, which: ColumnElement[bool]) -> list[str]:
    return list(db.session.scalars(_for(person).where(which).order_by(Complaint.id).limit(MOST)))


def _for(person: str) -> Select[str]:
    """The cases that are theirs, or nobody's, and that they may know of."""
    mine = select(ComplaintAccess.complaint_id).where(ComplaintAccess.person == person)
    return select(Complaint.reference).where(
        Complaint.lead.in_((person, "")),
        Complaint.id.not_in(mine.where(ComplaintAccess.kind == CONFLICT)),
        or_(
            Complaint.restricted.is_(False),
            Complaint.id.in_(mine.where(ComplaintAccess.kind == NAMED)),
        ),
    )


def _is_new() -> ColumnElement[bool]:
    return (Complaint.state == NEW) & (Complaint.lead == "")


def _is_written() -> ColumnElement[bool]:
    unread = select(ComplaintEntry.complaint_id)
    return Complaint.id.in_(
        unread.where(ComplaintEntry.kind == MESSAGE, ComplaintEntry.read_at.is_(None))
    )
