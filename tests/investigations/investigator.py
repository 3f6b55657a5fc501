"""The investigators' desk: somebody with a browser of their own, and cases to look into."""

import re
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.complaints.models import Complaint
from portal.complaints.service import filing
from portal.core.clock import now
from portal.core.crypto import blind_index
from portal.core.forms import mailbox
from portal.core.references import new_reference
from portal.extensions import db
from portal.staff.models import AuditEntry
from tests.support import staff
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
        """Open a case, and do one thing with it."""
        seen = data.pop("seen_version", None) or VERSION.findall(self.open(case))[0]
        return self.send(f"{HERE}/{case}/{step}", seen_version=seen, **data)


def new_case(**told: Any) -> str:
    """A complaint that just came; returns its public id. Columns may be set by name."""
    given = {**TOLD, **told}
    email = given.get("email") or ""
    row = Complaint(
        reference=new_reference(),
        pair_index=blind_index("complaints.pair", new_reference()),
        email_index=blind_index("complaints.email", mailbox(email)) if email else "",
        kind=given.pop("kind", "care"),
        who=given.pop("who", "self"),
        contact=given.pop("contact", "email" if email else "phone"),
        received_at=given.pop("received_at", now()),
        notice_version=1,
    )
    row.secret = new_reference() + new_reference()
    for name, value in given.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    filing.done(row, "received")
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
