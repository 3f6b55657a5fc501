"""Workers die at any moment: no mail is lost, no bulletin is sent twice (TRUST A2, A4; B37)."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import outbox
from portal.core import clock
from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox import service
from portal.outbox.models import OutboxRow
from tests.faults.worker import KIND, build
from tests.support.databases import MakeApp
from tests.support.settings import environment
from tests.support.smtp import Sink
from tests.support.tools import ROOT

pytestmark = [pytest.mark.database, pytest.mark.slow]
LINKS, BULLETINS, KILLS, WORKERS = 100, 200, 3, 2
PATIENCE_SECONDS = 60


def start_worker(sink: Sink) -> "subprocess.Popen[bytes]":
    settings = current_settings()
    given = environment(
        settings.instance,
        settings.database_url,
        mail_server=sink.host,
        mail_port=str(sink.port),
        mail_use_tls="no",
    )
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker"], cwd=ROOT, env={**os.environ, **given}
    )


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        assert time.monotonic() < deadline, "the workers do not get on"
        time.sleep(0.05)


def fill() -> None:
    for place in range(LINKS):
        outbox.post(KIND, f"link{place}")
    for place in range(BULLETINS):
        outbox.post(KIND, f"reader{place}", batch="issue", lane=outbox.BULK)
    db.session.commit()


def waiting() -> int:
    due = select(func.count()).where(OutboxRow.state.in_(("due", "deferred")))
    found = db.session.scalar(due) or 0
    # Looking must not hold the lock that the workers write with.
    db.session.rollback()
    return found


def kill_some(sink: Sink) -> None:
    """Kill one worker after the other while they send, then the rest; a new one comes for each."""
    workers = [start_worker(sink) for _ in range(WORKERS)]
    try:
        for kill in range(1, KILLS + 1):
            least = kill * (LINKS + BULLETINS) // (KILLS + 2)
            wait_until(lambda least=least: len(sink.mails) >= least)  # type: ignore[misc]  # a default binds it
            victim = workers.pop(0)
            victim.kill()
            victim.wait()
            workers.append(start_worker(sink))
        wait_until(lambda: waiting() == 0)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Flask:
    return make_app(**smtp_sink.settings)


def test_killed_workers_lose_nothing_and_send_no_bulletin_twice(
    app: Flask, smtp_sink: Sink
) -> None:
    outbox.register(KIND, build)
    with app.app_context():
        fill()
        kill_some(smtp_sink)
        # The leases of the dead run out, and one that lives takes over.
        with clock.freeze(clock.now() + service.SEND_LEASE + timedelta(seconds=1)):
            outbox.deliver_due()
        states = outbox.counts()

    copies = Counter(mail.rcpt_tos[0].partition("@")[0] for mail in smtp_sink.mails)
    dead = KILLS + WORKERS
    assert sum(states.values()) == LINKS + BULLETINS
    assert set(states) <= {"accepted", "uncertain"}
    assert all(copies[f"link{place}"] >= 1 for place in range(LINKS)), "a link was lost"
    assert sum(copies[f"link{place}"] - 1 for place in range(LINKS)) <= dead
    assert all(copies[f"reader{place}"] <= 1 for place in range(BULLETINS)), "sent twice"
    # Those that never came are among those whose fate is not known, and are named.
    missing = sum(copies[f"reader{place}"] == 0 for place in range(BULLETINS))
    assert missing <= states["uncertain"] <= dead
    assert all(len(ids) == 1 for ids in message_ids(smtp_sink).values())


def message_ids(sink: Sink) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mail in sink.mails:
        found.setdefault(mail.rcpt_tos[0], set()).add(str(mail.message["Message-ID"]))
    return found
