"""How a case stands, for the rules that say what comes next (service/ahead.py)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintEntry, ComplaintTask, codes
from portal.complaints.service import answering, consent, dates, filing, unread
from portal.complaints.service.clocks import Clock
from portal.core.clock import today
from portal.extensions import db


@dataclass(frozen=True)
class Turn:
    """A case at this moment: its clocks, its consent, its answer, and what waits in it."""

    case: Complaint
    clocks: tuple[Clock, ...]
    asked_on: date | None
    missing: list[str]
    is_begun: bool
    is_signed: bool
    is_written: bool
    unread: int
    late_tasks: int

    @property
    def is_open(self) -> bool:
        """Whether our answer is still to come."""
        return self.case.state not in {codes.ANSWERED, codes.CLOSED}

    @property
    def answer(self) -> Clock:
        """What the answer is due by: the day we gave when that is sooner."""
        return min(self.clocks[1:], key=lambda clock: clock.due)

    @property
    def awaits_consent(self) -> bool:
        """Whether nobody has told us yet what we asked for."""
        return self.is_open and self.case.consent == codes.AWAITED


def turn_of(case: Complaint) -> Turn:
    """How a case stands now."""
    happened = filing.events(case)
    newest = answering.latest(case)
    writing = newest if newest is not None and newest.sent_at is None else None
    return Turn(
        case=case,
        clocks=dates.clocks_of(case, happened),
        asked_on=consent.asked_on(happened),
        missing=answering.missing(case, writing),
        is_begun=writing is not None,
        is_signed=writing is not None and writing.signed_at is not None,
        is_written=_is_written(case),
        unread=unread.count(case),
        late_tasks=_late_tasks(case),
    )


def _is_written(case: Complaint) -> bool:
    """Whether we wrote something to whom no mail reaches: it may still lie here, to be posted."""
    if not answering.by_post(case):
        return False
    written = select(ComplaintEntry.id).where(
        ComplaintEntry.complaint_id == case.id, ComplaintEntry.kind == codes.REPLY
    )
    return db.session.scalar(written.limit(1)) is not None


def _late_tasks(case: Complaint) -> int:
    late = select(ComplaintTask.id).where(
        ComplaintTask.complaint_id == case.id,
        ComplaintTask.done_at.is_(None),
        ComplaintTask.due_on < today(),
    )
    return len(db.session.scalars(late).all())
