"""What became of mail: counts, stopping and going on with a batch, and forgetting what is done."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, update

from portal.core.database import insert
from portal.extensions import db
from portal.outbox.models import (
    CLAIMED,
    DUE,
    INCOMING,
    NOW,
    STOPPED,
    TAKEN,
    UNCERTAIN,
    WAITING,
    OutboxRow,
    OutboxTotal,
)


def stop(batch: str, reason: str = "") -> int:
    """Hold back what has not left yet of a batch, at once (B47); returns how many."""
    # A worker asks for each row again before it begins: it finds that this one is not its own.
    claimed = and_(OutboxRow.state == CLAIMED, OutboxRow.started_at.is_(None))
    return _move(batch, or_(OutboxRow.state.in_(WAITING), claimed), STOPPED, reason)


def resume(batch: str) -> int:
    """Send the rest of a stopped batch; returns how many."""
    return _move(batch, OutboxRow.state == STOPPED, DUE)


def send_again(batch: str) -> int:
    """Send the uncertain ones of a batch once more, with the same Message-ID."""
    return _move(batch, OutboxRow.state == UNCERTAIN, DUE)


def _move(batch: str, which: ColumnElement[bool], state: str, reason: str = "") -> int:
    none_of_them = {"claimed_by": "", "lease_until": None, "started_at": None, "finished_at": None}
    rows = db.session.execute(
        update(OutboxRow)
        .where(OutboxRow.batch == batch, which)
        .values(state=state, reason=reason, **none_of_them)
        .execution_options(synchronize_session=False)
        .returning(OutboxRow.id)
    ).all()
    db.session.commit()
    return len(rows)


def counts(batch: str = "") -> Counter[str]:
    """How many are in each state, of a batch or of everything, those long gone included."""
    found: Counter[str] = Counter()
    for model, amount in ((OutboxRow, func.count()), (OutboxTotal, func.sum(OutboxTotal.count))):
        statement = select(model.state, amount).group_by(model.state)
        if model is OutboxTotal:
            statement = statement.where(OutboxTotal.kind != INCOMING)
        if batch:
            statement = statement.where(model.batch == batch)
        for state, number in db.session.execute(statement):
            found[state] += number
    return found


def is_forgotten(batch: str) -> bool:
    """Whether rows of a batch became totals: who is in it is not known any more."""
    chosen = select(OutboxTotal.kind).where(OutboxTotal.batch == batch).limit(1)
    return db.session.scalar(chosen) is not None


def accepted_since(moment: datetime) -> int:
    """How many were handed over since then, for the throttle."""
    return (
        db.session.scalar(
            select(func.count()).where(OutboxRow.state.in_(TAKEN), OutboxRow.finished_at > moment)
        )
        or 0
    )


def oldest_waiting() -> datetime | None:
    """When the oldest link that somebody waits for was asked for."""
    return db.session.scalar(
        select(func.min(OutboxRow.due_at)).where(
            OutboxRow.lane == NOW, or_(OutboxRow.state.in_(WAITING), OutboxRow.state == CLAIMED)
        )
    )


def total(connection: Connection, rows: Sequence[Any]) -> None:
    """Turn rows that are over into totals, in the transaction of the retention run."""
    over = OutboxRow.id.in_([row[0] for row in rows])
    key = (OutboxRow.kind, OutboxRow.batch, OutboxRow.state)
    groups = connection.execute(select(*key, func.count()).where(over).group_by(*key)).all()
    for kind, batch, state, number in groups:
        counted = insert(OutboxTotal).values(kind=kind, batch=batch, state=state, count=number)
        connection.execute(
            counted.on_conflict_do_update(
                index_elements=["kind", "batch", "state"],
                set_={"count": OutboxTotal.count + number},
            )
        )
    connection.execute(delete(OutboxRow).where(over))
