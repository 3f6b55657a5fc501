"""Invented people for a portal that somebody wants to try: what they wrote, and who works there.

Everything goes through the services, so it looks as it would. Filling twice changes nothing.
"""

import io
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.bulletins.service import moving
from portal.core import panels, spreadsheet
from portal.core.clock import months_after, now, today
from portal.core.site import current_settings
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.feedback.service import appeals, counting, deciding, taking
from portal.feedback.service.taking import Message
from portal.staff.models import ROLES
from portal.staff.service import passwords, people
from portal.staff.service.audit import audit
from portal.your_data.service import requests

FILE = Path(__file__).parent.parent.parent / "content" / "demo.toml"
# Known to everybody, so nothing but a portal on one's own machine may have them.
PASSWORD = "purple ladders hum softly"  # noqa: S105 (of people who do not exist)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 (of people who do not exist)
READERS = ("ada", "ben", "chidi", "dora", "emil", "fatima")
TYPING = timedelta(minutes=3)
MONTH = timedelta(days=30)
# How many wrote in each of the weeks before, by topic; and how many days answers took.
EARLIER = {"website": 3, "information": 4, "access": 2, "service": 3, "thanks": 2}
WAITED = (1, 2, 2, 3, 5, 8, 13, 17)


class DemoError(RuntimeError):
    """This is no portal to play with."""


def fill() -> list[tuple[str, str]]:
    """Fill the portal; returns the address and the role of each member of staff.

    Raises DemoError unless no mail could leave this machine.
    """
    if not current_settings().mail_to_folder:
        raise DemoError("a demo is for development without a mail server alone")
    staff = [(_member(f"{role}@example.org", role), role) for role in ROLES]
    # A complaint can be restricted, or somebody has a conflict of interest: it takes two.
    staff.append((_member("second@example.org", "investigator", "Demo Second"), "investigator"))
    # Nobody publishes alone, so that takes two as well.
    staff.append((_member("reviewer@example.org", "editor", "Demo Reviewer"), "editor"))
    by = people.by_email(staff[0][0])
    investigator = people.by_email("investigator@example.org")
    panels.gather("demo.fill", investigator.public_id if investigator else "")
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for place, each in enumerate(told["messages"]):
        _message(place, each, by.public_id if by else "")
    for place, each in enumerate(told["requests"]):
        requests.ask_person(requests.Wish(**each, stamp=f"demo-{place}"), f"10.1.{place}.1")
    _readers()
    _earlier()
    return staff


def _member(email: str, role: str, name: str = "") -> str:
    row = people.by_email(email)
    if row is None:
        invited = people.invite(name or f"Demo {role.title()}", email, [role])
        row = people.find_row(invited.public_id)
    if row is not None and not row.joined_at:
        row.password_hash = passwords.make_hash(PASSWORD)
        row.secret = SECRET
        row.joined_at = now()
        people.kill_links(row.public_id)
        audit("staff.joined", row.public_id, actor=row.public_id)
        db.session.commit()
    return email


def _message(place: int, told: dict[str, Any], by: str) -> None:
    message = Message(
        text=told["text"],
        name=told.get("name", ""),
        email=told.get("email", ""),
        wants_reply=told.get("reply", False),
        may_publish=told.get("publish", False),
        page=told.get("page", ""),
        stamp=f"demo-{place}",
        age=TYPING,
    )
    reference = taking.take(message, f"10.0.{place}.1").reference
    row = _row(reference)
    if row.received_at < now() - timedelta(minutes=1) or row.version > 1:
        return  # filled before
    counting.received(row.received_at, by=-1)
    row.received_at = row.last_contact_at = now() - timedelta(days=told["days"], hours=place % 7)
    counting.received(row.received_at)
    public_id = row.public_id
    db.session.commit()
    _decide(reference, told, by)
    subject = appeals.subject_of(appeals.MESSAGE, public_id)
    if subject is not None and "appeal" in told:
        appeals.take(subject, told["appeal"])


def _decide(reference: str, told: dict[str, Any], by: str) -> None:
    why = {name: told.get(name, "") for name in ("category", "reason")}
    steps = (["file"] if "topic" in told else []) + (["answer"] if "answer" in told else [])
    for step in steps + told.get("then", []):
        row = _row(reference)
        at: dict[str, Any] = {"by": by, "seen_version": row.version}
        if step == "file":
            deciding.file_under(row.public_id, told["topic"], **at)
        elif step == "answer":
            deciding.answer(row.public_id, told["answer"], **at)
        elif step == "redact":
            deciding.redact(row.public_id, told["redacted"], **why, **at)
        elif step == "hide":
            deciding.hide(row.public_id, **why, **at)
        elif step == "publish":
            deciding.publish(row.public_id, **at)
        else:
            deciding.close(row.public_id, **at)


def _row(reference: str) -> Feedback:
    return db.session.scalars(select(Feedback).where(Feedback.reference == reference)).one()


def _readers() -> None:
    lines = [spreadsheet.line(moving.COLUMNS)]
    for place, name in enumerate(READERS):
        since = today() - MONTH * place
        cells = (f"{name}.demo@example.org", name.title(), "wellbeing services", "", "demo", "")
        lines.append(spreadsheet.line((*cells[:5], since.isoformat())))
    moving.import_people(io.BytesIO("".join(lines).encode()))


def _earlier() -> None:
    """Numbers of earlier weeks and months, for the pictures: of those messages nothing is left."""
    if counting.by_week()[0].count:
        return  # filled before
    for back in range(5, counting.WEEKS):
        for place, (topic, most) in enumerate(EARLIER.items()):
            counting.received(now() - timedelta(weeks=back), topic, (back * 7 + place) % most + 1)
    for back in range(1, counting.MONTHS):
        first = months_after(today().replace(day=1), -back)
        counting.waited(first, WAITED[back % 4 : back % 4 + 3 + back % 3])
    db.session.commit()
