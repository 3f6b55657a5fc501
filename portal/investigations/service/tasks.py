"""What is noted as to do in a case, and by whom."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintTask
from portal.core.clock import today
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
