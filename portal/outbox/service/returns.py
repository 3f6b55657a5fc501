"""What became of a mail after a relay took it: it came back, or its reader called it unwanted.

A row is marked once, so a report that comes twice counts once. Features hear of it in the same
transaction, and end what goes with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, and_, func, or_, select, update

from portal.core.clock import LONDON, now
from portal.core.database import insert
from portal.extensions import db
from portal.outbox import tags
from portal.outbox.models import (
    ACCEPTED,
    CLAIMED,
    COMPLAINED,
    INCOMING,
    RETURNED,
    UNCERTAIN,
    OutboxRow,
    OutboxTotal,
)

TABLE = cast("Table", OutboxRow.__table__)
# What PostgreSQL can be asked for: a larger number is nobody's.
LARGEST = 2**31 - 1


@dataclass(frozen=True)
class Returned:
    """A mail that came back or was complained about; `status` is the code of the other side."""

    kind: str
    subject: str
    batch: str
    state: str
    status: str
    handed_at: datetime


OnReturn = Callable[[Returned], None]
# (public id): whoever it is of wants no more mail of ours. True when somebody left.
OnLeave = Callable[[str], bool]

_on_return: dict[str, OnReturn] = {}
_on_leave: dict[str, OnLeave] = {}


def on_return(listener: OnReturn) -> None:
    """Hear of every mail that comes back. Who listens twice (a second app) replaces itself."""
    _on_return[f"{listener.__module__}.{listener.__qualname__}"] = listener


def on_leave(listener: OnLeave) -> None:
    """Hear of everybody who asks by mail to get no more."""
    _on_leave[f"{listener.__module__}.{listener.__qualname__}"] = listener


def find(names: tuple[str, ...]) -> OutboxRow | None:
    """The mail that is really called so; None when none is, or it became a total."""
    for name in names:
        number = int(name.partition(".")[0])
        row = db.session.get(OutboxRow, number) if number <= LARGEST else None
        if row is not None and tags.is_name_of(row, name):
            return row
    return None


def note(row: OutboxRow, state: str, status: str) -> bool:
    """Mark a mail that was handed over, and tell who listens. False when it was marked before."""
    handed_at = row.finished_at or row.started_at or row.created_at
    # A report can be faster than the worker, which then finds a row that is no longer its own.
    being_handed = and_(OutboxRow.state == CLAIMED, OutboxRow.started_at.is_not(None))
    left = [ACCEPTED, UNCERTAIN, *([RETURNED] if state == COMPLAINED else [])]
    marked = db.session.execute(
        update(TABLE)
        .where(OutboxRow.id == row.id, or_(OutboxRow.state.in_(left), being_handed))
        .values(state=state, reply=status, finished_at=handed_at, claimed_by="", lease_until=None)
        .returning(TABLE.c.id)
    )
    if not marked.all():
        return False
    told = Returned(row.kind, row.subject, row.batch, state, status, handed_at)
    for listener in _on_return.values():
        listener(told)
    db.session.commit()
    return True


def leave(public_id: str) -> bool:
    """Let somebody go who asked by mail; true when there was somebody."""
    heard = [listener(public_id) for listener in _on_leave.values()]
    return any(heard)


def count(what: str) -> None:
    """Count a mail that came in, by what it was and by month; nothing else of it is kept."""
    month = f"{now().astimezone(LONDON):%Y-%m}"
    counted = insert(OutboxTotal).values(kind=INCOMING, batch=month, state=what, count=1)
    db.session.execute(
        counted.on_conflict_do_update(
            index_elements=["kind", "batch", "state"], set_={"count": OutboxTotal.count + 1}
        )
    )
    db.session.commit()


def came_in() -> dict[str, int]:
    """How many mails came in this month, by what they were."""
    month = f"{now().astimezone(LONDON):%Y-%m}"
    chosen = select(OutboxTotal.state, func.sum(OutboxTotal.count)).where(
        OutboxTotal.kind == INCOMING, OutboxTotal.batch == month
    )
    rows = db.session.execute(chosen.group_by(OutboxTotal.state)).all()
    return {state: int(number) for state, number in rows}
