"""Holding all mail back: once a backup was put back, nothing leaves until a person says so (B45).

What waited in the backup may have left since it was made. Every worker asks here first, and the
mark lies beside the rows, so no other machine begins without having heard.
"""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from portal.core import jobs
from portal.core.clock import now
from portal.core.jobs import JobRun
from portal.extensions import db
from portal.outbox.models import CLAIMED, SKIPPED, WAITING, OutboxRow

HELD = "outbox.held"
RELEASED = "outbox.released"
BEFORE = "before the backup"


def hold() -> None:
    """From now on no mail leaves, until `release`."""
    jobs.note(HELD)


def held_since() -> datetime | None:
    """When mail was held back; nothing when it goes."""
    return db.session.scalar(select(JobRun.last_run_at).where(JobRun.name == HELD))


def hold_unless_released(since: datetime) -> bool:
    """Hold mail back, unless somebody let it go after a moment; says whether it is held now."""
    released = db.session.scalar(select(JobRun.last_run_at).where(JobRun.name == RELEASED))
    if released is None or released < since:
        if held_since() is None:
            hold()
        return True
    return False


def waiting() -> int:
    """How many mails would go if they were not held back."""
    return (
        db.session.scalar(select(func.count()).where(OutboxRow.state.in_((*WAITING, CLAIMED)))) or 0
    )


def release(*, drop: bool) -> int:
    """Let mail go again; the caller commits. Returns how many mails were dropped.

    With `drop`, what came back with the backup is not sent: only what was asked for since.
    """
    since, dropped = held_since(), 0
    if since is not None and drop:
        gone = db.session.execute(
            update(OutboxRow)
            .where(OutboxRow.state.in_((*WAITING, CLAIMED)), OutboxRow.created_at <= since)
            .values(state=SKIPPED, reason=BEFORE, claimed_by="", finished_at=now())
            .execution_options(synchronize_session=False)
            .returning(OutboxRow.id)
        )
        dropped = len(gone.all())
    db.session.execute(delete(JobRun).where(JobRun.name.in_((HELD, RELEASED))))
    db.session.add(JobRun(name=RELEASED, last_run_at=now()))
    return dropped
