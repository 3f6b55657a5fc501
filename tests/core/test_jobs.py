"""The schedule: shared jobs run once, a fault stops no other, and a worker gives signs of life."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask

from portal.core import clock, jobs
from portal.extensions import db

START = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)  # 10:00 in England
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.database


class Count:
    """A sweep that counts its runs."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self) -> None:
        self.runs += 1


def workers(app: Flask, number: int, plan: Callable[[Flask], None]) -> list[Flask]:
    """As many workers as asked, of one portal, each with a schedule of its own."""
    db.session.rollback()
    made = []
    for _ in range(number):
        worker = Flask("worker")
        worker.extensions = {**app.extensions}
        worker.app_context = app.app_context  # type: ignore[method-assign]  # one portal, many workers
        worker.extensions[jobs.EXTENSION] = jobs.Schedule()
        plan(worker)
        made.append(worker)
    return made


def run_at(moment: datetime, *apps: Flask) -> None:
    with clock.freeze(moment):
        for app in apps:
            jobs.run_due(app)


def test_two_workers_run_a_shared_job_once(app: Flask) -> None:
    work = Count()
    both = workers(app, 2, lambda each: jobs.every(each, "sweep", timedelta(hours=1), work))
    run_at(START, *both)
    assert work.runs == 1
    run_at(START + timedelta(minutes=59), *both)
    assert work.runs == 1
    run_at(START + timedelta(minutes=61), *both)
    assert work.runs == 2


def test_every_worker_runs_a_local_job(app: Flask) -> None:
    work = Count()
    second = timedelta(seconds=1)
    both = workers(app, 2, lambda each: jobs.every(each, "mail", second, work, shared=False))
    run_at(START, *both)
    run_at(START + second, *both)
    assert work.runs == 4


def test_a_daily_job_runs_once_a_day_at_its_time_in_england(app: Flask) -> None:
    work = Count()
    both = workers(app, 2, lambda each: jobs.daily(each, "digest", time(9, 0), work))
    ran = []
    # 9:00 in England is 8:00 UTC in June.
    for hours in (0, 1, 22.9, 23, 24, 46, 47):
        run_at(START + timedelta(hours=hours), *both)
        ran.append(work.runs)
    assert ran == [1, 1, 1, 2, 2, 2, 3]


def test_a_daily_job_moves_with_the_clocks(app: Flask) -> None:
    work = Count()
    (worker,) = workers(app, 1, lambda each: jobs.daily(each, "digest", time(9, 0), work))
    run_at(datetime(2026, 10, 24, 8, 0, tzinfo=UTC), worker)  # summer time
    run_at(datetime(2026, 10, 25, 8, 59, tzinfo=UTC), worker)
    assert work.runs == 1
    run_at(datetime(2026, 10, 25, 9, 0, tzinfo=UTC), worker)  # winter time
    assert work.runs == 2


