"""The schedule: sweeps over what is due, which anyone may run at any time, as often as they like.

A shared job is claimed by one conditional UPDATE, so that many workers run it once. A local one
(``shared=False``) is run by every worker and writes nothing about itself. A long one is a
generator: after each part every other job has its turn, so mail never waits for the whole of it.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from flask import Flask, current_app
from sqlalchemy import String, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.clock import LONDON, now
from portal.core.columns import UtcDateTime
from portal.core.database import insert
from portal.extensions import Base, db

EXTENSION = "portal_jobs"
HEARTBEAT = "heartbeat"
BEAT_EVERY = timedelta(seconds=10)
# Another worker may have taken a job and died: everybody looks again after this long.
LOOK_EVERY = timedelta(minutes=1)
# A run that failed, or whose process died, is tried again after this long.
RETRY_AFTER = timedelta(hours=1)
# A job that fails is left alone for longer each time, up to this.
LONGEST_PAUSE = timedelta(minutes=1)
RUNNING = "running"
OVER = object()
ERROR_LENGTH = 80

Work = Callable[[], object]
logger = logging.getLogger(__name__)


class JobRun(Base):
    """Purpose: run each job once, however many workers there are. Kept: a row for each job."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    last_run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # "" when the last run went well; "running"; or the kind of error that ended it.
    last_error: Mapped[str] = mapped_column(String(ERROR_LENGTH), default="", server_default="")


@dataclass
class Job:
    """One sweep, and when this process looks at it next."""

    name: str
    work: Work
    interval: timedelta
    at: time | None = None
    shared: bool = True
    failures: int = 0
    look_at: datetime | None = None
    # What is left of a job that was begun and comes in parts.
    rest: Iterator[object] | None = None

    def due_before(self) -> datetime:
        """The job is due when it last ran at or before this moment."""
        moment = now()
        if self.at is None:
            return moment - self.interval
        local = moment.astimezone(LONDON)
        slot = datetime.combine(local.date(), self.at, LONDON)
        if slot > local:
            slot = datetime.combine(local.date() - timedelta(days=1), self.at, LONDON)
        return slot - timedelta.resolution

    def is_next(self) -> bool:
        """Whether it was begun and is not over, or it is time to look at it."""
        return self.rest is not None or self.look_at is None or self.look_at <= now()

    def plan(self) -> None:
        """Choose when to look again."""
        pause = min(self.interval, LOOK_EVERY) if self.shared else self.interval
        if self.failures:
            pause = max(pause, min(LONGEST_PAUSE, timedelta(seconds=2**self.failures)))
        self.look_at = now() + pause


@dataclass
class Schedule:
    """What one application does in the background."""

    jobs: list[Job] = field(default_factory=list)
    at_start: list[Work] = field(default_factory=list)
    beat_at: datetime | None = None
    stopping: bool = False


def schedule(app: Flask) -> Schedule:
    """The schedule of an application."""
    found: Schedule = app.extensions.setdefault(EXTENSION, Schedule())
    return found


def every(app: Flask, name: str, interval: timedelta, work: Work, *, shared: bool = True) -> None:
    """Run a sweep again and again."""
    schedule(app).jobs.append(Job(name, work, interval, shared=shared))


def daily(app: Flask, name: str, at: time, work: Work) -> None:
    """Run a sweep once a day, at this time in England or as soon after as a worker is there."""
    schedule(app).jobs.append(Job(name, work, timedelta(days=1), at=at))


def at_start(app: Flask, work: Work) -> None:
    """Do this before the first request: it must be quick when there is nothing to do."""
    schedule(app).at_start.append(work)


def run_at_start(app: Flask) -> None:
    """Do what has to be done before the first request. Raises what goes wrong."""
    for work in schedule(app).at_start:
        with app.app_context():
            work()


def run_due(app: Flask) -> float:
    """Run what is due; returns the seconds until something is due again.

    Of a job in parts it runs one, and asks to be called again at once. A fault in one job stops
    no other. After ``stop`` no further job is begun.
    """
    plan = schedule(app)
    for job in plan.jobs:
        _try_to_beat(app)
        if plan.stopping:
            return 0.0
        if job.is_next():
            _attempt(app, job)
            job.plan()
    _try_to_beat(app)
    if any(job.rest is not None for job in plan.jobs):
        return 0.0
    looks = [job.look_at for job in plan.jobs if job.look_at is not None]
    beat_at = (plan.beat_at or now()) + BEAT_EVERY
    return max(0.0, (min([*looks, beat_at]) - now()).total_seconds())


