"""The list of complaints: what is due first, and what waits. No name and no words of anybody.

Nothing is counted or listed that the person who looks may not see: not even that it is there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

import portal.staff as staff
from portal.complaints.models import (
    Complaint,
    ComplaintEntry,
    ComplaintTask,
    codes,
)
from portal.complaints.service import dates
from portal.complaints.service import waiting as waiting_of
from portal.complaints.service.clocks import Clock
from portal.core.clock import today
from portal.core.crypto import blind_index
from portal.core.forms import mailbox
from portal.core.references import unspaced
from portal.extensions import db
from portal.investigations.service import tasks
from portal.investigations.service.opening import FOUND, LISTED
from portal.investigations.service.seeing import seen_by
from portal.staff import Person
from portal.staff.service import acting
from portal.staff.service.navigation import Waiting, waiting_for

HERE = "/staff/complaints"
PAGE_SIZE = 25
EMAIL_INDEX = "complaints.email"
OPEN, MINE, NOBODY, OVERDUE, WAITING, CLOSED = (
    "",
    "mine",
    "nobody",
    "overdue",
    "waiting",
    "closed",
)
NEW, ACKNOWLEDGE, UNREAD = "new", "acknowledge", "unread"
URGENT, TASKS = "urgent", "tasks"
# As the tabs stand; those after them are reached by the numbers.
TABS = {
    OPEN: "All open",
    MINE: "Mine",
    NOBODY: "Nobody’s",
    OVERDUE: "Overdue",
    WAITING: "Waiting",
    CLOSED: "Closed",
}
MORE = {
    NEW: "New",
    ACKNOWLEDGE: "To acknowledge today",
    UNREAD: "With a new message",
    URGENT: "Urgent",
    TASKS: "With a task for you",
    "late-care": "Overdue, about care",
    "late-information": "Overdue, about how we use information",
    "late-others": "Overdue, about this website or a decision of ours",
}
# What each live check of a promise finds late: the list that shows it, and the kinds in it.
LATE = {
    "complaints.care_in_time": ("late-care", (codes.CARE,)),
    "complaints.data_in_time": ("late-information", (codes.INFORMATION,)),
    "complaints.others_in_time": ("late-others", (codes.WEBSITE, codes.DECISION)),
}
IS_OPEN = Complaint.state != codes.CLOSED


@dataclass(frozen=True)
class Line:
    """One case in the list."""

    public_id: str
    reference: str
    kind: str
    who: str
    state: str
    urgent: bool
    restricted: bool
    consent: str
    paused: str
    paused_at: datetime | None
    waits_for: str
    received_on: date
    closed_at: datetime | None
    clock: Clock | None
    lead: str
    is_mine: bool
    unread: int
    tasks: list[str]


@dataclass(frozen=True)
class Listed:
    """A page of the list."""

    lines: list[Line]
    number: int
    pages: int


def page(only: str, person: Person, number: int = 1) -> Listed:
    """A page of the list; that it was looked at is saved first."""
    staff.view(LISTED, detail=only)
    found = (*_where(only, person.public_id), *seen_by(person.public_id))
    total = db.session.scalar(select(func.count(Complaint.id)).where(*found)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    chosen = select(Complaint.id).where(*found).order_by(*_order(only))
    ids = db.session.scalars(chosen.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    own = tasks.own_in(ids, person.public_id) if only == TASKS else {}
    return Listed(_lines(_rows(ids), person.public_id, own), number, pages)


def look_for(words: str, person: Person) -> list[Line]:
    """The cases of a reference, or of an email address: never of a name, which is sealed."""
    staff.view(FOUND)
    if "@" in words:
        try:
            named = Complaint.email_index == blind_index(EMAIL_INDEX, mailbox(words))
        except ValueError:
            return []
    else:
        named = Complaint.reference == unspaced(words)
    chosen = select(Complaint).where(named, *seen_by(person.public_id))
    rows = db.session.scalars(chosen.order_by(Complaint.id.desc()).limit(PAGE_SIZE)).all()
    return _lines(rows, person.public_id)


def counts(person: Person) -> dict[str, int]:
    """How many cases each tab has."""
    asked = [func.count(case((and_(*_where(only, person.public_id)), 1))) for only in TABS]
    row = db.session.execute(select(*asked).where(*seen_by(person.public_id))).one()
    return {only: int(count) for only, count in zip(TABS, row, strict=True)}


def waiting(only: str) -> tuple[int, datetime | None]:
    """How many there are for whoever asks, and since when the oldest waits."""
    person = acting.who()
    found = (*_where(only, person), *seen_by(person))
    return db.session.scalar(select(func.count(Complaint.id)).where(*found)) or 0, None


def numbers(person: Person) -> list[Waiting]:
    """What is due at this part of the desk."""
    return [each for each in waiting_for(person) if each.href.startswith(HERE)]


def _where(only: str, person: str) -> tuple[ColumnElement[bool], ...]:
    if only == UNREAD:
        return (Complaint.id.in_(_new()),)
    to_do = Complaint.id.in_(
        select(ComplaintTask.complaint_id).where(
            ComplaintTask.owner == person, ComplaintTask.done_at.is_(None)
        )
    )
    past = Complaint.due_on < today()
    chosen: dict[str, tuple[ColumnElement[bool], ...]] = {
        OPEN: (IS_OPEN,),
        # A message to a closed case of mine waits for me too.
        MINE: (
            or_(IS_OPEN, Complaint.id.in_(_new())),
            or_(Complaint.lead == person, and_(IS_OPEN, to_do)),
        ),
        NOBODY: (IS_OPEN, Complaint.lead == ""),
        OVERDUE: (IS_OPEN, past),
        WAITING: (Complaint.state == codes.WAITING,),
        CLOSED: (Complaint.state == codes.CLOSED,),
        TASKS: (to_do,),
        URGENT: (or_(IS_OPEN, Complaint.id.in_(_new())), Complaint.urgent.is_(True)),
        NEW: (Complaint.state == codes.NEW,),
        ACKNOWLEDGE: (IS_OPEN, Complaint.acknowledged_at.is_(None), Complaint.due_on == today()),
    }
    late = {name: (IS_OPEN, past, Complaint.kind.in_(kinds)) for name, kinds in LATE.values()}
    return {**chosen, **late}.get(only, (false(),))


def _new() -> Select[int]:
    """The cases with a message that nobody has dealt with."""
    return select(ComplaintEntry.complaint_id).where(
        ComplaintEntry.kind == codes.MESSAGE, ComplaintEntry.read_at.is_(None)
    )


def _order(only: str) -> tuple[ColumnElement[Any], ...]:
    if only == CLOSED:
        return (Complaint.closed_at.desc(), Complaint.id.desc())
    # What is urgent, then by day; what no clock runs for comes last.
    return (
        case((Complaint.urgent, 0), else_=1),
        case((Complaint.due_on.is_(None), 1), else_=0),
        Complaint.due_on.asc(),
        Complaint.id.asc(),
    )


def _rows(ids: Sequence[int]) -> list[Complaint]:
    """The cases of a page: sorted by number first, so that nobody's sealed words are sorted."""
    rows = db.session.scalars(select(Complaint).where(Complaint.id.in_(ids))).all()
    return sorted(rows, key=lambda row: ids.index(row.id))


