"""Asking for mail: a row, or many at once, in the transaction of their cause."""

from datetime import datetime

from sqlalchemy import Select, func, literal, select

from portal.core.clock import now
from portal.core.columns import UtcDateTime
from portal.core.database import insert
from portal.extensions import db
from portal.outbox.models import BULK, CLAIMED, DUE, NOW, TAKEN, UNCERTAIN, OutboxRow

# What somebody has had, or may have had by the time they are asked.
LEFT = frozenset({*TAKEN, UNCERTAIN, CLAIMED})


def post(
    kind: str, subject: str, *, batch: str = "", lane: str = NOW, due_at: datetime | None = None
) -> None:
    """Ask for a mail, in the transaction of its cause: the caller commits."""
    moment = now()
    db.session.add(
        OutboxRow(
            kind=kind,
            subject=subject,
            batch=batch,
            lane=lane,
            due_at=due_at or moment,
            created_at=moment,
        )
    )


def post_many(kind: str, subjects: Select[str], *, batch: str, lane: str = BULK) -> int:
    """Ask for the same mail to everybody whose public id is selected, with one INSERT (B44).

    Those who are in the batch already are left out. Returns how many were added. The caller
    commits.
    """
    chosen = subjects.subquery()
    values = {
        "kind": literal(kind),
        "subject": chosen.c[0],
        "batch": literal(batch),
        "lane": literal(lane),
        "state": literal(DUE),
        "due_at": literal(now(), UtcDateTime),
        "created_at": literal(now(), UtcDateTime),
        "claimed_by": literal(""),
        "attempts": literal(0),
        "reply": literal(""),
        "reason": literal(""),
    }
    # SQLite needs a WHERE before ON CONFLICT, or it takes ON for a join.
    rows = select(*values.values()).where(chosen.c[0].is_not(None))
    before = _size(kind, batch)
    db.session.execute(insert(OutboxRow).from_select(list(values), rows).on_conflict_do_nothing())
    return _size(kind, batch) - before


def may_have_left(kind: str, subject: str) -> bool:
    """Whether a mail of a kind about a record was sent, or may have been.

    Without a row nobody can say any more, so that is a yes.
    """
    chosen = select(OutboxRow.state).where(OutboxRow.kind == kind, OutboxRow.subject == subject)
    states = set(db.session.scalars(chosen))
    return not states or bool(states & LEFT)


def _size(kind: str, batch: str) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(OutboxRow.kind == kind, OutboxRow.batch == batch)
        )
        or 0
    )
