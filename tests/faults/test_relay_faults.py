"""Whatever a relay does, nothing is lost, and nothing is sent twice that must not be (TRUST A8)."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal import outbox
from portal.core import clock
from portal.extensions import db
from portal.outbox import transport
from portal.outbox.models import OutboxRow
from portal.outbox.transport import RelayDownError
from tests.support.bad_relay import CUT, FINE, HANG, BadRelay
from tests.support.databases import MakeApp

pytestmark = pytest.mark.database
# What the relay does; the state of a link, of a bulletin; and how many of one mail it was given.
MODES = [
    (("", CUT), "due", "due", 0),
    (("", HANG), "due", "due", 0),
    (("", "554 no service"), "due", "due", 0),
    (("", "421 too busy"), "due", "due", 0),
    (("MAIL", "451 4.3.0 later"), "deferred", "deferred", 0),
    (("RCPT", "452 4.2.2 full"), "deferred", "deferred", 0),
    (("RCPT", "550 5.1.1 nobody"), "refused", "refused", 0),
    (("RCPT", "421 slow down"), "due", "due", 0),
    (("RCPT", CUT), "deferred", "deferred", 0),
    (("DATA", CUT), "deferred", "deferred", 0),
    (("DATA", "454 not now"), "due", "due", 0),
    ((".", CUT), "deferred", "uncertain", 1),
    ((".", HANG), "deferred", "uncertain", 1),
    ((".", "451 4.7.0 look again"), "deferred", "deferred", 1),
    ((".", "554 5.6.0 no"), "refused", "refused", 1),
    (("QUIT", CUT), "accepted", "accepted", 1),
    (("QUIT", HANG), "accepted", "accepted", 1),
    (("RSET", CUT), "accepted", "accepted", 1),
]


def build(subject: str, _batch: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "portal@portal.example.org", f"{subject}@example.org"
    message["Subject"] = subject
    message.set_content("words\n")
    return message


@pytest.fixture
def app(make_app: MakeApp, bad_relay: BadRelay, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app that sends to the bad relay, and has little patience with it."""
    for name in ("TIMEOUT_SECONDS", "DATA_TIMEOUT_SECONDS", "QUIT_TIMEOUT_SECONDS"):
        monkeypatch.setattr(transport, name, 0.3)
    app = make_app(**bad_relay.settings)
    outbox.register("test.mail", build)
    with app.app_context():
        yield app
        db.session.remove()


def deliver() -> None:
    with suppress(RelayDownError):
        outbox.deliver_due()


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxRow.state).order_by(OutboxRow.id)))


@pytest.mark.parametrize(("mode", "link", "bulletin", "copies"), MODES)
@pytest.mark.parametrize("lane", ["now", "bulk"])
def test_each_fault_has_the_end_it_deserves_and_stops_nothing_for_good(
    app: Flask,
    bad_relay: BadRelay,
    lane: str,
    mode: tuple[str, str],
    link: str,
    bulletin: str,
    copies: int,
) -> None:
    bad_relay.mode = mode
    outbox.post("test.mail", "p0", batch="b", lane=lane)
    db.session.commit()
    deliver()
    expected = link if lane == "now" else bulletin
    assert states() == [expected]
    assert len(bad_relay.mails) == copies

    bad_relay.mode = (FINE, "")
    with clock.freeze(clock.now() + timedelta(minutes=10)):
        deliver()
    waited = expected in {"due", "deferred"}
    assert states() == ["accepted" if waited else expected]
    assert len(bad_relay.mails) == copies + waited


def test_a_mail_at_which_the_relay_hangs_up_does_not_block_the_others(
    app: Flask, bad_relay: BadRelay
) -> None:
    bad_relay.mode = ("RCPT", CUT)
    outbox.post("test.mail", "poison")
    db.session.commit()
    deliver()
    bad_relay.mode = (FINE, "")
    outbox.post("test.mail", "innocent")
    db.session.commit()
    deliver()
    assert states() == ["deferred", "accepted"]


def test_a_relay_that_takes_its_time_keeps_nobody_from_writing(
    app: Flask, bad_relay: BadRelay
) -> None:
    def minting(subject: str, _batch: str) -> EmailMessage:
        outbox.post("test.mail", "minted", due_at=clock.now() + timedelta(days=1))
        return build(subject, "")

    engine, changed = db.engine, []

    def write() -> None:
        with engine.begin() as connection:
            done = connection.execute(
                update(OutboxRow).where(OutboxRow.subject == "minted").values(reason="seen")
            )
            changed.append(done.rowcount)

    bad_relay.on_mail = write
    outbox.register("test.minting", minting)
    outbox.post("test.minting", "p0")
    db.session.commit()
    deliver()
    assert changed == [1]
    assert states() == ["accepted", "due"]
