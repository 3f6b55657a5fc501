"""Somebody who wants to know: asks for a link, opens the mail, reads, corrects, deletes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core import clock, jobs
from portal.extensions import db
from portal.outbox import deliver_due
from portal.your_data.models import DataRequest
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Delivered, Sink

EMAIL = "ann@example.org"
STAFF = "data.protection@example.org"
ASK = {
    "email": EMAIL,
    "kind": "correct",
    "message": "My letter of May has the wrong street.",
    "way": "email",
    "name": "Ann Lee",
}
SEE = re.compile(r"http://localhost(/your-data/see/[A-Za-z0-9_-]+)")
CONFIRM = re.compile(r"http://localhost(/bulletins/confirm/[A-Za-z0-9_-]+)")
STAMP = re.compile(r'name="stamp" type="hidden" value="([^"]+)"')


class Asker:
    """One person, with a browser and a mailbox."""

    def __init__(self, client: PortalClient, sink: Sink, email: str = EMAIL) -> None:
        self.client, self.sink, self.email = client, sink, email

    @property
    def mails(self) -> list[Delivered]:
        """What came so far, after the worker has done its round."""
        deliver_due()
        return [mail for mail in self.sink.mails if is_to(mail, self.email)]

    def ask_for_link(self, email: str = "") -> TestResponse:
        """Send the form on the first page."""
        return self.client.post("/your-data", data={"email": email or self.email})

    def link(self) -> str:
        """Ask, open the newest mail, and take the path of its link."""
        assert self.ask_for_link().status_code == 303
        return self.newest_link()

    def newest_link(self) -> str:
        """The path of the link in the newest mail."""
        return see_in(self.mails[-1])

    def ask_person(self, **changes: str) -> TestResponse:
        """Send the form that a person answers."""
        return self.client.post("/your-data/ask", data=ASK | {"email": self.email} | changes)

    def subscribe(self, name: str = "") -> None:
        """Get bulletins, so that something is held; with a name, if one is given."""
        data = {"email": self.email, "topics": ["mind"], "frequency": "each"}
        self.client.post("/bulletins/sign-up", data=data)
        found = CONFIRM.search(self.mails[-1].text)
        assert found
        assert self.client.post(found[1]).status_code == 303
        if name:
            self.client.post("/bulletins/manage", data={"email": self.email})
            path = re.findall(r"http://localhost(/bulletins/preferences/\S+)", self.mails[-1].text)
            assert self.client.post(path[0], data=data | {"name": name}).status_code == 303

    def read(self, path: str) -> str:
        """A page, as HTML."""
        return self.client.get(path).get_data(as_text=True)


def is_to(mail: Delivered, email: str) -> bool:
    """Whether a mail went to a mailbox, however its address was spelt."""
    return email.lower() in [address.lower() for address in mail.rcpt_tos]


def see_in(mail: Delivered) -> str:
    """The path of the link in a mail."""
    found = SEE.findall(mail.text)
    assert found, f"no link in:\n{mail.text}"
    assert len(set(found)) == 1, "one link, as a button and as text"
    return str(found[0])


def rows(model: type) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def request() -> DataRequest:
    """The only request to a person."""
    db.session.rollback()
    return db.session.scalars(select(DataRequest)).one()


def run_job(app: Flask, name: str) -> object:
    """Run one sweep, as the worker does."""
    work = next(job.work for job in jobs.schedule(app).jobs if job.name == name)
    return work()


@contextmanager
def later(**spans: float) -> Iterator[None]:
    """Some time from now."""
    with clock.freeze(clock.now() + timedelta(**spans)):
        yield


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    """An app that sends to the sink, in a context."""
    made = make_app(dpo_email=STAFF, **smtp_sink.settings)
    with made.app_context():
        yield made
        db.session.rollback()


@pytest.fixture
def asker(client: PortalClient, smtp_sink: Sink) -> Asker:
    """Somebody who wants to know."""
    return Asker(client, smtp_sink)
