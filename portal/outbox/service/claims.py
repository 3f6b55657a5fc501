"""A row in a worker's hands: claimed under a lease, begun, and ended with what the relay said.

Every step is one conditional UPDATE. A worker that lost its lease finds that the row is no longer
its own, so any number of workers may run, stop or die at any moment.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, Update, and_, bindparam, or_, select, update

from portal.core.clock import now
from portal.extensions import db
from portal.outbox.models import (
    ACCEPTED,
    BULK,
    CLAIMED,
    DEFERRED,
    DUE,
    FINISHED,
    NOW,
    PARKED,
    REFUSED,
    UNCERTAIN,
    OutboxRow,
)

TABLE = cast("Table", OutboxRow.__table__)
# A claim is for a few mails; one that is being handed over may wait for each of a relay's answers.
CLAIM_LEASE = timedelta(seconds=60)
SEND_LEASE = timedelta(minutes=6)
# RFC 5321 4.5.4.1: bulletins give up after 5 days (B41). A link somebody waits for, after 3.
GIVE_UP = {NOW: timedelta(hours=72), BULK: timedelta(days=5)}
ENDED = frozenset({*FINISHED, UNCERTAIN})
GAVE_UP = {"state": REFUSED, "reply": "4.4.7", "reason": "gave up"}
# Made once: putting these two together takes longer than running them, and each mail has both.
BEGIN = (
    update(TABLE)
    .where(
        TABLE.c.id == bindparam("job"),
        TABLE.c.state == CLAIMED,
        TABLE.c.claimed_by == bindparam("worker"),
    )
    .values(started_at=bindparam("begun"), lease_until=bindparam("until"))
)
# The lease ran out and nobody took it up: what the relay said is worth more than a doubt.
TAKE = (
    update(TABLE)
    .where(
        TABLE.c.id == bindparam("job"),
        or_(
            and_(TABLE.c.state == CLAIMED, TABLE.c.claimed_by == bindparam("worker")),
            TABLE.c.state.in_((UNCERTAIN, DUE)),
        ),
    )
    .values(
        state=ACCEPTED,
        reply=bindparam("said"),
        reason="",
        claimed_by="",
        lease_until=None,
        started_at=None,
        finished_at=bindparam("ended"),
    )
)
BULK_WAITS = tuple(timedelta(minutes=m) for m in (5, 30, 60, 120, 240))
NOW_WAITS = tuple(timedelta(seconds=s) for s in (30, 60, 120, 240, 300))
MOST_FAULTS = 5
FAULT = "fault"
# A relay that says "not now" to one mail gets others first when it is asked again.
BUSY_WAIT = timedelta(minutes=1)


@dataclass(frozen=True)
class Job:
    """A claimed row, as plain values."""

    id: int
    kind: str
    subject: str
    batch: str
    lane: str
    attempts: int
    claimed_by: str
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended."""

    state: str
    reply: str = ""
    reason: str = ""


def claim(worker: str, limit: int, bulk_limit: int | None = None) -> list[Job]:
    """Take some rows that are due, links that people wait for first. Nobody else gets them.

    ``bulk_limit`` holds bulletins to a throttle, and never a link (B17).
    """
    ids: list[int] = []
    for lane, most in ((NOW, limit), (BULK, limit if bulk_limit is None else bulk_limit)):
        for state in (DEFERRED, DUE):
            ids += _due(lane, state, min(most, limit - len(ids)))
    if ids:
        _set(
            OutboxRow.id.in_(ids),
            state=CLAIMED,
            claimed_by=worker,
            started_at=None,
            lease_until=now() + CLAIM_LEASE,
        )
    columns = [getattr(OutboxRow, field.name) for field in fields(Job)]
    rows = db.session.execute(select(*columns).where(OutboxRow.id.in_(ids))).all()
    db.session.commit()
    return sorted((Job(*row) for row in rows), key=lambda job: ids.index(job.id))


