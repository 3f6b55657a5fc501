"""Somebody who tells us what they think, and reads what comes of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core import clock
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.feedback.service import deciding
from portal.outbox import deliver_due
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Delivered, Sink

EMAIL = "ann@example.org"
WORDS = "The page about sleep helped me, but the print is small."
SENT = {"message": WORDS, "reply": "yes", "publish": "yes", "name": "Ann Lee", "email": EMAIL}
STAMP = re.compile(r'name="stamp" type="hidden" value="([^"]+)"')
APPEAL = re.compile(r"http://localhost(/appeal/[A-Za-z0-9_-]+)")
REASON = {"category": "personal", "reason": "It names a nurse."}


class Writer:
    """One person, with a browser and a mailbox."""

    def __init__(self, client: PortalClient, sink: Sink, email: str = EMAIL) -> None:
        self.client, self.sink, self.email = client, sink, email

    @property
    def mails(self) -> list[Delivered]:
        """What came so far, after the worker has done its round."""
        deliver_due()
        return [mail for mail in self.sink.mails if self.email in mail.rcpt_tos]

    def send(self, **changes: str) -> TestResponse:
        """Send the form, as a program does that never saw it, or with the stamp that is given."""
        return self.client.post("/feedback", data=SENT | {"email": self.email} | changes)

    def stamp(self) -> str:
        """Open the form and take its stamp."""
        return stamp_in(self.read("/feedback"))

    def read(self, path: str) -> str:
        """A page, as HTML."""
        return self.client.get(path).get_data(as_text=True)

    def decided_against(self) -> str:
        """Send something, have it refused, and take the link to the appeal."""
        self.send()
        hide()
        return self.appeal_link()

    def appeal_link(self) -> str:
        """The path of the link in the newest mail that has one."""
        found = [APPEAL.findall(mail.text) for mail in self.mails]
        assert any(found), "no mail has a link to an appeal"
        return str([links for links in found if links][-1][0])


def stamp_in(page: str) -> str:
    """The stamp of a form."""
    found = STAMP.search(page)
    assert found, "the page has no stamp"
    return found[1]


def message() -> Feedback:
    """The only message."""
    db.session.rollback()
    return db.session.scalars(select(Feedback)).one()


def rows(model: type) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def answer(text: str = "The print is larger now.") -> None:
    """Staff answer the only message."""
    deciding.answer(message().public_id, text, by="Jo", seen_version=message().version)


def publish() -> None:
    """Staff publish the only message."""
    deciding.publish(message().public_id, by="Jo", seen_version=message().version)


def hide() -> None:
    """Staff refuse to show the only message, or take it down."""
    row = message()
    deciding.hide(row.public_id, by="Jo", seen_version=row.version, **REASON)


def redact(text: str) -> None:
    """Staff take words out of the only message."""
    row = message()
    deciding.redact(row.public_id, text, by="Jo", seen_version=row.version, **REASON)


@contextmanager
def later(**spans: float) -> Iterator[None]:
    """Some time from now."""
    with clock.freeze(clock.now() + timedelta(**spans)):
        yield


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    """An app that sends to the sink, in a context."""
    made = make_app(**smtp_sink.settings)
    with made.app_context():
        yield made
        db.session.rollback()


@pytest.fixture
def writer(client: PortalClient, smtp_sink: Sink) -> Writer:
    """Somebody who tells us what they think."""
    return Writer(client, smtp_sink)
