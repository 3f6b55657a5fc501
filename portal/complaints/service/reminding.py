"""Reminding our own staff before a day is over, and telling more of them when it is.

Which reminders went stands in the case itself, so that each goes once, whoever runs the sweep and
however often.
"""

from datetime import date

from sqlalchemy import func, or_, select, update

from portal.complaints.models import Complaint, codes
from portal.complaints.service import dates, filing
from portal.complaints.service.clocks import ACKNOWLEDGE, ANSWER, PLAN, Clock, State
from portal.complaints.service.people import access, investigators
from portal.core.clock import today
from portal.extensions import db
from portal.outbox import NOW, post_many
from portal.staff.service import people

ADMIN = "admin"
REMINDED, ESCALATED = "reminded", "escalated"
MAILS = {REMINDED: "complaints.reminder", ESCALATED: "complaints.escalated"}
# What stands in `Complaint.reminded`: for each clock a letter, what went, and the day it is of.
LETTERS = {ACKNOWLEDGE: "a", ANSWER: "w", PLAN: "p"}


def remind() -> int:
    """Remind staff of every case with a clock that is near its day, or past it.

    Returns how many mails were asked for. Closed cases get none.
    """
    running = select(Complaint).where(
        Complaint.state != codes.CLOSED, Complaint.due_on.is_not(None)
    )
    due = [case.public_id for case in db.session.scalars(running) if _steps(case)]
    return sum(_tell(public_id) for public_id in due)


def late(*kinds: str) -> tuple[int, int]:
    """How many cases of these kinds have nobody's acknowledgement, and how many no answer, though
    it is due.
    """
    past = select(Complaint).where(
        Complaint.kind.in_(kinds), Complaint.state != codes.CLOSED, Complaint.due_on < today()
    )
    overdue = [
        clock.name
        for case in db.session.scalars(past)
        for clock in dates.clocks_of(case)
        if clock.state == State.OVERDUE
    ]
    return overdue.count(ACKNOWLEDGE), overdue.count(ANSWER)


def done_late(*kinds: str) -> int:
    """How many open cases of these kinds were acknowledged or answered after the day for it."""
    told = select(Complaint).where(
        Complaint.kind.in_(kinds),
        Complaint.state != codes.CLOSED,
        or_(Complaint.acknowledged_at.is_not(None), Complaint.answered_at.is_not(None)),
    )
    return sum(
        any(clock.state == State.MET_LATE and clock.name != PLAN for clock in dates.clocks_of(case))
        for case in db.session.scalars(told)
    )


def open_cases(*kinds: str) -> int:
    """How many cases of these kinds are open."""
    found = select(func.count(Complaint.id)).where(
        Complaint.state != codes.CLOSED, Complaint.kind.in_(kinds)
    )
    return db.session.scalar(found) or 0


def _tell(public_id: str) -> int:
    case = filing.find(public_id)
    if case is None:
        return 0
    new = _steps(case)
    who = {event: _whom(case, event) for _, event, _ in new}
    new = [each for each in new if who[each[1]]]
    marks = {LETTERS[clock.name]: _mark(clock, event, day) for clock, event, day in new}
    if not marks or not _claim(case, " ".join({**_known(case), **marks}.values())):
        db.session.rollback()
        return 0
    sent = 0
    for clock, event, day in new:
        sent += _post(case, clock, event, day, who[event])
        filing.note(case, event, clock.due.isoformat())
    db.session.commit()
    return sent


def _known(case: Complaint) -> dict[str, str]:
    """What went last, by the letter of its clock."""
    return {mark[0]: mark for mark in case.reminded.split()}


def _steps(case: Complaint) -> list[tuple[Clock, str, date]]:
    """What is to be said now: of which clock, a reminder or that it is late, and of which day."""
    known = _known(case)
    return [(clock, *step) for clock in dates.clocks_of(case) if (step := _step(clock, known))]


def _step(clock: Clock, known: dict[str, str]) -> tuple[str, date] | None:
    """What is to be said about a clock by now; None when it was said, or there is nothing to."""
    reminder, escalation = clock.reminder(today()), clock.escalation(today())
    if escalation and (reminder is None or escalation >= reminder):
        step = (ESCALATED, escalation)
    elif reminder:
        step = (REMINDED, reminder)
    else:
        return None
    return None if known.get(LETTERS[clock.name]) == _mark(clock, *step) else step


def _mark(clock: Clock, event: str, day: date) -> str:
    return f"{LETTERS[clock.name]}{event[0]}{day:%Y%m%d}"


def _claim(case: Complaint, marks: str) -> bool:
    """Write down what goes now. Of two workers one is the first, and the other does nothing."""
    mine = (
        update(Complaint)
        .where(Complaint.id == case.id, Complaint.reminded == case.reminded)
        .values(reminded=marks)
        .returning(Complaint.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(mine).first() is not None


def _whom(case: Complaint, event: str) -> set[str]:
    """Whom to write to: before, whoever is responsible, or else all who may look into it; when it
    is late, all of those and the admins. Nobody with a conflict of interest.
    """
    conflicted = set(access(case, codes.CONFLICT))
    may_see = set(investigators()) - conflicted
    if case.restricted:
        may_see &= set(access(case, codes.NAMED))
    admins = {each.public_id for each in people.working(ADMIN)} - conflicted
    if event == ESCALATED:
        return may_see | admins
    return {case.lead} & may_see or may_see or admins


def _post(case: Complaint, clock: Clock, event: str, day: date, who: set[str]) -> int:
    """A row for each: what they are told of, and who they are, stands in its batch."""
    this = select(Complaint.public_id).where(Complaint.id == case.id)
    return sum(
        post_many(MAILS[event], this, batch=f"{clock.name}:{day.isoformat()}:{person}", lane=NOW)
        for person in sorted(who)
    )
