"""The desk over feedback: somebody who writes, and somebody who decides."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.feedback.models import Feedback
from portal.staff.models import AuditEntry
from tests.feedback.writer import Writer, message
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

VERSION = re.compile(r'name="seen_version" value="(\d+)"')
REASON = {"category": "personal", "reason": "It names a nurse."}


class Desk:
    """A member of staff with a browser of their own."""

    def __init__(self, client: PortalClient, *roles: str, name: str = "", email: str = "") -> None:
        made = client.application.test_client()
        assert isinstance(made, PortalClient)
        self.client = made
        self.person = staff.sign_in(made, *roles, name=name, email=email)

    def read(self, path: str) -> str:
        """A page, as HTML."""
        return self.client.get(path).get_data(as_text=True)

    def open(self, row: Feedback | None = None) -> str:
        """The page of a message."""
        return self.read(f"/staff/feedback/{(row or message()).reference}")

    def step(self, step: str, **data: Any) -> TestResponse:
        """Open the only message, and do one thing with it."""
        row = message()
        path = f"/staff/feedback/{row.reference}"
        seen = data.pop("seen_version", None) or VERSION.findall(self.open(row))[0]
        sent = {"csrf": staff.csrf(self.client), "seen_version": seen, **data}
        return self.client.post(f"{path}/{step}", data=sent)


def trail() -> list[tuple[str, str]]:
    """Actions and whom they are by, the oldest first."""
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.actor) for row in rows]


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


@pytest.fixture
def desk(app: Flask, client: PortalClient) -> Desk:
    """A moderator."""
    return Desk(client, "moderator")
