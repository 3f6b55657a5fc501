"""What happens to a mail, whatever the relay does: nothing is lost, and a doubt is named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from portal import outbox
from portal.core import clock
from portal.core.columns import new_public_id
from portal.extensions import db
from portal.outbox import service
from portal.outbox.models import OutboxRow
from portal.outbox.transport import RelayDownError
from portal.records import run_retention
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

pytestmark = pytest.mark.database
WANTED: dict[str, bool] = {}


def build(subject: str, batch: str) -> EmailMessage | None:
    """A plain mail, while it is wanted."""
    if not WANTED.get(subject, True):
        return None
    message = EmailMessage()
    message["From"], message["To"] = "portal@portal.example.org", f"{subject.lower()}@example.org"
    message["Subject"] = "A test"
    message.set_content(f"{batch}\n.\n.dotted\n")
    return message


def broken(_subject: str, _batch: str) -> EmailMessage | None:
    raise RuntimeError("canary@example.org")


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    """An app that sends to the sink, in a context."""
    app = make_app(**smtp_sink.settings)
    outbox.register("test.mail", build)
    outbox.register("test.broken", broken)
    with app.app_context():
        yield app
        db.session.remove()


def posted(count: int = 1, **options: str) -> list[str]:
    subjects = [f"p{place}" for place in range(count)]
    for subject in subjects:
        outbox.post("test.mail", subject, **options)  # type: ignore[arg-type]  # texts only
    db.session.commit()
    return subjects


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxRow.state).order_by(OutboxRow.id)))


def test_what_is_due_is_sent_once(app: Flask, smtp_sink: Sink) -> None:
    posted(3)
    assert outbox.deliver_due() == 3
    assert outbox.deliver_due() == 0
    assert sorted(mail.rcpt_tos[0] for mail in smtp_sink.mails) == [
        "p0@example.org",
        "p1@example.org",
        "p2@example.org",
    ]


def test_a_mail_of_a_transaction_that_failed_is_never_sent(app: Flask, smtp_sink: Sink) -> None:
    outbox.post("test.mail", "p0")
    db.session.rollback()
    assert outbox.deliver_due() == 0


def test_what_is_not_due_yet_waits(app: Flask, smtp_sink: Sink) -> None:
    later = clock.now() + timedelta(minutes=5)
    outbox.post("test.mail", "p0", due_at=later)
    db.session.commit()
    assert outbox.deliver_due() == 0
    with clock.freeze(later):
        assert outbox.deliver_due() == 1


def test_a_mail_nobody_wants_any_more_does_not_leave(app: Flask, smtp_sink: Sink) -> None:
    posted(1)
    WANTED["p0"] = False
    outbox.deliver_due()
    WANTED.clear()
    assert states() == ["skipped"]
    assert smtp_sink.mails == []


def test_links_that_people_wait_for_go_before_bulletins(app: Flask, smtp_sink: Sink) -> None:
    outbox.post("test.mail", "bulk", batch="b", lane=outbox.BULK)
    outbox.post("test.mail", "link")
    db.session.commit()
    outbox.deliver_due()
    assert [mail.rcpt_tos[0] for mail in smtp_sink.mails] == [
        "link@example.org",
        "bulk@example.org",
    ]


def test_a_refusal_for_good_is_the_end_and_one_for_now_is_not(app: Flask, smtp_sink: Sink) -> None:
    smtp_sink.refusals = {
        "p0@example.org": "550 5.1.1 no such canary@example.org",
        "p1@example.org": "451 4.3.0 later",
    }
    posted(2)
    outbox.deliver_due()
    assert states() == ["refused", "deferred"]
    assert db.session.scalars(select(OutboxRow.reply)).all() == ["550 5.1.1", "451 4.3.0"]
    smtp_sink.refusals.clear()
    with clock.freeze(clock.now() + timedelta(seconds=31)):
        outbox.deliver_due()
    assert states() == ["refused", "accepted"]


def test_each_try_of_a_mail_has_the_same_message_id(app: Flask, smtp_sink: Sink) -> None:
    posted(1, batch="b")
    outbox.deliver_due()
    db.session.execute(OutboxRow.__table__.update().values(state="due"))  # type: ignore[attr-defined]  # a Table
    db.session.commit()
    outbox.deliver_due()
    first, second = (mail.message["Message-ID"] for mail in smtp_sink.mails)
    assert first == second
    assert str(first).endswith("@portal.example.org>")


def test_a_line_with_a_dot_ends_nothing(app: Flask, smtp_sink: Sink) -> None:
    posted(1)
    outbox.deliver_due()
    assert smtp_sink.mails[0].message.get_content().splitlines() == ["", ".", ".dotted"]


def test_a_relay_that_is_down_costs_nobody_a_try(make_app: MakeApp) -> None:
    app = make_app(mail_server="127.0.0.1", mail_port=1, mail_use_tls="no")
    outbox.register("test.mail", build)
    with app.app_context():
        posted(2)
        with pytest.raises(RelayDownError):
            outbox.deliver_due()
        assert states() == ["due", "due"]
        assert db.session.scalars(select(OutboxRow.attempts)).all() == [0, 0]


def test_one_that_cannot_be_built_is_parked_and_the_others_go(
    app: Flask, smtp_sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.post("test.broken", new_public_id())
    db.session.commit()
    posted(2)
    moment = clock.now()
    for day in range(service.MOST_FAULTS + 1):
        with clock.freeze(moment + timedelta(hours=day)):
            outbox.deliver_due()
    assert states() == ["parked", "accepted", "accepted"]


def test_two_workers_never_claim_the_same(app: Flask) -> None:
    posted(10)
    first, second = service.claim("one", 6), service.claim("two", 6)
    assert not {job.id for job in first} & {job.id for job in second}
    assert len(first) + len(second) == 10


def test_what_a_dead_worker_had_is_taken_back(app: Flask, smtp_sink: Sink) -> None:
    posted(1)
    outbox.post("test.mail", "bulk", batch="b", lane=outbox.BULK)
    outbox.post("test.mail", "bulk2", batch="b", lane=outbox.BULK)
    db.session.commit()
    link, begun, _untouched = service.claim("dead", 3)
    assert service.start(link, "dead")
    assert service.start(begun, "dead")
    assert outbox.deliver_due() == 0
    with clock.freeze(clock.now() + service.SEND_LEASE + timedelta(seconds=1)):
        outbox.deliver_due()
    # Of the one that was being handed over nobody knows: a person decides.
    assert states() == ["accepted", "uncertain", "accepted"]


def test_a_worker_that_lost_its_claim_does_not_send(app: Flask, smtp_sink: Sink) -> None:
    posted(1)
    (job,) = service.claim("slow", 1)
    with clock.freeze(clock.now() + service.CLAIM_LEASE + timedelta(seconds=1)):
        service.recover()
        service.claim("quick", 1)
    assert not service.start(job, "slow")


def test_a_link_that_a_relay_keeps_waiting_for_days_is_given_up_and_said(app: Flask) -> None:
    posted(1)
    (job,) = service.claim("worker", 1)
    tries = service.GIVE_UP["now"] // timedelta(minutes=5)
    no = service.Outcome("deferred", "451 4.3.0")
    service.end(replace(job, attempts=tries - 10), no)
    assert states() == ["deferred"]
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        (job,) = service.claim("worker", 1)
    service.end(replace(job, attempts=tries + 10), no)
    assert states() == ["refused"]
    assert db.session.scalars(select(OutboxRow.reply)).all() == ["4.4.7"]


def test_a_relay_that_is_down_for_days_is_seen(make_app: MakeApp) -> None:
    app = make_app(mail_server="127.0.0.1", mail_port=1, mail_use_tls="no")
    outbox.register("test.mail", build)
    with app.app_context():
        posted(1)
        later = clock.now() + service.GIVE_UP["now"] + timedelta(seconds=1)
        with clock.freeze(later), pytest.raises(RelayDownError):
            outbox.deliver_due()
        assert states() == ["refused"]


def test_a_worker_that_was_off_for_days_sends_what_waited(app: Flask, smtp_sink: Sink) -> None:
    posted(1)
    with clock.freeze(clock.now() + timedelta(days=10)):
        outbox.deliver_due()
    assert states() == ["accepted"]


def test_a_batch_can_be_stopped_and_gone_on_with(app: Flask, smtp_sink: Sink) -> None:
    posted(3, batch="issue", lane=outbox.BULK)
    assert outbox.stop("issue") == 3
    assert outbox.deliver_due() == 0
    assert outbox.resume("issue") == 3
    assert outbox.deliver_due() == 3


def test_a_throttle_holds_bulletins_over_a_minute_and_no_link(
    make_app: MakeApp, smtp_sink: Sink
) -> None:
    app = make_app(**smtp_sink.settings, mail_per_minute=4)
    outbox.register("test.mail", build)
    with app.app_context():
        posted(6, batch="issue", lane=outbox.BULK)
        assert outbox.deliver_due() == 4
        outbox.post("test.mail", "link")
        db.session.commit()
        assert outbox.deliver_due() == 1
        assert smtp_sink.mails[-1].rcpt_tos == ["link@example.org"]
        with clock.freeze(clock.now() + timedelta(seconds=61)):
            assert outbox.deliver_due() == 2


def test_a_stop_reaches_what_a_worker_has_in_hand(app: Flask, smtp_sink: Sink) -> None:
    posted(3, batch="issue", lane=outbox.BULK)
    first, second, _third = service.claim("worker", 3)
    assert service.start(first, "worker")
    assert outbox.stop("issue") == 2
    assert not service.start(second, "worker")
    service.end(first, service.Outcome("accepted"))
    assert sorted(states()) == ["accepted", "stopped", "stopped"]


def test_a_late_answer_settles_a_doubt_and_overrules_no_other_worker(app: Flask) -> None:
    posted(2, batch="issue", lane=outbox.BULK)
    begun, untouched = service.claim("slow", 2)
    service.start(begun, "slow")
    with clock.freeze(clock.now() + service.SEND_LEASE + timedelta(seconds=1)):
        service.recover()
        assert [job.id for job in service.claim("quick", 2)] == [untouched.id]
        service.end(begun, service.Outcome("accepted"))
        service.end(untouched, service.Outcome("refused"))
    assert states() == ["accepted", "claimed"]


def test_an_address_no_relay_takes_is_refused_and_the_others_go(
    app: Flask, smtp_sink: Sink
) -> None:
    outbox.post("test.mail", "jürgen")
    posted(1)
    outbox.deliver_due()
    assert states() == ["refused", "accepted"]


def test_rows_become_totals_after_thirty_days(app: Flask, smtp_sink: Sink) -> None:
    posted(2, batch="issue", lane=outbox.BULK)
    outbox.deliver_due()
    with clock.freeze(clock.now() + timedelta(days=30, seconds=1)):
        run_retention()
    assert states() == []
    assert outbox.counts("issue")["accepted"] == 2