def _due(lane: str, state: str, limit: int) -> Sequence[int]:
    """Due rows in the order of the index: with a hundred thousand waiting nothing is sorted."""
    if limit <= 0:
        return ()
    return db.session.scalars(
        select(OutboxRow.id)
        .where(OutboxRow.state == state, OutboxRow.lane == lane, OutboxRow.due_at <= now())
        .order_by(OutboxRow.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def start(job: Job, worker: str, *, after: tuple[Job, Outcome] | None = None) -> bool:
    """Note that the relay is about to be asked; false when the row is no longer ours to send.

    ``after`` is how the one before ended: both are written in one transaction.
    """
    if after is not None:
        _end(*after)
    begun = _run(BEGIN, job=job.id, worker=worker, begun=now(), until=now() + SEND_LEASE)
    db.session.commit()
    return begun == 1


def end(job: Job, outcome: Outcome) -> None:
    """Write down how it ended, and when to try again if it did not."""
    _end(job, outcome)
    db.session.commit()


def _end(job: Job, outcome: Outcome) -> None:
    if outcome.state == ACCEPTED:
        _run(TAKE, job=job.id, worker=job.claimed_by, said=outcome.reply, ended=now())
        return
    values = {"state": outcome.state, "reply": outcome.reply, "reason": outcome.reason}
    if outcome.state == DEFERRED:
        values |= _next(job, outcome)
    _let_go(job, _ours(job), **values)


def _next(job: Job, outcome: Outcome) -> dict[str, Any]:
    """What becomes of a mail that did not leave this time."""
    tries = job.attempts + 1
    if outcome.reason == FAULT and tries >= MOST_FAULTS:
        return {"state": PARKED, "attempts": tries}
    waits = BULK_WAITS if job.lane == BULK and outcome.reason != FAULT else NOW_WAITS
    if sum((_wait(waits, place) for place in range(tries)), timedelta()) > GIVE_UP[job.lane]:
        return {**GAVE_UP, "attempts": tries}
    return {"due_at": now() + _wait(waits, job.attempts), "attempts": tries}


def _wait(waits: Sequence[timedelta], place: int) -> timedelta:
    return waits[min(place, len(waits) - 1)]


def release(jobs: Iterable[Job], *, relay_down: bool = False) -> None:
    """Give claimed rows back unharmed: the relay cannot be reached, or we are asked to stop.

    Those that a relay has kept waiting for days are given up, so that somebody sees it.
    """
    for job in jobs:
        too_old = relay_down and job.due_at < now() - GIVE_UP[job.lane]
        _let_go(job, _ours(job), **(GAVE_UP if too_old else {"state": DUE}))
    db.session.commit()


def put_off(job: Job) -> None:
    """Let others go first next time. It is not at fault, so the try is not counted (B41)."""
    _let_go(job, _ours(job), state=DUE, due_at=now() + BUSY_WAIT)
    db.session.commit()


def _ours(job: Job) -> ColumnElement[bool]:
    return and_(OutboxRow.state == CLAIMED, OutboxRow.claimed_by == job.claimed_by)


def _let_go(job: Job, ours: ColumnElement[bool], **values: Any) -> None:
    values |= {"claimed_by": "", "lease_until": None, "started_at": None}
    values["finished_at"] = now() if values["state"] in ENDED else None
    _set(OutboxRow.id == job.id, ours, **values)


def recover() -> None:
    """Take back what a dead worker had claimed.

    A link is sent again with the same Message-ID. Of a bulletin that was being handed over when
    the worker died nobody can say whether it went: a person decides (B37).
    """
    lost = (OutboxRow.state == CLAIMED, OutboxRow.lease_until < now())
    was_sending = (*lost, OutboxRow.started_at.is_not(None), OutboxRow.lane == BULK)
    _set(*was_sending, state=UNCERTAIN, reason="worker died", finished_at=now())
    _set(*lost, state=DUE, claimed_by="", lease_until=None, started_at=None)
    db.session.commit()


def _set(*where: ColumnElement[bool], **values: Any) -> int:
    return _run(update(TABLE).where(*where).values(**values))


def _run(statement: Update, **given: object) -> int:
    """Change rows, without the session: nobody holds one as an object. Returns how many."""
    return db.session.connection().execute(statement, given).rowcount
