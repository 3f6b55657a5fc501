"""A reader of bulletins: fills the form, opens the mail, follows the links."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.bulletins import links
from portal.bulletins.models import Subscriber
from portal.bulletins.service import sending
from portal.core import clock, jobs
from portal.extensions import db
from portal.outbox import deliver_due
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Delivered, Sink

EMAIL = "reader@example.org"
FORM = {"email": EMAIL, "topics": ["wellbeing", "mind"], "frequency": "each"}
LINK = re.compile(r"http://localhost(/bulletins/[a-z-]+/[A-Za-z0-9_-]+)")
STAMP = re.compile(r'name="stamp" type="hidden" value="([^"]+)"')
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class Reader:
    """One person, with a browser and a mailbox."""

    def __init__(self, client: PortalClient, sink: Sink, email: str = EMAIL) -> None:
        self.client, self.sink, self.email = client, sink, email

    @property
    def mails(self) -> list[Delivered]:
        """What came so far, after the worker has done its round."""
        deliver_due()
        return self.sink.to(self.email)

    def sign_up(self, **changes: object) -> TestResponse:
        """Send the sign-up form."""
        return self.client.post("/bulletins/sign-up", data=FORM | {"email": self.email} | changes)

    def link(self, what: str, place: int = -1) -> str:
        """The path of a link in a mail that came."""
        return link_in(self.mails[place], what)

    def subscribe(self, **changes: object) -> str:
        """Sign up and confirm; returns the confirm link."""
        self.sign_up(**changes)
        path = self.link("confirm")
        assert self.client.post(path).status_code == 303
        return path


def link_in(mail: Delivered, what: str) -> str:
    """The path of the first link of a kind, such as `confirm`."""
    found = [path for path in LINK.findall(mail.text) if path.startswith(f"/bulletins/{what}/")]
    assert found, f"no {what} link in:\n{mail.text}"
    return str(found[0])


def rows(model: type) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def run_job(app: Flask, name: str) -> object:
    """Run one sweep, as the worker does."""
    work = next(job.work for job in jobs.schedule(app).jobs if job.name == name)
    return work()


def send(slug: str) -> sending.Sent:
    """Send an issue, as the command does."""
    return sending.send(slug)


def subscriber() -> Subscriber:
    """The only subscriber."""
    db.session.rollback()
    return db.session.scalars(select(Subscriber)).one()


def unsubscribe_of(_reader: Reader) -> str:
    """The path that the only subscriber leaves by."""
    return links.unsubscribe(subscriber().public_id).removeprefix("http://localhost")


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
def reader(client: PortalClient, smtp_sink: Sink) -> Reader:
    """Somebody who likes to read."""
    return Reader(client, smtp_sink)
