"""What is noted as to do in a case, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten

from sqlalchemy import select

import portal.staff as staff
from portal.complaints.models import Complaint, ComplaintTask
from portal.complaints.service import consent, filing
from portal.complaints.service.talking import NOT_NEEDED
from portal.core.clock import in_words, today
from portal.core.crypto import load_keys
from portal.extensions import db
from portal.investigations.service.reading import LEFT, text_of
from portal.staff.service import acting

NOBODY = "Nobody yet"
ENDED = ("task-done", "task-dropped")


@dataclass(frozen=True)
class Task:
    """Something to do, done, or not needed: `dropped` says why, `ended_by` who noted its end."""

    public_id: str
    text: str
    who: str
    is_mine: bool
    due_on: date | None
    done_at: datetime | None
    ended_by: str
    dropped: str

    @property
    def is_late(self) -> bool:
        """Whether its day is over and it is not done."""
        return self.done_at is None and self.due_on is not None and self.due_on < today()

    @property
    def line(self) -> str:
        """What it is and by when: a long one is cut, and one that turns the line is left out."""
        by = "it was due on" if self.is_late else "by"
        by = f"{by} {in_words(self.due_on)}" if self.due_on else "no day is set"
        text = shorten(self.text, consent.LONGEST_NAME, placeholder=" …")
        return f"{text}, {by}" if consent.fits(text) else by


def open_in(case: Complaint) -> list[Task]:
    """What is still to be done: what is yours first, and of that what is due first."""
    return [each for each in of(case, staff.names()) if each.done_at is None]


def own_in(cases: Sequence[int], person: str) -> dict[int, list[str]]:
    """The open tasks of one member of staff in these cases (primary keys), a line for each."""
    mine = select(ComplaintTask).where(ComplaintTask.owner == person)
    chosen = mine.where(ComplaintTask.complaint_id.in_(cases), ComplaintTask.done_at.is_(None))
    rows = list(db.session.scalars(chosen.order_by(ComplaintTask.due_on, ComplaintTask.id)))
    load_keys(rows)
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.complaint_id, []).append(_task(row, {}, "").line)
    return found


def of(case: Complaint, names: dict[str, str]) -> list[Task]:
    """What is to be done: the open ones first, and of these those of whoever looks."""
    listed = select(ComplaintTask).where(ComplaintTask.complaint_id == case.id)
    rows = list(db.session.scalars(listed.order_by(ComplaintTask.id)))
    load_keys(rows)
    ended = _ended(case, names) if any(row.done_at for row in rows) else {}
    tasks = [_task(row, names, ended.get(row.public_id, "")) for row in rows]
    return sorted(
        tasks,
        key=lambda each: (each.done_at is not None, not each.is_mine, each.due_on or date.max),
    )


def _task(row: ComplaintTask, names: dict[str, str], ended_by: str) -> Task:
    text, dropped = text_of(row, "text"), ""
    if row.done_at:
        text, _, dropped = text.partition(NOT_NEEDED)
    return Task(
        public_id=row.public_id,
        text=text,
        who=names.get(row.owner, LEFT) if row.owner else NOBODY,
        is_mine=bool(row.owner) and row.owner == acting.who(),
        due_on=row.due_on,
        done_at=row.done_at,
        ended_by=ended_by,
        dropped=dropped,
    )


def _ended(case: Complaint, names: dict[str, str]) -> dict[str, str]:
    """Who noted the end of each task, by the public id of the task."""
    noted = [each for each in filing.events(case) if each.event in ENDED]
    return {each.detail: names.get(each.by, LEFT) for each in noted if each.detail and each.by}
