"""What is written into a case by us: to the person, about a call, for ourselves, and to do."""

from datetime import date

from sqlalchemy import select

from portal.complaints.models import (
    Complaint,
    ComplaintEntry,
    ComplaintOther,
    ComplaintTask,
    codes,
)
from portal.complaints.service import answering, consent, unread
from portal.complaints.service.filing import claim, done, undone
from portal.complaints.service.people import may_lead
from portal.core.clock import now
from portal.extensions import db

# Between what was to be done and why it is not needed: a task is one line.
NOT_NEEDED = "\nNot needed: "
NOTHING_TOLD = (
    "Whoever complains for somebody else is told nothing about them before their consent is "
    "recorded. Tick that this tells nothing, or first use “{}”."
)


def reply(
    public_id: str, text: str, *, tells_nothing: bool = False, by: str, seen_version: int
) -> None:
    """Write to the person: on the page of their case, with a mail that something is new.

    Raises CaseError when it could tell a representative what they may not know (RULES R14).
    """
    case = claim(public_id, seen_version)
    refuse_telling(case, tells_nothing)
    write(case, codes.REPLY, text, by)
    unread.settle(case)
    answering.tell(case)
    done(case, consent.ASKED if consent.asks(case, text) else "reply", by=by)


def ask(
    public_id: str, text: str, *, tells_nothing: bool = False, by: str, seen_version: int
) -> None:
    """Ask who complains to show us that they may be told (RULES R14): whatever the words are.

    Raises CaseError as for a reply, and when it is not needed.
    """
    case = claim(public_id, seen_version)
    if not consent.is_guarded(case):
        raise undone("We were shown it already, or it is not needed.")
    refuse_telling(case, tells_nothing)
    write(case, codes.REPLY, text, by)
    unread.settle(case)
    answering.tell(case)
    done(case, consent.ASKED, by=by)


def call(
    public_id: str, text: str, *, tells_nothing: bool = False, by: str, seen_version: int
) -> None:
    """Note what was said on the phone or in person; the person gets the note too.

    Raises CaseError as for a reply.
    """
    case = claim(public_id, seen_version)
    refuse_telling(case, tells_nothing)
    write(case, codes.CALL, text, by)
    answering.tell(case)
    done(case, "call", by=by)


def note(public_id: str, text: str, *, by: str, seen_version: int) -> None:
    """Note something for ourselves."""
    case = claim(public_id, seen_version)
    write(case, codes.NOTE, text, by)
    done(case, "note", by=by)


def other(public_id: str, text: str, *, by: str, seen_version: int) -> None:
    """Note something about another person, apart from the rest: it is in nobody's copy."""
    case = claim(public_id, seen_version)
    db.session.add(ComplaintOther(complaint_id=case.id, text=text, author=by, written_at=now()))
    done(case, "other", by=by)


def mark_read(public_id: str, *, by: str, seen_version: int) -> None:
    """Note that the person's messages are dealt with: nothing has to be written back."""
    case = claim(public_id, seen_version)
    unread.settle(case)
    done(case, "read", by=by)


def posted(public_id: str, *, by: str, seen_version: int) -> None:
    """Note that what we wrote was posted, or said, to whom no mail goes. Raises CaseError."""
    case = claim(public_id, seen_version)
    if not answering.goes_by_post(case):
        raise undone("Nothing has to be posted: they get our mails, or come to us.")
    done(case, "posted", by=by)


def add_task(
    public_id: str,
    text: str,
    *,
    owner: str = "",
    due_on: date | None = None,
    by: str,
    seen_version: int,
) -> None:
    """Note something to do, by whom (a public id) and by when."""
    case = claim(public_id, seen_version)
    db.session.add(
        ComplaintTask(complaint_id=case.id, text=text, owner=owner, due_on=due_on, made_at=now())
    )
    done(case, "task", by=by)


def give_task(public_id: str, task: str, owner: str, *, by: str, seen_version: int) -> None:
    """Say who does an open task. Raises CaseError when they may not see the case."""
    case = claim(public_id, seen_version)
    found = _open_task(case, task)
    if not may_lead(case, owner):
        raise undone("This person may not see the case, so they cannot do it.", "owner")
    found.owner = owner
    done(case, "task-given", owner, by)


def finish_task(public_id: str, task: str, *, by: str, seen_version: int) -> None:
    """Note that something was done. Raises CaseError when there is no such task."""
    case = claim(public_id, seen_version)
    _open_task(case, task).done_at = now()
    done(case, "task-done", task, by)


def drop_task(public_id: str, task: str, why: str, *, by: str, seen_version: int) -> None:
    """Note that something is not needed, and why: the reason stands with what was to be done.

    Raises CaseError when there is no such task.
    """
    case = claim(public_id, seen_version)
    found = _open_task(case, task)
    found.text, found.done_at = f"{found.text}{NOT_NEEDED}{why}", now()
    done(case, "task-dropped", task, by)


def _open_task(case: Complaint, task: str) -> ComplaintTask:
    """The task of that public id. Raises CaseError when it is done, or never was."""
    found = db.session.scalar(
        select(ComplaintTask).where(
            ComplaintTask.complaint_id == case.id,
            ComplaintTask.public_id == task,
            ComplaintTask.done_at.is_(None),
        )
    )
    if found is None:
        raise undone("This is done already, or it was never to do.", "task")
    return found


def write(case: Complaint, kind: str, text: str, by: str) -> None:
    """Put an entry into the file; the caller notes it and commits."""
    db.session.add(
        ComplaintEntry(complaint_id=case.id, kind=kind, text=text, author=by, written_at=now())
    )


def refuse_telling(case: Complaint, tells_nothing: bool) -> None:
    """Raise CaseError when this could tell a representative what they may not know yet."""
    if consent.is_guarded(case) and not tells_nothing:
        raise undone(NOTHING_TOLD.format(consent.to_record(case)), "tells_nothing")
