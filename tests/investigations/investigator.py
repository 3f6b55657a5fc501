"""The investigators' desk: somebody with a browser of their own, and cases to look into."""

import re
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.complaints.models import Complaint
from portal.complaints.service import dates, filing
from portal.complaints.service.taking import Answers
from portal.extensions import db
from portal.staff.models import AuditEntry
from tests.support import cases, staff
from tests.support.client import PortalClient

HERE = "/staff/complaints"
VERSION = re.compile(r'name="seen_version" value="(\d+)"')
TOLD = {
    "happened": "Nobody came for four hours after the operation.",
    "wanted": "To know why, and that it does not happen again.",
    "name": "Alex Canary",
    "email": "alex.canary@example.org",
    "service": "Riverside Clinic",
}
ANSWERS = frozenset(field.name for field in fields(Answers))


class Investigator:
    """A member of staff with a browser of their own."""

    def __init__(self, client: PortalClient, *roles: str, name: str = "", email: str = "") -> None:
        made = client.application.test_client()
        assert isinstance(made, PortalClient)
        self.client = made
        self.person = staff.sign_in(made, *(roles or ("investigator",)), name=name, email=email)

    def read(self, path: str = HERE) -> str:
        """A page, as HTML."""
        return self.client.get(path).get_data(as_text=True)

    def open(self, case: str) -> str:
        """The page of a case."""
        return self.read(f"{HERE}/{case}")

    def send(self, path: str, **data: Any) -> TestResponse:
        """Send a form of the desk."""
        return staff.post(self.client, path, **data)

    def step(self, case: str, step: str, **data: Any) -> TestResponse:
        """Open a case, and do one thing with it; what has a dot is typed into another form."""
        page = self.open(case)
        sent = {"csrf": staff.TOKEN.findall(page)[0], "seen_version": VERSION.findall(page)[0]}
        own = {each: each if each in sent or "." in each else f"{step}.{each}" for each in data}
        typed = {own[each]: value for each, value in data.items()}
        return self.client.post(f"{HERE}/{case}/{step}", data={**sent, **typed})


def new_case(*, channel: str = "form", received_at: datetime | None = None, **changes: Any) -> str:
    """A complaint that came just now; returns its public id. What is no answer is a column."""
    told = {name: text for name, text in changes.items() if name in ANSWERS}
    row = cases.made(channel=channel, received_at=received_at, **{**TOLD, **told})
    for name, value in changes.items():
        if name not in ANSWERS:
            setattr(row, name, value)
    row.due_on = dates.next_due(row)
    db.session.commit()
    return row.public_id


def case_of(public_id: str) -> Complaint:
    """The row as it is now."""
    db.session.rollback()
    db.session.expire_all()
    found = filing.find(public_id)
    assert found is not None
    return found


def trail(about: str = "") -> list[str]:
    """Actions of the trail, the oldest first."""
    db.session.rollback()
    rows = select(AuditEntry.action).order_by(AuditEntry.id)
    return list(db.session.scalars(rows.where(AuditEntry.about == about) if about else rows))


def seen_by_complainer(client: PortalClient, public_id: str) -> str:
    """The page of the case, as whoever complained opens it with their reference and code."""
    case = case_of(public_id)
    told = {"reference": case.reference, "code": case.secret}
    return client.post("/complaints/case", data=told).get_data(as_text=True)
