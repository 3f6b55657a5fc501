"""What happens to a row of the outbox: posted, claimed, started, ended. The table is the truth."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Select, case, delete, func, literal, or_, select, update

from portal.core.clock import now
from portal.core.columns import UtcDateTime
from portal.core.database import insert
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
    STOPPED,
    UNCERTAIN,
    WAITING,
    OutboxRow,
    OutboxTotal,
)

# A claim is for a few messages; one that is being sent may wait for a slow server.
CLAIM_LEASE = timedelta(seconds=60)
SEND_LEASE = timedelta(seconds=120)
# RFC 5321 4.5.4.1: bulletins give up after 5 days (B41). A link somebody waits for, after 3.
GIVE_UP = {NOW: timedelta(hours=72), BULK: timedelta(days=5)}
BULK_WAITS = tuple(timedelta(minutes=m) for m in (5, 30, 60, 120, 240))
NOW_FIRST_WAIT, NOW_LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=5)
MOST_FAULTS = 5
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Job:
    """A claimed row, as plain values."""

    id: int
    kind: str
    subject: str
    batch: str
    lane: str
    attempts: int


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended."""

    state: str
    reply: str = ""
    reason: str = ""


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


def post_many(kind: str, subjects: Select[tuple[str]], *, batch: str, lane: str = BULK) -> int:
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


def _size(kind: str, batch: str) -> int:
    return (
        db.session.scalar(
            select(func.count()).where(OutboxRow.kind == kind, OutboxRow.batch == batch)
        )
        or 0
    )


def claim(worker: str, limit: int) -> list[Job]:
    """Take some rows that are due, links that people wait for first. Nobody else gets them."""
    moment = now()
    chosen = (
        select(OutboxRow.id)
        .where(OutboxRow.state.in_(WAITING), OutboxRow.due_at <= moment)
        .order_by(case((OutboxRow.lane == NOW, 0), else_=1), OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = db.session.scalars(chosen).all()
    statement = (
        update(OutboxRow)
        .where(OutboxRow.id.in_(ids))
        .values(state=CLAIMED, claimed_by=worker, lease_until=moment + CLAIM_LEASE, started_at=None)
        .execution_options(synchronize_session=False)
    )
    if ids:
        db.session.execute(statement)
    columns = [getattr(OutboxRow, field.name) for field in fields(Job)]
    rows = db.session.execute(select(*columns).where(OutboxRow.id.in_(ids))).all()
    db.session.commit()
    return sorted((Job(*row) for row in rows), key=lambda job: (job.lane != NOW, job.id))


def start(job: Job, worker: str) -> bool:
    """Note that the server is about to be asked; false when the row is no longer ours to send."""
    started = db.session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == job.id, OutboxRow.state == CLAIMED, OutboxRow.claimed_by == worker)
        .values(started_at=now(), lease_until=now() + SEND_LEASE)
        .execution_options(synchronize_session=False)
        .returning(OutboxRow.id)
    ).first()
    db.session.commit()
    return started is not None


def end(job: Job, outcome: Outcome) -> None:
    """Write down how it ended, and when to try again if it did not."""
    values: dict[str, object] = {"claimed_by": "", "lease_until": None, "started_at": None}
    values |= {"reply": outcome.reply, "reason": outcome.reason, "state": outcome.state}
    if outcome.state == DEFERRED:
        values |= {"due_at": now() + _wait(job), "attempts": job.attempts + 1}
        if outcome.reason == "fault" and job.attempts + 1 >= MOST_FAULTS:
            values["state"] = PARKED
    else:
        values["finished_at"] = now()
    db.session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == job.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def _wait(job: Job) -> timedelta:
    if job.lane == BULK:
        return BULK_WAITS[min(job.attempts, len(BULK_WAITS) - 1)]
    return min(NOW_FIRST_WAIT * float(2 ** min(job.attempts, 10)), NOW_LONGEST_WAIT)


def release(jobs: Iterable[Job]) -> None:
    """Give claimed rows back unharmed: the server cannot be reached, or we are asked to stop."""
    db.session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_([job.id for job in jobs]), OutboxRow.state == CLAIMED)
        .values(state=DUE, claimed_by="", lease_until=None, started_at=None)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def recover() -> None:
    """Take back what a dead worker had claimed, and give up on what is too old.

    A link is sent again with the same Message-ID. Of a bulletin that was being handed over when
    the worker died nobody can say whether it went: a person decides (B37).
    """
    lost = (OutboxRow.state == CLAIMED, OutboxRow.lease_until < now())
    was_sending = (*lost, OutboxRow.started_at.is_not(None), OutboxRow.lane == BULK)
    _set(was_sending, state=UNCERTAIN, reason="worker died", finished_at=now())
    _set(lost, state=DUE, claimed_by="", lease_until=None, started_at=None)
    for lane, age in GIVE_UP.items():
        too_old = (
            OutboxRow.state.in_(WAITING),
            OutboxRow.lane == lane,
            OutboxRow.created_at < now() - age,
            OutboxRow.due_at <= now(),
        )
        _set(too_old, state=REFUSED, reply="4.4.7", reason="gave up", finished_at=now())
    db.session.commit()


def _set(where: Iterable[object], **values: object) -> None:
    db.session.execute(
        update(OutboxRow)
        .where(*where)  # type: ignore[arg-type]  # column expressions, which mypy sees as objects
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def stop(batch: str) -> int:
    """Hold back what has not left yet of a batch; returns how many."""
    return _move(batch, WAITING, STOPPED)


def resume(batch: str) -> int:
    """Send the rest of a stopped batch; returns how many."""
    return _move(batch, (STOPPED,), DUE)


def send_again(batch: str) -> int:
    """Send the uncertain ones of a batch once more, with the same Message-ID."""
    return _move(batch, (UNCERTAIN,), DUE)


def _move(batch: str, states: Sequence[str], state: str) -> int:
    rows = db.session.execute(
        update(OutboxRow)
        .where(OutboxRow.batch == batch, OutboxRow.state.in_(states))
        .values(state=state, finished_at=None)
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
        if batch:
            statement = statement.where(model.batch == batch)
        for state, number in db.session.execute(statement):
            found[state] += number
    return found


def accepted_since(moment: datetime) -> int:
    """How many were handed over since then, for the throttle."""
    return (
        db.session.scalar(
            select(func.count()).where(OutboxRow.state == ACCEPTED, OutboxRow.finished_at > moment)
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


def forget_finished() -> int:
    """Turn rows that ended 30 days ago into totals; returns how many."""
    old = (OutboxRow.state.in_(FINISHED), OutboxRow.finished_at < now() - KEPT)
    key = (OutboxRow.kind, OutboxRow.batch, OutboxRow.state)
    groups = db.session.execute(select(*key, func.count()).where(*old).group_by(*key)).all()
    for kind, batch, state, number in groups:
        total = insert(OutboxTotal).values(kind=kind, batch=batch, state=state, count=number)
        db.session.execute(
            total.on_conflict_do_update(
                index_elements=["kind", "batch", "state"],
                set_={"count": OutboxTotal.count + number},
            )
        )
    gone = db.session.execute(delete(OutboxRow).where(*old).returning(OutboxRow.id)).all()
    db.session.commit()
    return len(gone)
