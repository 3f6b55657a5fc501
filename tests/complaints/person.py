"""Somebody who complained: opens the case by its mail or by its code, reads, and writes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.complaints.models import Complaint
from portal.complaints.service import taking
from portal.complaints.service.taking import Answers, Receipt
from portal.core import clock, jobs
from portal.extensions import db
from portal.outbox import deliver_due
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Delivered, Sink

EMAIL = "ann@example.org"
CASE = "/complaints/case"
MARK = "canary7f3a"
# Every part of a complaint, each with a word that must not turn up where it should not.
ANSWERS = Answers(
    kind="care",
    who="self",
    happened=f"{MARK} happened: the wrong tablets",
    happened_when=f"{MARK} when",
    service=f"{MARK} ward",
    gp=f"{MARK} surgery",
    treatment=f"{MARK} treatment",
    wanted=f"{MARK} wanted",
    name=f"{MARK} name",
    contact="email",
    email=EMAIL,
    phone=f"{MARK} 01632 960001",
    address=f"{MARK} street",
    safely=f"{MARK} never at home",
    needs=f"{MARK} interpreter",
    birth="1980-05-17",
)
TICKET = re.compile(r'name="case" type="hidden" value="([^"]+)"')
LINK = re.compile(r"http://localhost(/complaints/case/[A-Z0-9-]+)")


class Complainer:
    """One person, with a browser, a mailbox and one complaint."""

    def __init__(self, client: PortalClient, sink: Sink) -> None:
        self.client, self.sink = client, sink
        self.receipt: Receipt = taking.take(ANSWERS)

    @property
    def mails(self) -> list[Delivered]:
        """What came so far, after the worker has done its round."""
        deliver_due()
        return self.sink.to(EMAIL)

    @property
    def case(self) -> Complaint:
        """The row, as it stands."""
        db.session.rollback()
        return db.session.scalars(
            select(Complaint).where(Complaint.public_id == self.receipt.public_id)
        ).one()

    def open(self, reference: str = "", code: str = "", address: str = "") -> TestResponse:
        """Send the form that opens a case: the right pair, or another."""
        data = {
            "reference": reference or self.receipt.reference,
            "code": code or self.receipt.secret,
        }
        place = {"REMOTE_ADDR": address} if address else {}
        return self.client.post(CASE, data=data, environ_overrides=place)

    def ticket(self) -> str:
        """What the page of the case carries."""
        return ticket_in(self.open())

    def say(self, text: str, ticket: str = "") -> TestResponse:
        """Send a message from the page."""
        data = {"case": ticket or self.ticket(), "message": text}
        return self.client.post(f"{CASE}/message", data=data)

    def link(self) -> str:
        """The path of the link in the newest mail."""
        found = LINK.findall(self.mails[-1].text)
        assert found, self.mails[-1].text
        return str(found[0])


def html_of(answer: TestResponse) -> str:
    """A page, as HTML."""
    return answer.get_data(as_text=True)


def ticket_in(answer: TestResponse) -> str:
    """The first sealed case of a page."""
    found = TICKET.search(html_of(answer))
    assert found, html_of(answer)[:3000]
    return unescape(found[1])


def rows(model: type) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def run_job(app: Flask, name: str) -> object:
    """Run one sweep, as the worker does."""
    db.session.rollback()
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
    made = make_app(**smtp_sink.settings)
    with made.app_context():
        yield made
        db.session.rollback()


@pytest.fixture
def complainer(app: Flask, client: PortalClient, smtp_sink: Sink) -> Complainer:
    """Somebody who complained."""
    return Complainer(client, smtp_sink)
