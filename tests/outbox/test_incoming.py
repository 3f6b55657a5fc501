"""Mail that comes in, from a pipe or a folder: what it changes, and that nothing of it is kept."""

import io
import logging
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal import outbox
from portal.core import jobs
from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox import service, tags
from portal.outbox.incoming import folder, handling
from portal.outbox.models import OutboxRow
from portal.outbox.service import returns
from portal.outbox.service.returns import Returned
from tests.outbox.samples import SAMPLES, THEM
from tests.outbox.test_delivery import build
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

pytestmark = pytest.mark.database
BOX = "b@bounces.example.org"
SHAPES = {sample.name: sample for sample in SAMPLES}
GONE, COMPLAINT = SHAPES["postfix, no such user"], SHAPES["a complaint"]
HEARD: list[Returned] = []


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink, tmp_path: Path) -> Iterator[Flask]:
    """An app that knows where mail comes back to, and has a Maildir."""
    (tmp_path / "in" / "new").mkdir(parents=True)
    app = make_app(**smtp_sink.settings, mail_bounces=BOX, mail_incoming=tmp_path / "in")
    outbox.register("test.mail", build)
    returns.on_return(_hear)
    HEARD.clear()
    with app.app_context():
        yield app
        db.session.remove()


def _hear(returned: Returned) -> None:
    HEARD.append(returned)


def sent(subject: str = "p0") -> tuple[str, str]:
    """Send a mail; returns its name, and where reports of it go."""
    outbox.post("test.mail", subject)
    db.session.commit()
    outbox.deliver_due()
    row = db.session.scalars(select(OutboxRow).where(OutboxRow.subject == subject)).one()
    name = tags.name_of(row)
    return name, tags.sender(name, current_settings())


def state(subject: str = "p0") -> tuple[str, str]:
    db.session.rollback()
    row = db.session.scalars(select(OutboxRow).where(OutboxRow.subject == subject)).one()
    return row.state, row.reply


def piped(app: Flask, raw: bytes, *more: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["outbox", "receive", *more], input=io.BytesIO(raw))


def test_a_report_marks_its_mail_once_and_features_hear_of_it(app: Flask) -> None:
    raw = GONE.filled(*sent())
    assert handling.receive(raw) == "returned"
    assert state() == ("returned", "5.1.1")
    assert [(told.subject, told.status) for told in HEARD] == [("p0", "5.1.1")]
    # It came once more, which a mail server may do.
    assert handling.receive(raw) == "again"
    assert len(HEARD) == 1
    assert returns.came_in() == {"returned": 1, "again": 1}
    assert service.counts() == {"returned": 1}


def test_a_complaint_is_noted_also_of_a_mail_that_came_back(app: Flask) -> None:
    name, box = sent()
    handling.receive(GONE.filled(name, box))
    assert handling.receive(COMPLAINT.filled(name, box)) == "complained"
    assert state()[0] == "complained"


@pytest.mark.parametrize("change", [("p0", "p1"), ("", "")])
def test_a_tag_that_is_not_of_this_mail_changes_nothing_and_is_counted(
    app: Flask, change: tuple[str, str]
) -> None:
    name, _ = sent("p0")
    other, _ = sent("p1")
    number, tag = name.partition(".")[0], other.partition(".")[2]
    forged = f"{number}.{tag}" if change[0] else f"99999999999.{tag}"
    assert handling.receive(GONE.filled(forged, f"b+{forged}@bounces.example.org")) == "unknown"
    assert (state("p0")[0], state("p1")[0]) == ("accepted", "accepted")
    assert returns.came_in() == {"unknown": 1}


def test_a_report_that_is_faster_than_the_worker_is_not_overwritten(app: Flask) -> None:
    outbox.post("test.mail", "p0")
    db.session.commit()
    (job,) = service.claim("w", 1)
    assert service.start(job, "w")
    name = tags.name_of(job)
    assert handling.receive(GONE.filled(name, tags.sender(name, current_settings()))) == "returned"
    service.end(job, service.Outcome("accepted", "250"))
    assert state() == ("returned", "5.1.1")


@pytest.mark.parametrize("name", ["out of office", "postfix, delayed", "a challenge", "a question"])
def test_what_is_no_report_of_a_failure_changes_nothing(app: Flask, name: str) -> None:
    sample = SHAPES[name]
    assert handling.receive(sample.filled(*sent())) == sample.kind
    assert state()[0] == "accepted"
    assert HEARD == []


@pytest.mark.one_database
def test_a_pipe_is_told_that_it_is_dealt_with_whatever_it_was(app: Flask) -> None:
    name, box = sent()
    raw = SHAPES["postfix, no such user"].filled(name, "nobody@portal.example.org")
    for mail in (raw, b"", b"\xff" * 3_000_000, b"Subject: unsubscribe\n\n"):
        assert piped(app, mail, "--to", box).exit_code == 0
    assert state()[0] == "returned"


@pytest.mark.one_database
def test_a_pipe_is_asked_to_come_again_while_the_database_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception(THEM))

    monkeypatch.setattr(returns, "count", away)
    result = piped(app, b"Subject: x\n\n")
    assert result.exit_code == 75
    assert THEM not in result.output


def test_the_worker_empties_the_folder_and_keeps_nothing_of_it(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = current_settings().mail_incoming
    assert box is not None
    (box / "new" / "1.mail").write_bytes(GONE.filled(*sent()))
    (box / "new" / "2.mail").write_bytes(b"\x00nothing")
    with monkeypatch.context() as patched:

        def away(*_: object) -> None:
            raise OperationalError("SELECT 1", {}, Exception(THEM))

        patched.setattr(returns, "count", away)
        patched.setattr(returns, "note", away)
        with pytest.raises(OperationalError):
            folder.empty()
    # The database was away: both are still there, and nothing was done.
    assert len(list((box / "new").iterdir())) == 2
    with caplog.at_level(logging.INFO):
        assert folder.empty() == 2
    assert state()[0] == "returned"
    assert not [file for file in box.rglob("*") if file.is_file()]
    assert THEM not in caplog.text
    assert folder.empty() == 0


@pytest.mark.one_database
def test_the_worker_looks_every_minute_and_not_at_all_without_the_setting(
    app: Flask, make_app: MakeApp
) -> None:
    job = next(job for job in jobs.schedule(app).jobs if job.name == "outbox.receive")
    assert job.interval.total_seconds() <= 60
    reply = EmailMessage()
    reply["Subject"] = "unsubscribe"
    assert handling.receive(reply.as_bytes()) == "other"
    with make_app().app_context():
        assert folder.empty() == 0