def stop(app: Flask) -> None:
    """Ask the worker to finish the item in hand and leave."""
    schedule(app).stopping = True


def hand_back(app: Flask) -> None:
    """Leave what was begun and is not over to the next worker: this one leaves."""
    for job in schedule(app).jobs:
        if job.rest is not None and job.shared:
            _forget(app, job)
        job.rest = None


def _forget(app: Flask, job: Job) -> None:
    try:
        with app.app_context():
            db.session.execute(delete(JobRun).where(JobRun.name == job.name))
            db.session.commit()
    except SQLAlchemyError as error:
        # It is tried again like one whose process died.
        logger.warning("not handed back %s: %s", job.name, type(error).__name__)


def stopping() -> bool:
    """Whether the worker was asked to leave: a long sweep asks between two items."""
    return schedule(current_app).stopping


def beat() -> None:
    """Give a sign of life, at most every ten seconds: a long sweep does so between two items."""
    plan = schedule(current_app)
    if plan.beat_at is not None and plan.beat_at <= now() < plan.beat_at + BEAT_EVERY:
        return
    _write(HEARTBEAT)
    db.session.commit()
    plan.beat_at = now()


def heartbeat_age() -> timedelta | None:
    """How long ago a worker gave a sign of life; nothing when none ever did."""
    return age(HEARTBEAT)


def note(name: str) -> None:
    """Note that something was done now that nobody plans here, such as a backup."""
    _write(name)
    db.session.commit()


def age(name: str) -> timedelta | None:
    """How long ago a job ran, or what was noted happened; nothing when it never did."""
    last = db.session.scalar(select(JobRun.last_run_at).where(JobRun.name == name))
    return None if last is None else now() - last


def _try_to_beat(app: Flask) -> None:
    try:
        with app.app_context():
            beat()
    except SQLAlchemyError as error:
        logger.warning("no heartbeat: %s", type(error).__name__)


def _attempt(app: Flask, job: Job) -> None:
    """Run one job, or its next part, if it is due and nobody else has it."""
    try:
        if job.rest is not None or not job.shared or _claim(app, job):
            _work(app, job)
        job.failures = 0
    except Exception as fault:
        # Whatever is wrong with one job, the others go on.
        job.failures += 1
        logger.error("job failed %s: %s", job.name, type(fault).__name__, exc_info=fault)


def _work(app: Flask, job: Job) -> None:
    """Run it, and write down how a shared one ended."""
    try:
        with app.app_context():
            _go_on(job)
    except Exception as fault:
        job.rest = None
        if job.shared:
            _end(app, job, type(fault).__name__)
        raise
    if job.shared and job.rest is None:
        _end(app, job, "")


def _go_on(job: Job) -> None:
    if job.rest is None:
        begun = job.work()
        job.rest = begun if isinstance(begun, Iterator) else None
    if job.rest is not None and next(job.rest, OVER) is OVER:
        job.rest = None


def _claim(app: Flask, job: Job) -> bool:
    """Take a shared job when it is due. One row changes hands once, on every database."""
    retry = now() - min(job.interval, RETRY_AFTER)
    with app.app_context():
        known = db.session.scalar(select(JobRun.last_run_at).where(JobRun.name == job.name))
        if known is None:
            statement = (
                insert(JobRun)
                .values(name=job.name, last_run_at=now(), last_error=RUNNING)
                .on_conflict_do_nothing()
                .returning(JobRun.name)
            )
        else:
            statement = (
                update(JobRun)
                .where(
                    JobRun.name == job.name,
                    or_(
                        JobRun.last_run_at <= job.due_before(),
                        (JobRun.last_error != "") & (JobRun.last_run_at <= retry),
                    ),
                )
                .values(last_run_at=now(), last_error=RUNNING)
                .execution_options(synchronize_session=False)
                .returning(JobRun.name)
            )
        claimed = db.session.execute(statement).first() is not None
        db.session.commit()
    return claimed


def _end(app: Flask, job: Job, error: str) -> None:
    with app.app_context():
        db.session.execute(
            update(JobRun)
            .where(JobRun.name == job.name)
            .values(last_error=error[:ERROR_LENGTH])
            .execution_options(synchronize_session=False)
        )
        db.session.commit()


def _write(name: str) -> None:
    values = {"last_run_at": now(), "last_error": ""}
    statement = insert(JobRun).values(name=name, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
