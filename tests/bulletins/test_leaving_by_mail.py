"""Leaving by mail: to the way out in a bulletin, or with one word in reply (B27)."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from flask import Flask

from portal.bulletins.models import Subscriber
from portal.extensions import db
from portal.outbox.incoming import handling
from tests.bulletins.post import EMAIL, Reader, rows, send
from tests.bulletins.returned import BOUNCES
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

pytestmark = pytest.mark.database


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    """An app that knows where its mail comes back to."""
    made = make_app(**smtp_sink.settings, mail_bounces=BOUNCES)
    with made.app_context():
        yield made
        db.session.rollback()


def test_a_mail_to_the_way_out_unsubscribes_and_nothing_else_does(reader: Reader) -> None:
    reader.subscribe()
    send("welcome")
    header = str(reader.mails[-1].message["List-Unsubscribe"])
    address = header.partition("mailto:")[2].partition("?")[0]
    assert address.startswith("b+")
    wish = EmailMessage()
    # Who it says it is from is never asked: anybody can write that.
    wish["From"], wish["To"], wish["Subject"] = EMAIL, "bulletins@portal.example.org", "unsubscribe"
    assert handling.receive(wish.as_bytes()) == "other"
    for name in ("Auto-Submitted", "List-Id"):
        wish[name] = "<auto.replied>"
        assert handling.receive(wish.as_bytes(), (address,)) == "automatic"
        del wish[name]
    assert rows(Subscriber) == 1
    wish.replace_header("From", "their.other.address@example.net")
    assert handling.receive(wish.as_bytes(), (address,)) == "left"
    assert rows(Subscriber) == 0
    assert handling.receive(wish.as_bytes(), (address,)) == "again"


def test_a_reply_that_begins_with_unsubscribe_is_obeyed(reader: Reader) -> None:
    reader.subscribe()
    send("welcome")
    reply = EmailMessage()
    reply["In-Reply-To"] = str(reader.mails[-1].message["Message-ID"])
    reply["Subject"] = "Re: Welcome"
    reply.set_content("What does unsubscribe mean?")
    assert handling.receive(reply.as_bytes()) == "other"
    assert rows(Subscriber) == 1
    reply.set_content("Unsubscribe\n\n> Welcome to our bulletins")
    assert handling.receive(reply.as_bytes()) == "left"
    assert rows(Subscriber) == 0


def test_a_reply_to_another_mail_of_ours_ends_nothing(reader: Reader) -> None:
    reader.subscribe()
    reply = EmailMessage()
    reply["In-Reply-To"] = str(reader.mails[-1].message["Message-ID"])
    reply["Subject"] = "unsubscribe"
    assert handling.receive(reply.as_bytes()) == "again"
    assert rows(Subscriber) == 1
