"""What is noted as to do in a case, and by whom."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

import portal.staff as staff
from portal.complaints.models import Complaint, ComplaintTask
from portal.complaints.service import consent
from portal.core.clock import in_words, today
from portal.core.crypto import load_keys
from portal.extensions import db
from portal.investigations.service.reading import LEFT, text_of


@dataclass(frozen=True)
class Task:
    """Something to do, or done."""

    public_id: str
    text: str
    who: str
    due_on: date | None
    done_at: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether its day is over and it is not done."""
        return self.done_at is None and self.due_on is not None and self.due_on < today()

    @property
    def line(self) -> str:
        """What it is and by when, in one line; what does not fit into one is left out."""
        by = f"by {in_words(self.due_on)}" if self.due_on else "no day is set"
        return f"{self.text}, {by}" if consent.fits(self.text) else by


def open_in(case: Complaint) -> list[Task]:
    """What is still to be done, what is due first on top."""
    return [each for each in of(case, staff.names()) if each.done_at is None]


def of(case: Complaint, names: dict[str, str]) -> list[Task]:
    """What is to be done, the open ones first."""
    listed = select(ComplaintTask).where(ComplaintTask.complaint_id == case.id)
    rows = list(db.session.scalars(listed.order_by(ComplaintTask.id)))
    load_keys(rows)
    tasks = [
        Task(
            public_id=row.public_id,
            text=text_of(row, "text"),
            who=names.get(row.owner, LEFT) if row.owner else "Nobody yet",
            due_on=row.due_on,
            done_at=row.done_at,
        )
        for row in rows
    ]
    return sorted(tasks, key=lambda each: (each.done_at is not None, each.due_on or date.max))
