"""The paper of a case: it is listed, moved and shredded, and the file of the case says so.

A case has one number for its paper. It is kept until the case is closed, and its time counts from
then on (ending.py).
"""

from collections.abc import Collection

from sqlalchemy import select

from portal.complaints.models import Complaint
from portal.complaints.service.filing import claim, find, note, undone
from portal.core.clock import in_words
from portal.core.panels import Filed, Place
from portal.core.references import spaced
from portal.extensions import db
from portal.records.service import paper
from portal.staff.service import acting, gone

# The kind of paper, as the list of what to shred has it.
FILES = "complaint-files"
# Where admins see one paper.
LISTED = "/staff/records/paper"
# What is done at the list of paper, and what the file of the case calls it.
ACTS = {"records.paper_moved": "paper-moved", "records.paper_shredded": "paper-shredded"}
# Where several places stand in one line.
AND = "; "
LONGEST = 200
TOO_MANY = "Its paper lies in too many places to list. Put it together, and say where it lies now."


def lies(public_id: str, place: str, *, by: str, seen_version: int) -> None:
    """Say where the paper of a case lies now; one that has no number gets one. Raises CaseError."""
    keep(claim(public_id, seen_version), place, by)
    db.session.commit()


def keep(case: Complaint, place: str, by: str) -> None:
    """The same, of a case that is claimed; the caller commits."""
    # What is moved, the list of paper tells us (told).
    if case.paper and paper.put(case.paper, place):
        return
    case.paper = paper.enlist(FILES, place, case.closed_at or case.received_at, case.email or "")
    note(case, "paper-listed", by=by)


def lies_also(case: Complaint, place: str, by: str) -> None:
    """More paper of a case that is claimed lies there; the caller commits. Raises CaseError."""
    known = paper.find(case.paper) if case.paper else None
    places = known.place.split(AND) if known and not known.gone_at else []
    if place.casefold() in (each.casefold() for each in places):
        return
    together = AND.join([*places, place])
    if len(together) > LONGEST:
        raise undone(TOO_MANY, "place")
    keep(case, together, by)


def of(numbers: Collection[str]) -> list[Filed]:
    """The cases that paper is of, by the numbers on it."""
    mine = select(Complaint.paper, Complaint.public_id, Complaint.closed_at)
    rows = db.session.execute(mine.where(Complaint.paper.in_([each for each in numbers if each])))
    return [Filed(each.paper, each.public_id, each.closed_at is None) for each in rows]


def shown(public_id: str) -> list[tuple[str, str | Place]]:
    """Where the paper of a case is and until when, for an auditor; nothing of what is no case."""
    case = find(public_id)
    if case is None:
        return []
    if not case.paper:
        return [("Paper", "None on the list")]
    item, number = paper.find(case.paper), spaced(case.paper)
    if item is None:
        return [("Paper", f"{number}: gone, and not on the list any more")]
    told = f"{item.place}. Kept {item.waits or f'until {item.shred_on}'}"
    if item.gone_at:
        told = f"gone since {in_words(item.gone_at)}. {gone.told(case.paper)}"
    return [("Paper", Place(f"{LISTED}/{case.paper}", f"{number}: {told}", ""))]


def told(action: str, about: str, detail: str) -> None:
    """Write into the file of the case what was done with its paper; whoever does it commits."""
    event = ACTS.get(action)
    if not event or not about:
        return
    case = db.session.scalar(select(Complaint).where(Complaint.paper == about))
    if case is not None:
        note(case, event, detail, acting.who())