def test_a_fault_stops_no_other_job_and_its_words_are_not_logged(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    work = Count()

    def fail() -> None:
        raise ValueError("canary@example.org")

    def plan(each: Flask) -> None:
        jobs.every(each, "bad", MINUTE, fail)
        jobs.every(each, "good", MINUTE, work)

    (worker,) = workers(app, 1, plan)
    with caplog.at_level(logging.INFO):
        run_at(START, worker)
    assert work.runs == 1
    assert caplog.messages == ["job failed bad: ValueError"]
    row = db.session.get(jobs.JobRun, "bad")
    assert row is not None
    assert row.last_error == "ValueError"


def test_a_run_that_failed_or_died_is_tried_again_within_the_hour(app: Flask) -> None:
    def die() -> None:
        # The process is gone: nobody writes down how it ended.
        raise KeyboardInterrupt

    work = Count()
    (first,) = workers(app, 1, lambda each: jobs.daily(each, "digest", time(9, 0), die))
    (second,) = workers(app, 1, lambda each: jobs.daily(each, "digest", time(9, 0), work))
    with clock.freeze(START), pytest.raises(KeyboardInterrupt):
        jobs.run_due(first)
    run_at(START + timedelta(minutes=59), second)
    assert work.runs == 0
    run_at(START + timedelta(minutes=61), second)
    assert work.runs == 1


def test_a_job_that_fails_is_left_alone_for_longer_each_time(app: Flask) -> None:
    tries = Count()

    def fail() -> None:
        tries()
        raise OSError

    second = timedelta(seconds=1)
    (worker,) = workers(app, 1, lambda each: jobs.every(each, "x", second, fail, shared=False))
    for seconds in range(60):
        run_at(START + timedelta(seconds=seconds), worker)
    assert tries.runs == 5  # after 0, 2, 6, 14 and 30 seconds


def test_what_a_job_forgot_to_save_does_not_reach_the_next(app: Flask) -> None:
    def forgets() -> None:
        db.session.add(jobs.JobRun(name="unsaved", last_run_at=clock.now()))

    seen = []

    def plan(each: Flask) -> None:
        jobs.every(each, "forgets", MINUTE, forgets)
        jobs.every(each, "next", MINUTE, lambda: seen.append(list(db.session.new)))

    run_at(START, *workers(app, 1, plan))
    assert seen == [[]]
    assert db.session.get(jobs.JobRun, "unsaved") is None


def test_a_worker_gives_a_sign_of_life_every_ten_seconds(app: Flask) -> None:
    (worker,) = workers(app, 1, lambda _each: None)
    assert jobs.heartbeat_age() is None
    db.session.rollback()
    run_at(START, worker)
    run_at(START + timedelta(seconds=9), worker)
    with clock.freeze(START + timedelta(seconds=9)):
        assert jobs.heartbeat_age() == timedelta(seconds=9)
    db.session.rollback()
    run_at(START + timedelta(seconds=10), worker)
    with clock.freeze(START + timedelta(seconds=11)):
        assert jobs.heartbeat_age() == timedelta(seconds=1)


def test_a_worker_knows_how_long_it_may_sleep(app: Flask) -> None:
    (worker,) = workers(
        app, 1, lambda each: jobs.every(each, "x", timedelta(seconds=3), Count(), shared=False)
    )
    with clock.freeze(START):
        assert jobs.run_due(worker) == 3


def test_a_worker_that_is_told_to_stop_begins_nothing_more(app: Flask) -> None:
    work = Count()

    def plan(each: Flask) -> None:
        jobs.every(each, "first", MINUTE, lambda: jobs.stop(each))
        jobs.every(each, "second", MINUTE, work)

    (worker,) = workers(app, 1, plan)
    run_at(START, worker)
    assert work.runs == 0


def parts(done: list[str], number: int = 3) -> Callable[[], Iterator[None]]:
    """A job in as many parts; what was done is written down."""

    def work() -> Iterator[None]:
        for each in range(number):
            done.append(f"part {each + 1}")
            yield

    return work


def test_after_each_part_of_a_long_job_the_others_have_their_turn(app: Flask) -> None:
    done: list[str] = []

    def plan(each: Flask) -> None:
        jobs.every(each, "long", timedelta(hours=1), parts(done))
        jobs.every(each, "mail", timedelta(0), lambda: done.append("mail"), shared=False)

    (worker,) = workers(app, 1, plan)
    with clock.freeze(START):
        # While something is left of it, the worker does not sleep.
        assert [jobs.run_due(worker) for _ in range(3)] == [0, 0, 0]
        row = db.session.get(jobs.JobRun, "long")
        assert row is not None
        assert row.last_error == jobs.RUNNING
        db.session.rollback()
        jobs.run_due(worker)
        jobs.run_due(worker)
    assert done == ["part 1", "mail", "part 2", "mail", "part 3", "mail", "mail", "mail"]
    db.session.expire_all()
    assert row.last_error == ""


def test_a_long_job_that_fails_in_the_middle_ends_there(app: Flask) -> None:
    def breaks() -> Iterator[None]:
        yield
        raise OSError

    (worker,) = workers(app, 1, lambda each: jobs.every(each, "long", MINUTE, breaks))
    run_at(START, worker)
    run_at(START, worker)
    row = db.session.get(jobs.JobRun, "long")
    assert row is not None
    assert row.last_error == "OSError"


def test_a_worker_that_leaves_hands_back_what_it_began(app: Flask) -> None:
    done: list[str] = []

    def plan(each: Flask) -> None:
        jobs.every(each, "long", timedelta(hours=1), parts(done))

    first, second = workers(app, 2, plan)
    run_at(START, first)
    run_at(START, second)
    assert done == ["part 1"]
    jobs.stop(first)
    jobs.hand_back(first)
    run_at(START + MINUTE, second)
    assert done == ["part 1", "part 1"]


def test_a_schedule_belongs_to_one_application(app: Flask) -> None:
    other = Flask("other")
    jobs.every(other, "x", MINUTE, Count())
    assert "x" not in {job.name for job in jobs.schedule(app).jobs}
    assert [job.name for job in jobs.schedule(other).jobs] == ["x"]


def test_what_is_done_at_the_start_is_done_in_order(app: Flask) -> None:
    done: list[int] = []
    (worker,) = workers(app, 1, lambda _each: None)
    for number in (1, 2):
        jobs.at_start(worker, lambda number=number: done.append(number))  # type: ignore[misc]  # a loop's own value
    jobs.run_at_start(worker)
    assert done == [1, 2]
