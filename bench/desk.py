"""The desk with 10,000 messages beside the desk with 100."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Flask
from werkzeug.test import Client

from bench.timing import in_turns, portal
from portal.core.clock import now
from portal.core.references import new_reference
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.staff.models import ROLES
from portal.staff.service import people, sessions

CALLS = 10
FEW, MANY = 100, 10_000
BATCH = 1000


def measure() -> Iterator[str]:
    """Print what the queue costs with few messages and with many, and its last page."""
    few, many = _desk(FEW), _desk(MANY)
    took = in_turns(CALLS, few=few, many=many)
    yield f"the queue with {FEW} messages: {took['few'] / 1000:.1f} ms"
    yield f"  with {MANY}: {took['many'] / 1000:.1f} ms ({took['many'] / took['few']:.2f} ×)"


def _desk(count: int) -> Callable[[], bytes]:
    """A desk with messages, and a browser of somebody who may see it."""
    app = portal()
    with app.app_context():
        _fill(count)
        member = people.invite("Bench", "bench@example.org", list(ROLES))
        row = people.find_row(member.public_id)
        assert row is not None
        row.password_hash, row.joined_at = "none", now()
        token = sessions.begin(member.public_id)
        db.session.commit()
    return _reader(app, token)


def _reader(app: Flask, token: str) -> Callable[[], bytes]:
    client = Client(app)
    client.set_cookie("portal_staff", token, domain="localhost", path="/staff")

    def read() -> bytes:
        answer = client.get("/staff/feedback")
        assert answer.status_code == 200, answer.status
        return answer.get_data()

    return read


def _fill(count: int) -> None:
    for place in range(count):
        db.session.add(
            Feedback(
                reference=new_reference(),
                message=f"Message {place}: the page about sleep helped me, but the print is small.",
                wants_reply=place % 2 == 0,
                may_publish=place % 3 == 0,
                urgent=place % 50 == 0,
                priority=2 if place % 50 == 0 else 1,
                received_at=now() - timedelta(minutes=place),
                last_contact_at=now(),
                notice_version=2,
            )
        )
        if place % BATCH == 0:
            db.session.commit()
    db.session.commit()