def _lines(
    rows: Sequence[Complaint], person: str, own: Mapping[int, list[str]] = MappingProxyType({})
) -> list[Line]:
    names = staff.names() if any(row.lead for row in rows) else {}
    unread, bodies = _unread([row.id for row in rows]), waiting_of.bodies(rows)
    same = ("public_id", "reference", "kind", "who", "state", "urgent", "restricted", "consent")
    more = ("paused", "paused_at", "received_on", "closed_at")
    return [
        Line(
            **{name: getattr(row, name) for name in (*same, *more)},
            clock=dates.next_clock(row),
            lead=names.get(row.lead, "Somebody who left") if row.lead else "",
            is_mine=row.lead == person,
            unread=unread.get(row.id, 0),
            tasks=own.get(row.id, []),
            waits_for=bodies.get(row.public_id, ""),
        )
        for row in rows
    ]


def _unread(cases: list[int]) -> dict[int, int]:
    """How many messages of each case nobody has dealt with."""
    chosen = (
        select(ComplaintEntry.complaint_id, func.count())
        .where(
            ComplaintEntry.complaint_id.in_(cases),
            ComplaintEntry.kind == codes.MESSAGE,
            ComplaintEntry.read_at.is_(None),
        )
        .group_by(ComplaintEntry.complaint_id)
    )
    return {int(row[0]): int(row[1]) for row in db.session.execute(chosen)}
