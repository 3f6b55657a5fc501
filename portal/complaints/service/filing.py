"""Finding a case, holding it while something is done, and writing down that it was done.

Whoever works on a case says which version they saw: when somebody else was faster they are told,
and nothing changes. Each verb of this service ends in one `done` and so in one commit.
"""

from sqlalchemy import select

import portal.staff as staff
from portal.complaints.models import Complaint, ComplaintEvent
from portal.complaints.service import dates
from portal.core import claiming
from portal.core.clock import now, today
from portal.extensions import db
from portal.staff.service.audit import SYSTEM, VISITOR

# The trail's word for an event of a case.
TRAIL = "complaint."
# How they want to be reached: by email, or they did not say.
BY_MAIL = ("email", "")
# Who did what no member of staff did: the person who complained, or the clock.
BY_THE_CLOCK = frozenset({"reminded", "escalated"})
# What came of a case and what it is about is not for the trail, which admins read.
IN_THE_CASE_ALONE = frozenset(
    {"answered", "closed", "filed", "talked", "reach", "task-done", "task-dropped"}
)

# Staff key in what came before.
CAME = "received"
# The log of what we share writes the trail's one entry of it.
IN_THE_LOG = "shared"


class CaseError(ValueError):
    """It cannot be done like that; the message says why, and what to do.

    `about` is the argument of the verb that it is about; empty when it is about the whole.
    """

    def __init__(self, words: str = "", about: str = "") -> None:
        super().__init__(words)
        self.about = about


class ChangedError(CaseError):
    """Somebody else was faster: what was seen is not what is there."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this case since you opened it. Look again.")


class UnknownError(CaseError):
    """There is no such case."""

    def __init__(self) -> None:
        super().__init__("There is no such case. Its time may be over.")


def find(public_id: str) -> Complaint | None:
    """The case of that number."""
    return db.session.scalar(select(Complaint).where(Complaint.public_id == public_id))


def is_mailed(case: Complaint) -> bool:
    """Whether mail reaches the person, and is how they want to hear from us; if not, it is post or
    a call.
    """
    return bool(case.email_index) and case.contact in BY_MAIL


def claim(public_id: str, seen_version: int) -> Complaint:
    """The case, for us alone until the commit. Raises ChangedError or UnknownError."""
    case = claiming.claim(Complaint, public_id, seen_version)
    if case is None:
        raise ChangedError if find(public_id) else UnknownError
    return case


def undone(words: str, about: str = "") -> CaseError:
    """What to raise when a claimed case cannot be changed like that; lets it go.

    `about` is the argument that is wrong, if it is one.
    """
    db.session.rollback()
    return CaseError(words, about)


def note(case: Complaint, event: str, detail: str = "", by: str = "") -> None:
    """Write down what happened, in the case and in the trail; the caller commits.

    `detail` is a closed word or an ISO date, `by` a member of staff; both may be empty. Without
    one, the trail names the visitor, or the system for what the clock does.
    """
    actor = by or (SYSTEM if event in BY_THE_CLOCK else VISITOR)
    case.due_on = dates.next_due(case)
    db.session.add(
        ComplaintEvent(complaint_id=case.id, at=now(), event=event, detail=detail, by=by)
    )
    if event != IN_THE_LOG:
        staff.audit(TRAIL + event, case.public_id, _told(case, event, detail), actor)


def _told(case: Complaint, event: str, detail: str) -> str:
    """What the trail has of it: what came before it was keyed in has its day there."""
    if event in IN_THE_CASE_ALONE:
        return ""
    if event == CAME and case.received_on != today():
        return f"{detail} {case.received_on.isoformat()}"
    return detail


def done(case: Complaint, event: str, detail: str = "", by: str = "") -> None:
    """Write down what happened, and commit."""
    note(case, event, detail, by)
    db.session.commit()


def events(case: Complaint) -> list[ComplaintEvent]:
    """What happened to a case, the oldest first."""
    listed = select(ComplaintEvent).where(ComplaintEvent.complaint_id == case.id)
    return list(db.session.scalars(listed.order_by(ComplaintEvent.at, ComplaintEvent.id)))
